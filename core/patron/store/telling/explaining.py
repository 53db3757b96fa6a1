"""Why a member has, or had at a moment, her tier and points: as known then, and as known now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

import polars as pl
from sqlalchemy import Connection, select

from patron.engine.amounts_text import decimal_text
from patron.engine.days import iso, to_day
from patron.engine.history import History
from patron.engine.plan import ProfileFact, Test
from patron.engine.reference.conditions import Verdict
from patron.engine.reference.judging import Judged
from patron.engine.reference.output import spend_12m
from patron.engine.reference.standing import GRANT, LAPSE, due
from patron.explain.phrases import Phrases
from patron.scheme.describe.words import Lang, Words
from patron.store.deciding.grants import limited_grants
from patron.store.reading.histories import movements
from patron.store.reading.naming import find_member, ids_of
from patron.store.refused import Refusal, RefusedError
from patron.store.schemes import Version, Versions
from patron.store.take_in import instant, local_time, start_of_day
from patron.store.telling.account import lines_of
from patron.store.telling.held import Held, held_in, read_history, up_to
from patron.store.telling.record import Record, first_recorded, known_by
from patron.store.telling.told import Explanation, Grant, JudgedTold, Known
from patron.store.versions.applying import scheme_versions

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk


def explain(desk: Desk, member: str, *, at: datetime | date | None = None, lang: str = "zh") -> Explanation:
    """Why she had her tier at a moment (a date: its end; None: now), by what was known then and by what is known now.

    Reviews and expiries of the moment's day have happened, whether or not the day was closed. Raises RefusedError for someone of whom
    nothing is known at all up to the moment, and for a language that is neither `zh` nor `en`.
    """
    if lang not in {"zh", "en"}:
        raise RefusedError(Refusal("not-valid", "is no language that is known", "choose zh or en", "lang"))
    with desk.database.read() as connection:
        versions = desk.versions(connection)
        number = find_member(connection, member)
        moment, day = moment_of(at, desk.now(), versions.zone)
        return _Explaining(connection, versions, number, moment, day).told(cast(Lang, lang), desk.now())


def moment_of(at: datetime | date | None, now: int, zone: str) -> tuple[int, int]:
    """The instant that is asked about and its local day; of a date its last microsecond."""
    if at is None or isinstance(at, datetime):
        return instant(at, now, zone)
    day = to_day(at)
    return start_of_day(day + 1, zone) - 1, day


class _Explaining:
    def __init__(self, connection: Connection, versions: Versions, number: int, moment: int, day: int) -> None:
        self._connection = connection
        self._versions = versions
        self._number = number
        self._name = ids_of(connection, [number])[number]
        self._moment, self._day = moment, day

    def told(self, lang: Lang, now: int) -> Explanation:
        connection, moment = self._connection, self._moment
        history = up_to(read_history(connection, self._versions, self._number), moment)
        record = Record(connection, self._number, self._versions.zone)
        known = self._known(self._versions, history, record, now, lang)
        if known is None:
            raise RefusedError(Refusal("unknown-member", "nothing is known of this member up to that moment", "ask for a later one", "at"))
        before, late = known_by(connection, history, moment, self._name, self._versions.zone)
        then = self._then(before, record, lang) if moment < now else known
        found = Explanation(
            member=self._name,
            at=local_time(moment, self._versions.zone).isoformat(),
            version=self._versions.on(self._day).number,
            now=known,
            then=then,
            late=late,
            undone=record.undone(moment, now),
            lang=lang,
            lines=(),
        )
        words = _phrases(self._versions.on(self._day), lang)
        return found if words is None else replace(found, lines=tuple(lines_of(found, words)))

    def _then(self, history: History, record: Record, lang: Lang) -> Known | None:
        """As known at the moment: without what was recorded later, schemes included; None before the first word of her."""
        first = first_recorded(self._connection, self._number)
        if first is not None and first > self._moment:
            return None
        query = select(scheme_versions.c.number).where(scheme_versions.c.applied_at <= self._moment)
        applied = set(self._connection.execute(query).scalars())
        versions = Versions(tuple(one for one in self._versions.all if one.number in applied) or self._versions.all[:1])
        return self._known(versions, history, record, self._moment, lang)

    def _known(self, versions: Versions, history: History, record: Record, seen: int, lang: Lang) -> Known | None:
        limited = limited_grants(self._connection, [self._number]).get(self._number, ())
        held = held_in(versions, history, self._name, self._day, judged=True, limited=limited)
        if held is None:
            return None
        plan, member = held.plan, held.member
        says = [_judged(one, versions.on(one.day), lang) for one in held.judged]
        return Known(
            tier=plan.tiers[member.standing.tier].id,
            since=None if member.standing.since is None else iso(member.standing.since),
            review_on=None if (review := due(plan, member.standing)) is None else iso(review),
            reason=member.standing.reason,
            granted=self._granted(held, history),
            points=member.ledger.balance,
            points_pending=member.ledger.pending,
            spend_12m=decimal_text(spend_12m(member, self._day), plan.places),
            changes=record.told(held.changes, seen),
            decided_by=tuple(says[place] for place in decisive(held, versions)),
            judged=tuple(says),
        )

    def _granted(self, held: Held, history: History) -> Grant | None:
        """Who granted the present tier, and until when."""
        standing = held.member.standing
        if standing.reason != GRANT:
            return None
        own = (pl.col("member_id") == self._name) & (pl.col("kind") == "grant_tier") & (pl.col("day") == standing.since)
        given = history.movements.filter(own & (pl.col("value") == held.plan.tiers[standing.tier].id)).sort("at", "movement_id")
        if given.is_empty():
            return None
        query = select(movements.c.movement_id, movements.c.by, movements.c.until)
        name, by, until = self._connection.execute(query.where(movements.c.number == given["row"][-1])).one()
        return Grant(name, by, None if until is None else iso(until))


def decisive(held: Held, versions: Versions) -> list[int]:
    """Which judgements made the last change: the one that held by its rule, or, of a fall, those that did not keep the tier."""
    if not held.changes:
        return []
    on, before, _, reason = held.changes[-1]
    same_day = [(place, one) for place, one in enumerate(held.judged) if one.day == on]
    by_rule = [place for place, one in same_day if one.rule.id == reason and one.finding.holds]
    if by_rule:
        return by_rule[-1:]
    if reason != LAPSE:
        return []
    tiers = versions.on(on).plan.tiers
    return [place for place, one in same_day if tiers[one.rule.tier].id == before and one.purchase is None]


def _judged(one: Judged, version: Version, lang: Lang) -> JudgedTold:
    phrases = _phrases(version, lang)
    facts = () if phrases is None else tuple(_facts(one.finding, phrases))
    tier = version.plan.tiers[one.rule.tier].id
    return JudgedTold(one.rule.id, tier, one.occasion.value, iso(one.day), one.purchase, one.finding.holds, facts)


def _facts(finding: Verdict, phrases: Phrases) -> Iterable[str]:
    """Every test with its figures."""
    if isinstance(finding.condition, Test):
        yield phrases.test(finding)
    elif isinstance(finding.condition, ProfileFact):
        yield phrases.fact(finding)
    else:
        for part in finding.parts:
            yield from _facts(part, phrases)


def _phrases(version: Version, lang: Lang) -> Phrases | None:
    if version.scheme is None:
        return None
    return Phrases(Words(lang, version.scheme, version.industry), version.plan)

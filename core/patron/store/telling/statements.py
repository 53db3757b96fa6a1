"""A member's statement: tier, points, lots by the day they die, and what is missing to the next tier and to keeping this one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Table, bindparam, func, select

from patron.engine.amounts_text import decimal_text
from patron.engine.days import day_of, iso, iso_of
from patron.engine.plan import Plan, ProfileFact, Test
from patron.engine.reference.output import spend_12m
from patron.engine.reference.standing import due, grace_end
from patron.engine.reference.trace import LotNow
from patron.engine.vouchers import has_vouchers
from patron.explain.measured import is_units, units
from patron.scheme.measures import MEASURES, ValueKind
from patron.store.deciding.entries import scheme_versions
from patron.store.deciding.stored import states
from patron.store.hot import Hot
from patron.store.reading.naming import find_member
from patron.store.refused import Refusal, RefusedError
from patron.store.rights import rights_of
from patron.store.rights.cards import cards_on
from patron.store.rights.standing import issues_anything
from patron.store.schemes import Version, Versions
from patron.store.tables import CardRow, EntitlementRow, VoucherRow
from patron.store.take_in import local_day
from patron.store.telling.held import Held, held
from patron.store.telling.progress import Gap, RuleProgress, to_keep, to_rise
from patron.store.telling.quick import Alone, quick_held, read_member, row_of
from patron.store.telling.told import GapTold, LotTold, RuleTold, Statement
from patron.store.telling.wording import Wording
from patron.store.upkeep.renewing import fresh

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

vouchers: Table = VoucherRow.__table__  # type: ignore[attr-defined]
entitlements: Table = EntitlementRow.__table__  # type: ignore[attr-defined]
cards: Table = CardRow.__table__  # type: ignore[attr-defined]

_OF = bindparam("of", type_=vouchers.c.member.type)
_LAST_VERSION = Hot(select(func.max(scheme_versions.c.number)))
_FRESH = Hot(select(states.c.version, states.c.rights_version, states.c.rights_on).where(states.c.member == _OF))
_ISSUED = ("issued_on", "ends_on", "rule", "left")
_GIVEN = ("benefit", "first", "last", "used", "left")
_VOUCHERS = Hot(
    select(*(vouchers.c[name] for name in _ISSUED))
    .where(vouchers.c.member == _OF, vouchers.c.left > 0)
    .order_by(vouchers.c.ends_on.is_(None), vouchers.c.ends_on, vouchers.c.number)
)
_ENTITLEMENTS = Hot(
    select(*(entitlements.c[name] for name in _GIVEN))
    .where(entitlements.c.member == _OF, entitlements.c.left > 0)
    .order_by(entitlements.c.number)
)
_OWN = ("card", "kind", "state", "valid_until", "balance")
_CARDS = Hot(select(*(cards.c[name] for name in _OWN)).where(cards.c.holder == _OF).order_by(cards.c.card))


def statement(desk: Desk, member: str, *, on: date | None = None) -> Statement:
    """Where a member stands at the end of a day (today's), reviews and expiries of the day included whether or not it was closed.

    Raises RefusedError for someone whom nobody knows.
    """
    with desk.database.read() as connection:
        versions = desk.versions(connection, _LAST_VERSION.rows(connection, {})[0][0])
        who = read_member(connection, member) or row_of(connection, find_member(connection, member))
        asked = day_of(on)
        day = local_day(desk.now(), versions.zone) if asked is None else asked
        found = quick_held(connection, _alone(desk, versions), who, day) or held(connection, versions, who.number, day)
        if found is None:
            raise RefusedError(Refusal("unknown-member", "nothing is known of this member up to that day", "ask for a later day", "on"))
        return stated(found, **_rights(connection, versions, found, who.number, local_day(desk.now(), versions.zone)))


_known: WeakKeyDictionary[Desk, Alone] = WeakKeyDictionary()


def _alone(desk: Desk, versions: Versions) -> Alone:
    """What the desk's versions ask of members, worked out once."""
    known = _known.get(desk)
    if known is None or known.versions is not versions:
        known = _known[desk] = Alone.of(versions)
    return known


def stated(found: Held, **rights: Any) -> Statement:
    """The statement of a member who has been read; `rights` are its vouchers, entitlements and cards."""
    plan, member, day = found.plan, found.member, found.day
    telling = _Telling(found.version)
    rise = to_rise(plan, member, day, found.introducer)
    keep = to_keep(plan, member, day, found.introducer)
    standing, ledger = member.standing, member.ledger
    ranks = {
        standing.tier,
        *(one.rule.tier for one in rise),
        *(lot.pending_until for lot in ledger.waiting if lot.pending_until is not None),
    }
    return Statement(
        member=member.id,
        on=iso(day),
        version=found.version.number,
        tier=plan.tiers[standing.tier].id,
        since=iso_of(standing.since),
        review_on=iso_of(due(plan, standing)),
        in_grace_until=iso_of(grace_end(plan, standing)),
        reason=standing.reason,
        points=ledger.balance,
        points_pending=ledger.pending,
        worth=_worth(plan, ledger.balance),
        currency=plan.currency,
        spend_12m=decimal_text(spend_12m(member, day), plan.places),
        lots=tuple(_lots(plan, found.lots)),
        rise=tuple(telling.rule(one) for one in rise),
        keep=tuple(telling.rule(one) for one in keep),
        titles={plan.tiers[rank].id: {"zh": plan.tiers[rank].title_zh, "en": plan.tiers[rank].title_en} for rank in sorted(ranks)},
        **rights,
    )


def _worth(plan: Plan, points: int) -> str | None:
    rate = plan.points.rate
    return None if rate is None else decimal_text(max(points, 0) // rate[0] * rate[1], plan.places)


def _lots(plan: Plan, lots: Iterable[LotNow]) -> Iterable[LotTold]:
    """Lots in the balance by the day they die, then those that wait."""
    live: list[tuple[tuple[bool, int], LotTold]] = []
    waiting: list[tuple[tuple[bool, int], LotTold]] = []
    for lot in lots:
        waits = None if lot.waits_for is None else plan.tiers[lot.waits_for].id
        told = LotTold(lot.points, lot.rule, iso_of(lot.earned), iso_of(lot.available), _last(lot.dead), waits)
        (live if lot.earned is not None else waiting).append(((lot.dead is None, lot.dead or 0), told))
    yield from (told for _, told in (*sorted(live, key=lambda one: one[0]), *waiting))


def _last(dead_from: int | None) -> str | None:
    return None if dead_from is None else iso(dead_from - 1)


class _Telling:
    """Says the progress of rules in both languages; without words where the version has no scheme file."""

    def __init__(self, version: Version) -> None:
        scheme = version.scheme
        self._plan = version.plan
        self._zh = None if scheme is None else Wording("zh", scheme, version.industry, version.plan)
        self._en = None if scheme is None else Wording("en", scheme, version.industry, version.plan)

    def rule(self, one: RuleProgress) -> RuleTold:
        tier = self._plan.tiers[one.rule.tier].id
        ways = tuple(tuple(self._gap(gap) for gap in way) for way in one.ways)
        zh, en = (words.rule(one) if words else "" for words in (self._zh, self._en))
        return RuleTold(one.rule.id, tier, one.holds, one.possible, ways, zh, en)

    def _gap(self, gap: Gap) -> GapTold:
        finding, condition = gap.finding, gap.finding.condition
        zh, en = (words.gap(gap) if words else "" for words in (self._zh, self._en))
        since, by = iso_of(gap.since), iso_of(gap.by)
        if isinstance(condition, Test):
            have, more = self._value(condition, finding.value), self._value(condition, gap.more)
            return GapTold(gap.kind.value, condition.name or condition.measure, have, more, since, by, zh, en)
        field = condition.field if isinstance(condition, ProfileFact) else ""
        return GapTold(gap.kind.value, field, finding.text, None, since, by, zh, en)

    def _value(self, test: Test, value: int | None) -> str | int | None:
        if value is None:
            return None
        if is_units(self._plan, test):
            return units(self._plan, test, value)
        kind = MEASURES[test.measure].value
        if kind is ValueKind.TIER:
            return self._plan.tiers[value].id
        return decimal_text(value, self._plan.places) if kind is ValueKind.MONEY else value


def _rights(connection: Connection, versions: Versions, found: Held, number: int, today: int) -> dict[str, Any]:
    """What is left of vouchers, entitlements and cards: as stored, where that is of the day, otherwise decided anew."""
    of = {"of": number}
    issued: Sequence[Any] = _VOUCHERS.rows(connection, of)
    given: Sequence[Any] = _ENTITLEMENTS.rows(connection, of)
    if issues_anything(versions) and not (_none_to_have(versions, found) and not (issued or given)):
        state = _FRESH.rows(connection, of)
        if not state or not fresh(tuple(state[0]), found.day):
            decided = rights_of(connection, versions, [number], found.day)
            issued = [tuple(one[name] for name in _ISSUED) for one in decided.vouchers if one["left"]]
            given = [tuple(one[name] for name in _GIVEN) for one in decided.entitlements if one["left"]]
    own: Sequence[Any] = _CARDS.rows(connection, of)
    if own and (found.day != today or any(until is not None and until < today for _, _, _, until, _ in own)):
        then = cards_on(connection, versions, [row[0] for row in own], found.day)
        own = [(one.number, one.kind.id, one.state.value, one.valid_until, one.balance) for one in then]
    return _told(versions.places, issued, given, own)


def _none_to_have(versions: Versions, found: Held) -> bool:
    """Whether nothing is issued to her: a tier that gets no benefit, and has had no other, and no points that become vouchers."""
    if any(has_vouchers(plan) for plan in versions.plans):
        return False
    tiers = {plan.tiers[rank].id for plan in versions.plans for grant in plan.benefits.grants for rank in grant.tiers}
    return not tiers & {found.plan.tiers[found.member.standing.tier].id, *(tier for one in found.changes for tier in one[1:3])}


def _told(places: int, issued: Sequence[Any], given: Sequence[Any], own: Sequence[Any]) -> dict[str, Any]:
    held_vouchers = [
        {"rule": rule, "issued_on": iso(on), "good_until": _last(ends), "left": decimal_text(left, places)}
        for on, ends, rule, left in issued
    ]
    held_rights = [
        {"benefit": benefit, "from": iso(first), "good_until": iso_of(last), "used": used, "left": left}
        for benefit, first, last, used, left in given
    ]
    held_cards = [
        {"card": card, "kind": kind, "state": state, "valid_until": iso_of(until), "balance": decimal_text(balance, places)}
        for card, kind, state, until, balance in own
    ]
    return {"vouchers": tuple(held_vouchers), "entitlements": tuple(held_rights), "cards": tuple(held_cards)}

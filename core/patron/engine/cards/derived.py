"""The tier that a card gives its holder, as movements that either runner understands.

As long as a member holds an active card whose kind names a tier she has that tier, the highest of several; when the last of them
ends or is suspended she is back in the first. `check` sees to it that no rule gives tiers beside the cards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import polars as pl

from patron.engine.cards.card import Card, PostingKind
from patron.engine.cards.run import CARD_KINDS, CardRun, run
from patron.engine.days import to_date
from patron.engine.history import MOVEMENTS, History
from patron.engine.plan import Plan
from patron.engine.spans import Later, Span, spans

FOREVER = 1_000_000  # a day that no history reaches: what cards come to by themselves is known in advance
_STARTS = (PostingKind.ACTIVATED, PostingKind.RESUMED)
_ENDS = (PostingKind.SUSPENDED, PostingKind.EXPIRED)


@dataclass(frozen=True, slots=True, order=True)
class _Turn:
    """An active card begins (`tier` is what it gives) or ends (None)."""

    at: int
    movement: str
    card: str
    day: int
    member: str
    row: int
    tier: int | None


def with_card_tiers(plan: Plan, history: History, *, later: Later = ()) -> History:
    """The history with a `grant_tier` wherever cards change a member's tier, and without rows that are about no member.

    A card's grant has the time of the movement that makes it and comes right after it; the end of a card is the first
    instant of the day after its last. Nothing but card movements is touched. `later`: further versions of the
    scheme; a card is what it was made under, and a tier is one of the day's version.
    """
    movements = history.movements.filter(pl.col("member_id").is_not_null())
    every = spans(plan, later)
    if any(kind.gives_tier is not None for span in every for kind in span.plan.cards) and not movements.is_empty():
        rows = _grants(plan, history, later, every)
        if rows.height:
            movements = pl.concat([movements.select(list(MOVEMENTS)), rows])
    return replace(history, movements=movements)


def _grants(plan: Plan, history: History, later: Later, every: list[Span]) -> pl.DataFrame:
    touched = history.movements.filter(CARD_KINDS & (pl.col("kind") != "card_make"))["ref"].drop_nulls().unique().to_list()
    cards = run(plan, history, FOREVER, only=touched, later=later)
    rows = history.movements.select("movement_id", "at", "row").rows_by_key("movement_id", unique=True)
    active: dict[str, dict[str, int]] = {}
    held: dict[str, int] = {}
    made = []
    for turn in sorted(_turns(plan, cards, rows)):
        tiers = active.setdefault(turn.member, {})
        if turn.tier is None:
            tiers.pop(turn.card, None)
        else:
            tiers[turn.card] = turn.tier
        tier = max(tiers.values(), default=0)
        if tier == held.get(turn.member, 0):
            continue
        held[turn.member] = tier
        made.append(
            {
                "row": turn.row,
                "movement_id": f"{turn.movement} {turn.card}",  # right behind the movement; before everything else at the start of a day
                "member_id": turn.member,
                "at": turn.at,
                "day": turn.day,
                "kind": "grant_tier",
                "ref": turn.card,
                "value": _tier_on(every, turn.day, tier),
            }
        )
    return pl.DataFrame(made, schema=MOVEMENTS)


def _tier_on(every: list[Span], day: int, tier: int) -> str:
    """The id of a tier of the last version on a day; the first one where that day's version does not have it."""
    name = every[-1].plan.tiers[tier].id
    known = [one.id for one in next(span.plan for span in every if span.holds(day)).tiers]
    return name if name in known else known[0]


def _turns(plan: Plan, cards: CardRun, rows: dict[str, tuple[int, int]]) -> list[_Turn]:
    return [turn for card in cards.cards if card.kind.gives_tier is not None for turn in _of(plan, card, rows)]


def _of(plan: Plan, card: Card, rows: dict[str, tuple[int, int]]) -> list[_Turn]:
    if card.holder is None:
        return []
    turns = []
    for posting in card.postings:
        if posting.kind not in (*_STARTS, *_ENDS):
            continue
        tier = card.kind.gives_tier if posting.kind in _STARTS else None
        at, row = (_start_of(plan, posting.on), 0) if posting.movement is None else rows[posting.movement]
        turns.append(_Turn(at, posting.movement or "", card.number, posting.on, card.holder, row, tier))
    return turns


def _start_of(plan: Plan, day: int) -> int:
    """The first instant of a local date, in UTC microseconds."""
    moment = datetime.combine(to_date(day), time(), ZoneInfo(plan.time_zone)).astimezone(UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // datetime.resolution

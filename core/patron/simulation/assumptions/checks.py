"""What assumptions must say beyond their shape: one effect each, sound ranges, nothing twice, nothing that cannot take effect."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import quoted
from patron.simulation.assumptions.effects import TAKES, Takes
from patron.simulation.assumptions.file_model import AssumptionsFile, Entry, Spread
from patron.simulation.assumptions.model import Effect
from patron.simulation.inputs.loading import Sound


def check_assumptions(sound: Sound[AssumptionsFile]) -> Iterator[Problem]:
    """Every problem of a file that is well shaped, without a scheme."""
    ids: set[str] = set()
    held: dict[tuple[Effect, str | None], str] = {}
    for place, entry in enumerate(sound.file.entries):
        loc: Loc = ("entries", place)
        if entry.id in ids:
            yield Problem((*loc, "id"), "duplicate-id", f"the id '{entry.id}' is used twice", "give each entry an id of its own")
        ids.add(entry.id)
        effects = entry.effects()
        if len(effects) != 1:
            if sound.whole(*loc):
                yield _not_one(loc, list(effects))
            continue
        effect, spread = next(iter(effects.items()))
        yield from _range((*loc, effect.value), effect, spread)
        yield from _beside(loc, entry, effect, whole=sound.whole(*loc))
        yield from _twice(loc, entry, effect, held)


def _not_one(loc: Loc, effects: list[Effect]) -> Problem:
    if effects:
        names = quoted([one.value for one in effects], "and")
        return Problem(loc, "exactly-one", f"{names} are given, of which exactly one must be", "make an entry of each, with its own source")
    return Problem(loc, "exactly-one", "no effect is given", f"the effects are: {', '.join(TAKES)}")


def _range(loc: Loc, effect: Effect, spread: Spread) -> Iterator[Problem]:
    takes = TAKES[effect]
    ends = {"from": spread.from_, "likely": spread.likely, "to": spread.to}
    for key, value in ends.items():
        if value is not None and not takes.low <= value <= takes.high:
            message = f"{percent(value)} is not between {percent(takes.low)} and {percent(takes.high)}"
            yield Problem((*loc, key), "out-of-bounds", message, f"{effect.value} is {_MEANINGS[effect]}")
    if spread.from_ > spread.to:
        message = f"the range goes from {percent(spread.from_)} down to {percent(spread.to)}"
        yield Problem((*loc, "from"), "range-reversed", message, "write the lower end at `from`")
    elif spread.likely is not None and not spread.from_ <= spread.likely <= spread.to:
        message = f"the likely value {percent(spread.likely)} is not between {percent(spread.from_)} and {percent(spread.to)}"
        yield Problem((*loc, "likely"), "range-reversed", message, "write a value between `from` and `to`")


_MEANINGS = {
    Effect.PURCHASE_RATE: "how much more often members buy: 5 % is every twentieth purchase more",
    Effect.BASKET: "how much more is on each bill",
    Effect.RETENTION: "the share of drop-outs that does not happen",
    Effect.GOAL_GRADIENT: "how much shorter the last interval before the tier is",
    Effect.DEMOTION: "how much less often members buy who fell",
    Effect.DEMOTION_DROP_OUT: "the share of those who fell that leaves at once",
    Effect.INCREMENTAL: "the share of purchases at a discount that would not have happened without it",
    Effect.TAKE_UP: "the share of an allowance that is used",
    Effect.REDEEMED: "the share of points that will be spent",
    Effect.CARD_USED: "the share of prepaid value that will be used",
    Effect.MARGIN: "the gross margin as a share of sales",
}


def percent(value: Fraction) -> str:
    """A share for people."""
    return f"{float(value * 100):.6f}".rstrip("0").rstrip(".") + " %"


def _beside(loc: Loc, entry: Entry, effect: Effect, *, whole: bool) -> Iterator[Problem]:
    """Keys that the effect needs, and keys that change nothing beside it."""
    takes = TAKES[effect]
    if takes.tiers and entry.for_ is None and whole:
        yield Problem(
            loc, "missing-key", "missing key 'for'", f"{effect.value} is about members of tiers: write for: and one tier or a list"
        )
    given = {"for": entry.for_ is not None, "lasting": entry.lasting is not None}
    given |= {key: getattr(entry, key) is not None for key in ("benefit", "card", "category")}
    for key, is_there in given.items():
        if is_there and not _takes(takes, key):
            message = f"'{key}' changes nothing beside {effect.value}"
            yield Problem((*loc, key), "key-without-effect", message, f"delete it; {_takes_what(effect, takes)}", on_key=True)
    for number, tier in enumerate(entry.for_ or ()):
        if tier in (entry.for_ or [])[:number]:
            yield Problem((*loc, "for", number), "named-twice", f"'{tier}' is named twice", "keep one of the two")


def _takes(takes: Takes, key: str) -> bool:
    return {"for": takes.tiers, "lasting": takes.lasting}.get(key, takes.of == key)


def _takes_what(effect: Effect, takes: Takes) -> str:
    keys = [*(["for"] if takes.tiers else []), *(["lasting"] if takes.lasting else []), *([takes.of] if takes.of else [])]
    return f"{effect.value} takes {quoted(keys, 'and')}" if keys else f"{effect.value} takes no such key"


def subjects(entry: Entry, effect: Effect) -> list[str | None]:
    """What an entry is about: its tiers, or its benefit, card or category; None for everything else."""
    takes = TAKES[effect]
    if takes.tiers:
        return [*dict.fromkeys(entry.for_ or [])]
    return [getattr(entry, takes.of) if takes.of else None]


def _twice(loc: Loc, entry: Entry, effect: Effect, held: dict[tuple[Effect, str | None], str]) -> Iterator[Problem]:
    for subject in subjects(entry, effect):
        if (other := held.get((effect, subject))) is not None:
            of = f" of '{subject}'" if subject else ""
            message = f"{effect.value}{of} is assumed here a second time; '{other}' assumes it too"
            yield Problem((*loc, effect.value), "assumed-twice", message, "keep one of the two", on_key=True)
        held.setdefault((effect, subject), entry.id)

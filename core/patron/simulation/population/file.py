"""A population from a file, with every finding and its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from patron.findings import TextPlace
from patron.scheme.load import LoadedScheme
from patron.scheme.nodes import MappingNode, Node, ScalarNode
from patron.scheme.problem import Problem
from patron.simulation.inputs.loading import LoadedFile, Sound, load_as
from patron.simulation.inputs.values import number
from patron.simulation.population.checks import CLOSE, QUANTITY, check_for_scheme, check_population
from patron.simulation.population.file_model import PARTS, CardBuyer, Cell, GoodsItem, PopulationFile, Timing
from patron.simulation.population.model import (
    Arrival,
    BgNbd,
    CardBuyers,
    GammaGamma,
    Goods,
    GroupOrders,
    LineCell,
    ParetoNbd,
    Population,
    Season,
)
from patron.vocabulary import GENERAL, Industry

UNKNOWN = ""  # the value of a profile field of members of whom it is not known
_NOWHERE = TextPlace(1, 1)


def _mapping(**entries: str) -> MappingNode:
    return MappingNode(_NOWHERE, {key: ScalarNode(_NOWHERE, text) for key, text in entries.items()})


# For a head that lacks a key, so that the rest can be checked; such a population is never handed out.
_STAND_INS: dict[str, Node] = {
    "population": ScalarNode(_NOWHERE, "x"),
    "currency": ScalarNode(_NOWHERE, "CNY"),
    "timing": _mapping(model="bg-nbd", unit="week", r="1", alpha="1", a="1", b="1", source="x"),
    "amounts": _mapping(model="gamma-gamma", p="2", q="2", gamma="1", source="x"),
    "arrival": _mapping(before="24 months", new_each_year="0", source="x"),
}


def read_population(path: Path, scheme: LoadedScheme | None = None) -> LoadedFile[PopulationFile]:
    """A population file as it was found, with its findings; nothing is raised for what is wrong in it.

    With a sound `scheme`, its industry, currency and kinds of cards are checked too.
    """

    def checks(sound: Sound[PopulationFile]) -> Iterator[Problem]:
        yield from check_population(sound)
        if scheme is not None and scheme.scheme is not None:
            yield from check_for_scheme(sound.file, scheme.scheme)

    return load_as(path, "population", PopulationFile, _STAND_INS, checks)


def load_population(path: Path, scheme: LoadedScheme | None = None) -> Population:
    """The population of a file; raises FindingsError with everything that is wrong in it, and in it for the scheme."""
    loaded = read_population(path, scheme)
    return as_population(loaded.require(), loaded.industry)


def as_population(file: PopulationFile, industry: Industry = GENERAL) -> Population:
    """A checked file as the simulation takes it."""
    season, groups = file.season, file.group_orders
    return Population(
        id=str(file.population),
        currency=str(file.currency),
        timing=_timing(file.timing),
        unit_days=file.timing.unit,
        amounts=GammaGamma(file.amounts.p, file.amounts.q, file.amounts.gamma),
        customers=file.customers,
        industry=str(file.industry),
        arrival=Arrival(file.arrival.before, file.arrival.new_each_year),
        goods=tuple(_goods(one, industry) for one in file.goods.items) if file.goods else (Goods(None, 1.0),),
        season=Season(tuple(season.months), tuple(season.weekdays)) if season else Season(),
        introduced=file.introductions.share if file.introductions else 0.0,
        walk_ins=file.walk_ins.share if file.walk_ins else 0.0,
        stores=tuple((str(name), share) for name, share in file.stores.items.items()) if file.stores else (),
        groups=GroupOrders(groups.each_year, groups.median, groups.sigma, _text(groups.category)) if groups else GroupOrders(),
        profiles=_profiles(file),
        cards=tuple(_buyers(one) for one in file.cards.items) if file.cards else (),
        sources={part: str(getattr(file, part).source) for part in PARTS if getattr(file, part) is not None},
        fitted={str(name): figure for name, figure in file.fitted.items()},
    )


def _buyers(one: CardBuyer) -> CardBuyers:
    return CardBuyers(str(one.kind), one.share_each_year, one.used, one.least_bills, one.share_of_bill)


def _text(value: str | None) -> str | None:
    return None if value is None else str(value)


def _timing(timing: Timing) -> BgNbd | ParetoNbd:
    if timing.model == "bg-nbd":
        assert timing.a is not None
        assert timing.b is not None
        return BgNbd(timing.r, timing.alpha, timing.a, timing.b)
    assert timing.s is not None
    assert timing.beta is not None
    return ParetoNbd(timing.r, timing.alpha, timing.s, timing.beta)


def _profiles(file: PopulationFile) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
    """Each field's values with their shares; of the members that the shares leave out nothing is known."""
    made = []
    for name, shares in file.profiles.fields.items() if file.profiles else ():
        values = [(str(word), share) for word, share in shares.items()]
        rest = 1 - sum(share for _, share in values)
        made.append((str(name), tuple([*values, (UNKNOWN, rest)] if rest > CLOSE else values)))
    return tuple(made)


def _goods(item: GoodsItem, industry: Industry) -> Goods:
    numbers = {QUANTITY.name} | {one.name for one in industry.fields if one.kind.is_number}
    cells = tuple(_cell(str(name), cell, is_number=name in numbers) for name, cell in item.cells.items())
    return Goods(_text(item.category), item.share, item.price, item.list_ratio, cells)


def _cell(name: str, cell: Cell, *, is_number: bool) -> LineCell:
    if cell.amount_per is not None:
        return LineCell(name, amount_per=cell.amount_per)
    return LineCell(name, number=float(number(str(cell.value)))) if is_number else LineCell(name, text=str(cell.value))

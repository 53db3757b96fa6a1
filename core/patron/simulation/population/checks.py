"""What a population file must say beyond its shape: shares that add up, models that have a mean, words that the industry has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic_core import PydanticCustomError

from patron.scheme.currency import is_currency
from patron.scheme.model import Scheme
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean, quoted
from patron.simulation.inputs.loading import Sound
from patron.simulation.inputs.values import number
from patron.simulation.population.file_model import Cell, PopulationFile, Timing
from patron.vocabulary import FieldKind, Industry, LineField, Title

CLOSE = 1e-6
_OF_MODEL = {"bg-nbd": ("a", "b"), "pareto-nbd": ("s", "beta")}
QUANTITY = LineField("quantity", FieldKind.DECIMAL, Title("数量", "pieces"))  # the core's own column, beside the industry's
SoundPopulation = Sound[PopulationFile]


def check_population(sound: SoundPopulation) -> Iterator[Problem]:
    """Every problem of a population that is well shaped."""
    file = sound.file
    if not is_currency(file.currency):
        yield Problem(
            ("currency",),
            "unknown-currency",
            f"'{file.currency}' is not a currency",
            "write its ISO 4217 code in capitals, such as CNY",
        )
    yield from _timing(file.timing)
    if file.amounts.q <= 1:
        yield Problem(
            ("amounts", "q"),
            "no-mean",
            f"with q = {file.amounts.q:g} the amounts have no mean",
            "q is above 1; see that p and q are not swapped",
        )
    yield from _sums(sound)
    yield from _seasons(file)
    if file.walk_ins and file.walk_ins.share >= 1:
        yield Problem(("walk_ins", "share"), "out-of-bounds", "nobody would be known", "write a share below 100 %")
    yield from _cards(file)
    if sound.industry is not None:
        yield from _words(file, sound.industry)


def check_for_scheme(file: PopulationFile, scheme: Scheme) -> Iterator[Problem]:
    """What must be of the scheme that is laid over the population: industry, currency and kinds of cards."""
    for key, wanted in (("industry", scheme.industry), ("currency", scheme.currency)):
        got = getattr(file, key)
        if got != wanted:
            message = f"the population's {key} is {got}, and the scheme's is {wanted}"
            yield Problem(
                (key,), "population-disagrees", message, f"take a population of {wanted}, or write `{key}: {wanted}` if it is one"
            )
    kinds = [one.id for one in scheme.cards]
    for place, one in enumerate(file.cards.items if file.cards else ()):
        if one.kind not in kinds:
            message = f"the scheme has no kind of cards '{one.kind}'"
            help_ = did_you_mean(one.kind, kinds, "the kinds of cards are") or "delete the entry"
            yield Problem(("cards", "items", place, "kind"), "population-disagrees", message, help_)


def _timing(timing: Timing) -> Iterator[Problem]:
    for model, keys in _OF_MODEL.items():
        for key in keys:
            there = getattr(timing, key) is not None
            if model == timing.model and not there:
                yield Problem(("timing",), "missing-key", f"missing key '{key}'", f"{model} takes r, alpha, {keys[0]} and {keys[1]}")
            elif model != timing.model and there:
                yield Problem(
                    ("timing", key), "key-without-effect", f"'{key}' is of {model} and not of {timing.model}", "delete it", on_key=True
                )


def _sums(sound: SoundPopulation) -> Iterator[Problem]:
    """Shares of a list; one from which something wrong was taken out is not added up."""
    file = sound.file
    lists: list[tuple[Loc, list[float], bool]] = []  # whether all must be told
    if file.goods:
        lists.append((("goods", "items"), [one.share for one in file.goods.items], True))
    if file.stores:
        lists.append((("stores", "items"), [*file.stores.items.values()], True))
    if file.profiles:
        lists += [(("profiles", "fields", name), [*shares.values()], False) for name, shares in file.profiles.fields.items()]
    for loc, shares, is_all in lists:
        total = sum(shares)
        if not sound.whole(*loc) or abs(total - 1) <= CLOSE or (total < 1 and not is_all):
            continue
        wanted = "100 %" if is_all else "100 % or less"
        message = f"the shares add up to {_percent(total)} and not to {wanted}"
        yield Problem(loc, "shares-not-whole", message, "see which one is missing or too much")


def _percent(share: float) -> str:
    return f"{share * 100:.4f}".rstrip("0").rstrip(".") + " %"


def _seasons(file: PopulationFile) -> Iterator[Problem]:
    for key in ("months", "weekdays"):
        if file.season and not any(getattr(file.season, key)):
            yield Problem(
                ("season", key), "not-above-zero", f"none of the {key} is above 0", "write one figure for each, relative to the others"
            )


def _cards(file: PopulationFile) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, one in enumerate(file.cards.items if file.cards else ()):
        if one.kind in seen:
            yield Problem(("cards", "items", place, "kind"), "named-twice", f"'{one.kind}' is named twice", "keep one of the two")
        seen.add(one.kind)


def _words(file: PopulationFile, industry: Industry) -> Iterator[Problem]:
    """Categories, line fields and profile fields against the plugin."""
    for place, item in enumerate(file.goods.items if file.goods else ()):
        loc: Loc = ("goods", "items", place)
        if item.category is not None:
            yield from _category((*loc, "category"), item.category, industry)
        elif industry.categories:
            yield Problem(loc, "missing-key", "missing key 'category'", f"the categories are: {', '.join(industry.category_ids())}")
        yield from _cells((*loc, "cells"), item.category, item.cells, industry)
    if file.group_orders and file.group_orders.category is not None:
        yield from _category(("group_orders", "category"), file.group_orders.category, industry)
    fields = {one.name: one.choices for one in industry.profile_fields}
    for name, shares in file.profiles.fields.items() if file.profiles else ():
        if name not in fields:
            yield Problem(
                ("profiles", "fields", name),
                "not-a-profile-field",
                f"'{name}' is not a profile field of {industry.id}",
                did_you_mean(name, fields, "the profile fields are") or f"{industry.id} has none: delete it",
                on_key=True,
            )
            continue
        for word in shares if fields[name] else ():
            if word not in fields[name]:
                yield _choice(("profiles", "fields", name, word), word, name, fields[name], on_key=True)


def _category(loc: Loc, category: str, industry: Industry) -> Iterator[Problem]:
    known = industry.category_ids()
    if known and category not in known:
        yield Problem(
            loc, "unknown-category", f"'{category}' is not a category of {industry.id}", did_you_mean(category, known, "the categories are")
        )


def _choice(loc: Loc, word: str, field: str, choices: tuple[str, ...], *, on_key: bool = False) -> Problem:
    return Problem(
        loc, "unknown-choice", f"'{word}' is not {quoted(choices)}, which {field} takes", did_you_mean(word, choices), on_key=on_key
    )


def _cells(loc: Loc, category: str | None, cells: Mapping[str, Cell], industry: Industry) -> Iterator[Problem]:
    fields = {QUANTITY.name: QUANTITY} | {one.name: one for one in industry.fields}
    for name, cell in cells.items():
        if name not in fields:
            yield Problem(
                (*loc, name),
                "unknown-field",
                f"'{name}' is not a line field of {industry.id}",
                did_you_mean(name, fields, "the line fields are"),
                on_key=True,
            )
            continue
        yield from _cell((*loc, name), cell, fields[name])
    for need in industry.requires:
        applies = need.category == category and all(
            field in cells and cells[field].value is not None and str(cells[field].value) in values for field, values in need.where
        )
        for field in need.fields if applies else ():
            if field not in cells:
                title = fields[field].title.en if field in fields else field
                yield Problem(loc[:-1], "missing-key", f"{category} needs the cell '{field}'", f"cells: {{{field}: …}} ({title})")


def _cell(loc: Loc, cell: Cell, field: LineField) -> Iterator[Problem]:
    if (cell.value is None) == (cell.amount_per is None):
        yield Problem(loc, "missing-key", "neither a value nor `amount_per`", "write one of them")
    elif cell.amount_per is not None and not field.kind.is_number:
        yield Problem((*loc, "amount_per"), "key-without-effect", f"'{field.name}' is not a number", "write the text itself", on_key=True)
    elif cell.value is not None and field.kind.is_number:
        try:
            if number(str(cell.value)) < 0:
                yield Problem(loc, "negative", f"{cell.value} is below 0", "an amount is 0 or more")
        except PydanticCustomError:
            yield Problem(
                loc, "not-a-number", f"'{cell.value}' is not a number, which {field.name} is", "write digits, with '.' before decimals"
            )
    elif cell.value is not None and field.kind is FieldKind.CHOICE and cell.value not in field.choices:
        yield _choice(loc, str(cell.value), field.name, field.choices)

"""Margins by category, from the rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from pydantic_core import PydanticCustomError

from patron.findings import CellPlace, Finding, FindingsError
from patron.scheme.suggest import did_you_mean
from patron.scheme.values import share
from patron.simulation.replay.request import REST, Margins
from patron.vocabulary import Industry

_CATEGORY = ("category", "品类", "类别", "商品类别", "大类")
_MARGIN = ("margin", "毛利率", "毛利", "gross margin", "gross_margin")
_REST = (REST, "其余", "rest")


def read_share(text: str) -> Fraction:
    """`0.35` or `35 %`, from 0 to 1; ValueError with a sentence for anything else."""
    try:
        value: Decimal = share(text)
    except PydanticCustomError as error:
        raise ValueError(error.message()) from error
    return Fraction(value)


def margins_of(
    path: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[str | None]],
    *,
    industry: Industry,
    sold: Iterable[str],
    default: Fraction | None,
) -> Margins:
    """The margins of a file with the columns `category` and `margin` (品类, 毛利率); the row `*` is for the rest.

    A row with an empty category is for lines without one. `sold` are the categories of the sales, which
    a file may name where the industry has no list of its own. Raises FindingsError with every row that is wrong.
    """
    category, margin = _find(headings, _CATEGORY), _find(headings, _MARGIN)
    if category is None or margin is None:
        message = "needs the columns 'category' and 'margin'"
        raise FindingsError([Finding(str(path), None, "bad-margins", message, "for example: category,margin / gold,0.12 / *,0.35")])
    spelled = _spellings(industry, sold)
    found: dict[str, Fraction] = {}
    rest = default
    findings: list[Finding] = []
    for number, row in enumerate(rows, start=2):
        name, text = (row[category] or "").strip(), (row[margin] or "").strip()
        if not name and not text:
            continue
        try:
            value = read_share(text)
        except ValueError as error:
            place = CellPlace(number, headings[margin])
            findings.append(Finding(str(path), place, "not-a-share", str(error), "a margin is a share such as 0.35 or 35 %"))
            continue
        key = name if name in _REST or not name else spelled.get(name.casefold())
        if key is None:
            place = CellPlace(number, headings[category])
            findings.append(
                Finding(str(path), place, "unknown-category", f"no category is named {name!r}", did_you_mean(name, spelled.values()))
            )
        elif key in found or (key in _REST and rest is not default):
            findings.append(Finding(str(path), CellPlace(number, headings[category]), "bad-margins", f"{name!r} has a margin already"))
        elif key in _REST:
            rest = value
        else:
            found[key] = value
    if findings:
        raise FindingsError(findings)
    return Margins(rest, found)


def _find(headings: Sequence[str], names: Sequence[str]) -> int | None:
    plain = [heading.strip().casefold() for heading in headings]
    return next((plain.index(name) for name in names if name in plain), None)


def _spellings(industry: Industry, sold: Iterable[str]) -> dict[str, str]:
    """Every spelling of a category, in lower case, with its id."""
    if not industry.categories:
        return {name.casefold(): name for name in sorted(sold)}
    return {
        spelling.casefold(): category.id
        for category in industry.categories
        for spelling in (*category.headings, category.title.zh, category.title.en, category.id)
    }

"""What lines cost by their industry's formulas: gold by its weight and the work, a room by its nights."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import polars as pl

from patron.engine.amounts_text import decimal_text
from patron.engine.rounding import half_up
from patron.engine.validate.found import Found
from patron.vocabulary import FieldKind, Industry, LineAmount

Row = Mapping[str, object]
_THOUSANDTHS = 3


def fill_amounts(lines: pl.DataFrame, industry: Industry, places: int) -> tuple[pl.DataFrame, list[Found]]:
    """The lines with every amount that can be known, and what is wrong with them.

    `lines`: schema `history.LINES` and the industry's fields, `amount` perhaps null; `places` of the currency. A line
    without amount gets it by the first formula that fits it, exact and rounded half up once. Found: a line that has
    neither an amount nor all that its formula needs (missing-value), and one whose amount is not that of its formula
    (amount-disagrees). A formula that lacks a cell says nothing of an amount that stands there.
    """
    scales = {field.name: 10**field.places for field in industry.fields if field.kind is FieldKind.DECIMAL} | {"quantity": 10**_THOUSANDTHS}
    amounts: list[int | None] = []
    missing: dict[str, list[tuple[int, str]]] = {}
    differ: list[tuple[int, str]] = []
    for row in lines.iter_rows(named=True):
        stated = row["amount"]
        formula = formula_of(row, industry)
        lacking = [] if formula is None else _lacking(formula, row)
        if formula is None or lacking:
            amounts.append(stated)
            if stated is None:
                column = lacking[0] if lacking else "amount"
                missing.setdefault(column, []).append((row["row"], _asked(row, formula, lacking)))
            continue
        due = half_up(_sum(formula, row, scales))
        amounts.append(due if stated is None else stated)
        if stated is not None and stated != due:
            message = f"amount is {decimal_text(stated, places)}, and {said(formula)} is {decimal_text(due, places)}"
            differ.append((row["row"], message))
    found = [Found("purchases", "missing-value", column, _frame(rows), _help(column)) for column, rows in missing.items()]
    if differ:
        found.append(Found("purchases", "amount-disagrees", "amount", _frame(differ), "leave the amount empty, or mend one of the cells"))
    return lines.with_columns(pl.Series("amount", amounts, dtype=pl.Int64)), found


def formula_of(row: Row, industry: Industry) -> LineAmount | None:
    """The first formula that fits the line: of its category, with its choice fields filled in as asked for."""
    for one in industry.line_amounts:
        if row.get("category") == one.category and all(row.get(field) in values for field, values in one.where):
            return one
    return None


def said(formula: LineAmount) -> str:
    """`grams x gold_price + making_charge`."""
    return " + ".join(" x ".join(term) for term in formula.terms)


def _lacking(formula: LineAmount, row: Row) -> list[str]:
    """The cells that the formula needs and the line does not have."""
    named = dict.fromkeys(factor for term in formula.terms for factor in term)
    return [factor for factor in named if row.get(factor) is None and factor not in formula.may_lack]


def _sum(formula: LineAmount, row: Row, scales: Mapping[str, int]) -> Fraction:
    """The formula in minor units, before rounding; a product with an empty cell is 0."""
    total = Fraction(0)
    for term in formula.terms:
        product = Fraction(1)
        for factor in term:
            cell = row.get(factor)
            product *= Fraction(cell, scales.get(factor, 1)) if isinstance(cell, int) else 0
        total += product
    return total


def _asked(row: Row, formula: LineAmount | None, lacking: list[str]) -> str:
    if formula is None:
        return "amount is empty"
    return f"amount is empty, and {said(formula)}, which a line of {row['category']} costs, needs {' and '.join(lacking)}"


def _help(column: str) -> str:
    return "write what the line costs everyone" if column == "amount" else f"fill in {column}, or the amount"


def _frame(rows: list[tuple[int, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"row": pl.Int64(), "message": pl.String()}, orient="row")

"""What is bought: kinds of goods with their share, their prices beside each other, list prices and the industry's cells.

A made purchase has one line, so a purchase of several is of the kind of its dearest line. Kinds are categories, told apart
by the industry's choices (gold by weight and by the piece).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from patron.simulation.population.model import Goods, LineCell
from patron.simulation.population.summary import Floats
from patron.simulation.population.visits import Sample
from patron.vocabulary import FieldKind, Industry, LineField

_LEAST = 0.001  # a rarer kind goes to the commonest of its category, or is left out
_ROUNDS = 100
_ENOUGH = 30  # purchases of returning customers that a price needs, else it is 1


@dataclass(frozen=True, slots=True)
class GoodsFit:
    """The kinds, the purchases that they rest on, and what the sampled days were for.

    `days`: columns `member_id`, `day` and `price`, the price of the kind of the day's dearest line.
    """

    goods: tuple[Goods, ...]
    purchases: int
    step: int
    days: pl.DataFrame | None = None  # None where all kinds have the price 1


def fit_goods(sample: Sample, industry: Industry, minor_units: int) -> GoodsFit:
    """From sampled lines; one kind without a category where lines carry none and the industry asks for none."""
    dearest = sample.lines.sort("amount", "purchase_id", "row", descending=True).unique("purchase_id", keep="first", maintain_order=True)
    if industry.categories:
        dearest = dearest.filter(pl.col("category").is_not_null())
    keys = ["category", *(one.name for one in industry.fields if one.kind is FieldKind.CHOICE and one.name in dearest.columns)]
    kinds = dearest.group_by(keys).len("number").sort("number", *keys, descending=[True] + [False] * len(keys), nulls_last=True)
    kinds = kinds.filter(pl.col("number") >= _LEAST * dearest.height)
    if kinds.is_empty():
        return GoodsFit((Goods(None, 1.0),), 0, sample.step)
    kinds = kinds.with_row_index("kind")
    found = dearest.join(kinds.drop("number"), on=keys, how="inner", nulls_equal=True, maintain_order="left")
    shares = whole([float(one) for one in kinds["number"]])
    prices = _prices(found, kinds.height, np.asarray(shares))
    goods = []
    for row in kinds.iter_rows(named=True):
        lines = found.filter(pl.col("kind") == row["kind"])
        texts = tuple(LineCell(key, text=row[key]) for key in keys[1:] if row[key] is not None)
        numbers = tuple(_cells(lines, industry.fields, minor_units))
        goods.append(Goods(row["category"], shares[row["kind"]], prices[row["kind"]], _list_ratio(lines), (*texts, *numbers)))
    if all(one == 1.0 for one in prices):
        return GoodsFit(tuple(goods), found.height, sample.step)
    price = pl.DataFrame({"kind": kinds["kind"], "price": pl.Series(prices, dtype=pl.Float64)})
    days = found.unique(["member_id", "day"], keep="first", maintain_order=True).join(price, on="kind").select("member_id", "day", "price")
    return GoodsFit(tuple(goods), found.height, sample.step, days)


def whole(numbers: list[float]) -> list[float]:
    """Shares of six decimals that add up to 1; the largest takes what rounding leaves."""
    shares = [round(one / sum(numbers), 6) for one in numbers]
    most = shares.index(max(shares))
    shares[most] = round(1.0 - sum(shares[:most]) - sum(shares[most + 1 :]), 6)
    return shares


def _prices(found: pl.DataFrame, kinds: int, shares: Floats) -> list[float]:
    """Each kind's amounts as a multiple of the customer's own level, with a mean of 1 over purchases.

    amount = level of the customer × price of the kind, fitted by turns (Poisson maximum likelihood of a two-way table), so that
    dear goods are not taken for goods of rich customers. Customers with one purchase tell nothing of it.
    """
    again = found.filter(pl.len().over("member_id") > 1)
    ones = [1.0] * kinds
    if kinds == 1 or again.is_empty():
        return ones
    member = again["member_id"].rank("dense").cast(pl.Int64).to_numpy() - 1
    kind, amount = again["kind"].to_numpy().astype(np.int64), again["amount"].to_numpy().astype(np.float64)
    number = np.bincount(kind, minlength=kinds)
    of_member, of_kind = np.bincount(member, weights=amount), np.bincount(kind, weights=amount, minlength=kinds)
    price = np.ones(kinds)
    for _ in range(_ROUNDS):
        level = of_member / np.bincount(member, weights=price[kind])
        due = np.bincount(kind, weights=level[member], minlength=kinds)
        now = np.where((number >= _ENOUGH) & (due > 0), of_kind / np.maximum(due, 1e-300), 1.0)
        now /= shares @ now
        if np.allclose(now, price, rtol=1e-9):
            break
        price = now
    return [round(float(one), 4) for one in price]


def _list_ratio(lines: pl.DataFrame) -> float:
    listed = lines.filter(pl.col("list_amount").is_not_null())
    paid = listed["amount"].sum() if listed.height * 2 >= lines.height else 0
    return round(float(listed["list_amount"].sum()) / float(paid), 4) if paid else 1.0


def _cells(lines: pl.DataFrame, fields: tuple[LineField, ...], minor_units: int) -> list[LineCell]:
    """Cells that most lines of the kind have: those that grow with the amount as `amount_per`, the others at their median."""
    cells = []
    for field in fields:
        if not field.kind.is_number or field.name not in lines.columns:
            continue
        filled = lines.filter(pl.col(field.name).is_not_null() & (pl.col(field.name) > 0))
        if filled.is_empty() or filled.height * 2 < lines.height:
            continue
        unit = minor_units if field.kind is FieldKind.MONEY else 10**field.places
        value = filled[field.name].to_numpy() / unit
        each = filled["amount"].to_numpy() / minor_units / value
        if _spread(each) < _spread(value):
            cells.append(LineCell(field.name, amount_per=_digits(float(np.median(each)))))
        else:
            decimals = 2 if field.kind is FieldKind.MONEY else field.places
            cells.append(LineCell(field.name, number=round(float(np.median(value)), decimals)))
    return cells


def _spread(values: Floats) -> float:
    """The middle half's width, as a share of the median."""
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    return float((high - low) / middle)


def _digits(value: float) -> float:
    return float(f"{value:.6g}")

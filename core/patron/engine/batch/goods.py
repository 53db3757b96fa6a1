"""Which lines a goods filter lets through, and what `leave_out` leaves."""

from __future__ import annotations

from functools import reduce

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.plan import RATE_SCALE, GoodsFilter, Plan

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


def passes(lines: pl.DataFrame, goods: GoodsFilter) -> Flags | None:
    """The lines that a filter lets through; None for all of them."""
    parts: list[tuple[str, tuple[str, ...], bool]] = [
        ("category", goods.category, False),
        ("category", goods.category_not, True),
        ("tender", goods.tender, False),
        ("tender", goods.tender_not, True),
    ]
    parts += [(part[0], part[1], bool(part[2]) if len(part) > 2 else False) for part in goods.fields]
    found: Flags | None = None
    for column, values, negated in parts:
        if not values:
            continue
        mask = _among(lines, column, values)
        mask = ~mask if negated else mask
        found = mask if found is None else found & mask
    if goods.sold_below is not None:
        mask = _sold_below(lines, goods.sold_below)
        found = mask if found is None else found & mask
    if goods.sold_from is not None:
        mask = ~_sold_below(lines, goods.sold_from)
        found = mask if found is None else found & mask
    return found


def _sold_below(lines: pl.DataFrame, share: int, amount: Numbers | None = None) -> Flags:
    """The lines paid with less than a share of their list amount (`amount`: what was paid, else the file's)."""
    if "list_amount" not in lines.columns:
        return np.zeros(lines.height, dtype=np.bool_)
    paid = lines["amount"] if amount is None else amount
    wide = pl.DataFrame({"amount": paid, "listed": lines["list_amount"]}).cast(pl.Int128)
    below = pl.col("amount") * pl.lit(RATE_SCALE, pl.Int128) < pl.col("listed") * pl.lit(share, pl.Int128)
    return wide.select(below=below.fill_null(value=False))["below"].to_numpy()


def _among(lines: pl.DataFrame, column: str, values: tuple[str, ...]) -> Flags:
    if column not in lines.columns or lines[column].null_count() == lines.height:
        return np.zeros(lines.height, dtype=np.bool_)
    cells = lines[column]
    mask = cells == values[0] if len(values) == 1 else cells.is_in(values)
    return mask.fill_null(value=False).to_numpy()


def left_out(lines: pl.DataFrame, plan: Plan, amount: Numbers) -> Flags | None:
    """The lines that `counting: leave_out` leaves; None for none of them."""
    out = plan.leave_out
    masks: list[Flags] = []
    if out.goods is not None:
        passed = passes(lines, out.goods)
        masks.append(np.ones(lines.height, dtype=np.bool_) if passed is None else passed)
    if out.tenders:
        masks.append(_among(lines, "tender", out.tenders))
    if out.sold_below is not None:
        masks.append(_sold_below(lines, out.sold_below, amount))
    return reduce(np.logical_or, masks) if masks else None

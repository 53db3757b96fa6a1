"""What returns leave of the purchases they name, event by event, before the kernel runs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.events import Events
from patron.engine.batch.kernel_data import Extras, column
from patron.engine.batch.purchases import Amounts, Ordered
from patron.engine.batch.steps import run_step, take
from patron.engine.batch.template import layout
from patron.engine.plan import Plan

Numbers = npt.NDArray[np.int64]


def resolve(events: Events, extras: Extras, ordered: Ordered, amounts: Amounts, members: Numbers, plan: Plan, compiled: bool) -> Numbers:
    """`takings` by `template.layout`; the rows of each return event are written into `extras`.

    A return of a group order that stands outside changes nothing: its event loses its kind.
    """
    levels, columns = len(amounts.prices), len(amounts.weights.factors)
    size = layout.R_COUNTED + levels + columns * levels
    x_of_event = np.zeros(events.returns.height, dtype=np.int64)
    is_return = np.flatnonzero(extras.packed[:, layout.X_KIND] == layout.X_RETURN)
    x_of_event[column(events.extras, "source", 0)[is_return]] = is_return
    rows = _rows(events, extras, ordered, members, x_of_event)
    if plan.group_counts_for_buyer is False:
        rows = _without_group_orders(rows, ordered, extras)
    groups = rows.select(new=pl.struct("x", "purchase") != pl.struct("x", "purchase").shift())["new"].fill_null(value=True)
    group = np.cumsum(groups.to_numpy()).astype(np.int64) - 1
    count = int(group[-1]) + 1 if len(group) else 0
    takings = np.zeros((count, size), dtype=np.int64)
    if count == 0:
        return takings.reshape(-1)
    heads = np.flatnonzero(groups.to_numpy())
    takings[:, layout.R_PURCHASE] = rows["purchase"].to_numpy()[heads]
    x = rows["x"].to_numpy()[heads]
    extras.packed[x, layout.X_B] = np.arange(count) + 1  # the last group of an event wins
    extras.packed[x[::-1], layout.X_A] = np.arange(count)[::-1]  # the first one does
    flat = takings.reshape(-1)
    _take(rows, group, ordered, amounts, flat, size, compiled)
    return flat


def _rows(events: Events, extras: Extras, ordered: Ordered, members: Numbers, x_of_event: Numbers) -> pl.DataFrame:
    """The rows of returns with the event's `x`, the returned `purchase` and the purchase's category, by event and purchase."""
    returns = events.returns.select("event", "category", "amount", "returns")
    x = x_of_event[returns["event"].to_numpy()]
    code = extras.code[x]
    returns = returns.with_columns(x=pl.Series(x), code=pl.Series(code))
    returned = np.zeros(len(members), dtype=np.bool_)
    returned[code] = True
    named = np.flatnonzero(returned)
    first, last = members[named, layout.M_P0], members[named, layout.M_P1]
    many = last - first
    owner = np.repeat(named, many)
    purchase = np.repeat(first, many) + np.arange(len(owner)) - np.repeat(np.cumsum(many) - many, many)
    known = pl.DataFrame({"code": owner, "purchase": purchase, "returns": ordered.heads("purchase_id").gather(purchase)})
    found = returns.join(known, on=["code", "returns"], how="inner")
    found = found.filter(pl.col("purchase") < pl.Series(extras.packed[:, layout.X_POS]).gather(found["x"]))
    return found.sort("x", "purchase", maintain_order=True)


def _without_group_orders(rows: pl.DataFrame, ordered: Ordered, extras: Extras) -> pl.DataFrame:
    if ordered.lines["group_id"].null_count() == ordered.lines.height or rows.height == 0:
        return rows
    is_group = ordered.heads("group_id").is_not_null().gather(rows["purchase"])
    kept = rows.filter(~is_group)
    extras.packed[rows["x"].to_numpy(), layout.X_KIND] = 0
    extras.packed[kept["x"].to_numpy(), layout.X_KIND] = layout.X_RETURN
    return kept


def _take(rows: pl.DataFrame, group: Numbers, ordered: Ordered, amounts: Amounts, flat: Numbers, size: int, compiled: bool) -> None:
    """Hand the lines of the returned purchases to the loop, in the order in which they are taken from."""
    purchases, slot = np.unique(rows["purchase"].to_numpy(), return_inverse=True)
    if ordered.purchase_first is None:
        line, slot_first = purchases, np.arange(len(purchases) + 1, dtype=np.int64)
    else:
        first = ordered.purchase_first[purchases]
        many = ordered.purchase_first[purchases + 1] - first
        slot_first = np.concatenate([[0], np.cumsum(many)]).astype(np.int64)
        owner = np.repeat(np.arange(len(purchases)), many)
        line = first[owner] + np.arange(len(owner)) - slot_first[owner]
        line = line[_taking_order(ordered.lines[line], owner)]
    lines = ordered.lines[line]
    names = pl.concat([lines["category"], rows["category"]]).rank("dense").cast(pl.Int64).fill_null(-1).to_numpy()
    paid = lines["amount"].to_numpy()
    prices = np.concatenate([level[line] for level in amounts.prices])
    counts = np.concatenate([np.ones(len(line), np.int64) if mask is None else mask[line].astype(np.int64) for mask in amounts.counts])
    factors = [np.ones(len(line), np.int64) if one is None else one[line] for one in amounts.weights.factors]
    weighed = np.concatenate(factors) if factors else np.empty(0, np.int64)
    lines_of = (slot_first, names[: len(line)], paid, prices, counts, weighed)
    rows_of = (slot.astype(np.int64), group, names[len(line) :], rows["amount"].to_numpy())
    sizes = (len(line), len(amounts.prices), len(factors), size)
    run_step(take, len(slot), *rows_of, *lines_of, *sizes, paid.copy(), flat, compiled=compiled and len(amounts.prices) == 1)


def _taking_order(lines: pl.DataFrame, owner: Numbers) -> Numbers:
    """Positions of the lines by (len(line), line, tender, amount, list_amount, category) in each purchase, missing first."""
    keys = ["line", "tender", "amount", "list_amount", "category"]
    have = lines.with_columns(pl.lit(None).alias(name) for name in keys if name not in lines.columns)
    return (
        have.select(*keys, owner=pl.Series(owner), length=pl.col("line").str.len_chars(), position=pl.int_range(pl.len()))
        .sort("owner", "length", *keys, nulls_last=False, maintain_order=True)["position"]
        .to_numpy()
    )

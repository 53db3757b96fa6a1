"""What returns leave of the purchases they name, event by event, before the kernel runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.amounts import Amounts
from patron.engine.batch.events import Events
from patron.engine.batch.further import unit_cells
from patron.engine.batch.kernel_data import Extras, column
from patron.engine.batch.ordering import ranges
from patron.engine.batch.purchases import Ordered
from patron.engine.batch.steps import run_step, take
from patron.engine.batch.template import layout
from patron.engine.plan import Plan
from patron.engine.plan.streams import text_columns, unit_columns

Numbers = npt.NDArray[np.int64]


def resolve(events: Events, extras: Extras, ordered: Ordered, amounts: Amounts, plan: Plan, compiled: bool) -> Numbers:
    """`takings` by `template.layout`; the rows of each return event are written into `extras`.

    A return of a group order that stands outside changes nothing: its event loses its kind.
    """
    levels, columns = len(amounts.prices), len(amounts.weights.factors)
    size = layout.R_COUNTED + (1 + len(amounts.beside) + columns) * levels
    x_of_event = np.zeros(events.returns.height, dtype=np.int64)
    is_return = np.flatnonzero(extras.packed[:, layout.X_KIND] == layout.X_RETURN)
    x_of_event[column(events.extras, "source", 0)[is_return]] = is_return
    rows = _rows(events, extras, ordered, x_of_event)
    if not plan.group_counts_for_buyer:
        rows = _without_group_orders(rows, ordered, extras)
    each = rows.select("x", "purchase").to_numpy()
    groups = np.ones(len(each), dtype=np.bool_)
    groups[1:] = (each[1:] != each[:-1]).any(axis=1)
    group = np.cumsum(groups) - 1
    count = int(group[-1]) + 1 if len(group) else 0
    takings = np.zeros((count, size), dtype=np.int64)
    if count == 0:
        return takings.reshape(-1)
    heads = np.flatnonzero(groups)
    takings[:, layout.R_PURCHASE] = rows["purchase"].to_numpy()[heads]
    x = rows["x"].to_numpy()[heads]
    extras.packed[x, layout.X_B] = np.arange(count) + 1  # the last group of an event wins
    extras.packed[x[::-1], layout.X_A] = np.arange(count)[::-1]  # the first one does
    flat = takings.reshape(-1)
    _take(rows, group, ordered, amounts, plan, flat, compiled)
    return flat


def _rows(events: Events, extras: Extras, ordered: Ordered, x_of_event: Numbers) -> pl.DataFrame:
    """The rows of returns with the event's `x` and the returned `purchase`, by event and purchase."""
    returns = events.returns.select("category", "amount", "returns", x=pl.Series(x_of_event[events.returns["event"].to_numpy()]))
    returns = returns.with_columns(code=pl.Series(extras.code[returns["x"].to_numpy()]))
    purchase = _maybe_named(ordered, returns["returns"])
    member = events.buyers[np.searchsorted(ordered.first_purchases(), purchase, side="right") - 1]
    known = pl.DataFrame({"code": member, "purchase": purchase, "returns": ordered.of_purchases("purchase_id", purchase)})
    found = returns.join(known, on=["code", "returns"], how="inner", maintain_order="left")
    found = found.filter(pl.col("purchase") < pl.Series(extras.packed[:, layout.X_POS]).gather(found["x"]))
    return found[np.lexsort((found["purchase"].to_numpy(), found["x"].to_numpy()))]


def _maybe_named(ordered: Ordered, ids: pl.Series) -> Numbers:
    """The purchases whose id may be among `ids`: those whose hash is like one of theirs in its last bits."""
    size = 1 << max(16, (16 * len(ids)).bit_length())
    like = np.zeros(size, dtype=np.bool_)
    like[ids.drop_nulls().hash().to_numpy() & np.uint64(size - 1)] = True
    hashes = ordered.lines["purchase_id"].hash().to_numpy() & np.uint64(size - 1)
    places = np.flatnonzero(ordered.put(like[hashes]))
    if ordered.purchase_first is None:
        return places
    heads = np.zeros(ordered.purchases, dtype=np.bool_)
    heads[ordered.purchase_of_line(places)] = True
    return np.flatnonzero(heads)


def _without_group_orders(rows: pl.DataFrame, ordered: Ordered, extras: Extras) -> pl.DataFrame:
    if ordered.lines["group_id"].null_count() == ordered.lines.height or rows.height == 0:
        return rows
    is_group = ordered.of_purchases("group_id", rows["purchase"].to_numpy()).is_not_null()
    kept = rows.filter(~is_group)
    extras.packed[rows["x"].to_numpy(), layout.X_KIND] = 0
    extras.packed[kept["x"].to_numpy(), layout.X_KIND] = layout.X_RETURN
    return kept


def _take(rows: pl.DataFrame, group: Numbers, ordered: Ordered, amounts: Amounts, plan: Plan, flat: Numbers, compiled: bool) -> None:
    """Hand the lines of the returned purchases to the loop, in the order in which they are taken from."""
    purchases, slot = np.unique(rows["purchase"].to_numpy(), return_inverse=True)
    if ordered.purchase_first is None:
        line, slot_first = ordered.line_rows(purchases), np.arange(len(purchases) + 1, dtype=np.int64)
    else:
        first = ordered.purchase_first[purchases]
        many = ordered.purchase_first[purchases + 1] - first
        slot_first = np.concatenate([[0], np.cumsum(many)]).astype(np.int64)
        line, owner = ranges(first, many)
        line = ordered.line_rows(line)
        line = line[_taking_order(ordered.lines[line], owner, plan)]
    lines = ordered.lines[line]
    names = pl.concat([lines["category"], rows["category"]]).rank("dense").cast(pl.Int64).fill_null(-1).to_numpy()
    paid = lines["amount"].to_numpy()
    prices = np.concatenate([level[line] for level in amounts.prices])
    taken = [*amounts.counts, *(stream.takes(mask) for stream in amounts.beside for mask in amounts.counts)]
    counts = np.concatenate([_cells(mask, line) for mask in taken])
    units = [-np.ones(len(line), np.int64) if stream.units is None else stream.units[line] for stream in amounts.beside]
    factors = [_cells(one, line) for one in amounts.weights.factors]
    lines_of = (slot_first, names[: len(line)], paid, prices, counts, _joined(units), _joined(factors))
    rows_of = (slot.astype(np.int64), group, names[len(line) :], rows["amount"].to_numpy())
    levels, streams = len(amounts.prices), 1 + len(amounts.beside)
    size = layout.R_COUNTED + (streams + len(factors)) * levels
    sizes = (len(line), levels, streams, len(factors), size)
    run_step(take, len(slot), *rows_of, *lines_of, *sizes, paid.copy(), flat, compiled=compiled and levels == 1)


def _cells(factor: npt.NDArray[Any] | None, line: Numbers) -> Numbers:
    """The factor of some lines, 1 where there is none."""
    return np.ones(len(line), np.int64) if factor is None else factor[line].astype(np.int64)


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _taking_order(lines: pl.DataFrame, owner: Numbers, plan: Plan) -> Numbers:
    """Positions of the lines by (len(line), line, tender, amount, list_amount, category, fields, units) in each purchase, missing first."""
    keys = ["line", "tender", "amount", "list_amount", "category", *text_columns(plan)]
    have = lines.with_columns(pl.lit(None).alias(name) for name in keys if name not in lines.columns)
    units = {f"{name}!": pl.Series(unit_cells(lines, name)) for name in unit_columns(plan)}
    return (
        have.select(*keys, owner=pl.Series(owner), length=pl.col("line").str.len_chars(), position=pl.int_range(pl.len()), **units)
        .sort("owner", "length", *keys, *units, nulls_last=False, maintain_order=True)["position"]
        .to_numpy()
    )

"""What returns leave of the purchases they name, event by event, before the kernel runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.amounts import Amounts
from patron.engine.batch.events import Events
from patron.engine.batch.further import unit_cells
from patron.engine.batch.kernel_data import Extras, column
from patron.engine.batch.ordering import ranges
from patron.engine.batch.purchases import Ordered
from patron.engine.batch.steps import find_named, run_step, take
from patron.engine.batch.template import layout
from patron.engine.plan import Plan
from patron.engine.plan.streams import text_columns, unit_columns

Numbers = npt.NDArray[np.int64]
_PART = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Returned:
    """Return rows by event and purchase, and the lines of what they take from, in the order in which those are taken from.

    A group is what one event takes back of one purchase: `purchase` is by group; `group`, `slot` (the number of the purchase among
    those that anything is taken from), `category` and `amount` are by row. `line` are rows of the history, slot after slot from
    `slot_first`, with `line_category` and what was `paid`. Categories are numbers, -1 for none.
    """

    purchase: Numbers
    group: Numbers
    slot: Numbers
    category: Numbers
    amount: Numbers
    line: Numbers
    slot_first: Numbers
    line_category: Numbers
    paid: Numbers


def returned(events: Events, extras: Extras, members: Numbers, ordered: Ordered, plan: Plan, compiled: bool) -> Returned:
    """What every return names; where each event's groups stand in `takings` is written into `extras`.

    A return of a group order that stands outside changes nothing: its event loses its kind.
    """
    if not events.returns.height:
        none = np.empty(0, dtype=np.int64)
        return Returned(none, none, none, none, none, none, np.zeros(1, dtype=np.int64), none, none)
    x_of_event = np.zeros(events.returns.height, dtype=np.int64)
    is_return = np.flatnonzero(extras.packed[:, layout.X_KIND] == layout.X_RETURN)
    x_of_event[column(events.extras, "source", 0)[is_return]] = is_return
    rows, x, purchase = _rows(events, extras, members, ordered, x_of_event, compiled)
    if not plan.group_counts_for_buyer and len(rows) and ordered.lines["group_id"].null_count() < ordered.lines.height:
        inside = ordered.of_purchases("group_id", purchase).is_null().to_numpy()
        extras.packed[x, layout.X_KIND] = 0
        rows, x, purchase = rows[inside], x[inside], purchase[inside]
        extras.packed[x, layout.X_KIND] = layout.X_RETURN
    groups = np.ones(len(rows), dtype=np.bool_)
    groups[1:] = (x[1:] != x[:-1]) | (purchase[1:] != purchase[:-1])
    heads = np.flatnonzero(groups)
    count = len(heads)
    extras.packed[x[heads], layout.X_B] = np.arange(count) + 1  # the last group of an event wins
    extras.packed[x[heads][::-1], layout.X_A] = np.arange(count)[::-1]  # the first one does
    line, slot_first, slot = _lines(purchase, ordered, plan)
    names = events.returns["category"].gather(rows)
    both = pl.concat([ordered.lines["category"].gather(line), names])
    codes = both.cast(pl.Enum(both.drop_nulls().unique())).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    paid = ordered.lines["amount"].gather(line).to_numpy()
    amount = events.returns["amount"].gather(rows).to_numpy()
    group = np.cumsum(groups) - 1
    return Returned(purchase[heads], group, slot, codes[len(line) :], amount, line, slot_first, codes[: len(line)], paid)


def _rows(
    events: Events, extras: Extras, members: Numbers, ordered: Ordered, x_of_event: Numbers, compiled: bool
) -> tuple[Numbers, Numbers, Numbers]:
    """The rows of returns by event and purchase, each with its event's `x` and the purchase that it names, which came before."""
    returns = events.returns
    x = x_of_event[returns["event"].to_numpy()]
    first, end = members[extras.code[x], layout.M_P0].copy(), extras.packed[x, layout.X_POS].copy()
    named = returns["returns"]
    end[named.is_null().to_numpy()] = 0
    found = np.full(len(x), -1, dtype=np.int64)
    if len(x) and ordered.purchases:
        hashes = _hashes(ordered.lines["purchase_id"])
        rows = np.empty(0, dtype=np.int32) if ordered.rows is None else ordered.rows
        heads = np.empty(0, dtype=np.int64) if ordered.purchase_first is None else ordered.purchase_first
        run_step(find_named, len(x), hashes, _hashes(named), first, end, rows, heads, found, compiled=compiled)
        there = np.flatnonzero(found >= 0)
        for n in there[(ordered.of_purchases("purchase_id", found[there]) != named.gather(there)).to_numpy()].tolist():
            ids = ordered.of_purchases("purchase_id", np.arange(first[n], end[n]))  # two ids of one hash
            same = (ids == named[n]).arg_true()
            found[n] = first[n] + same[0] if len(same) else -1
    there = np.flatnonzero(found >= 0)
    there = there[np.lexsort((found[there], x[there]))]
    return there, x[there], found[there]


def _hashes(ids: pl.Series) -> npt.NDArray[np.uint32]:
    """32 bits of each text's hash, part by part, so that those of 64 bits are never all in memory."""
    found = np.empty(len(ids), dtype=np.uint32)
    for low in range(0, len(ids), _PART):
        found[low : low + _PART] = ids.slice(low, _PART).hash().to_numpy()  # the lower half
    return found


def _lines(purchase: Numbers, ordered: Ordered, plan: Plan) -> tuple[Numbers, Numbers, Numbers]:
    """The rows of the lines of some purchases as they are taken from, where each purchase's begin, and the number of each purchase."""
    purchases, slot = np.unique(purchase, return_inverse=True)
    slot = slot.astype(np.int64)
    if ordered.purchase_first is None:
        return ordered.line_rows(purchases), np.arange(len(purchases) + 1, dtype=np.int64), slot
    first = ordered.purchase_first[purchases]
    many = ordered.purchase_first[purchases + 1] - first
    place, owner = ranges(first, many)
    line = ordered.line_rows(place)
    several = np.flatnonzero(many[owner] > 1)
    if len(several):
        line[several] = line[several][_taking_order(ordered.lines, line[several], owner[several], plan)]
    return line, np.concatenate([[0], np.cumsum(many)]).astype(np.int64), slot


def takings(back: Returned, amounts: Amounts, compiled: bool) -> Numbers:
    """`takings` by `template.layout`: what each group leaves of its purchase."""
    levels, columns = len(amounts.prices), len(amounts.weights.factors)
    streams = 1 + len(amounts.beside)
    size = layout.R_COUNTED + (streams + columns) * levels
    found = np.zeros((len(back.purchase), size), dtype=np.int64)
    found[:, layout.R_PURCHASE] = back.purchase
    flat = found.reshape(-1)
    if len(back.purchase) == 0:
        return flat
    line = back.line
    prices = np.concatenate([level[line] for level in amounts.prices])
    taken = [*amounts.counts, *(stream.takes(mask) for stream in amounts.beside for mask in amounts.counts)]
    counts = np.concatenate([_cells(mask, line) for mask in taken])
    units = [-np.ones(len(line), np.int64) if stream.units is None else stream.units[line] for stream in amounts.beside]
    factors = [np.ones(len(line), np.int64) if one is None else one.of(line) for one in amounts.weights.factors]
    rows_of = (back.slot, back.group, back.category, back.amount)
    lines_of = (back.slot_first, back.line_category, back.paid, prices, counts, _joined(units), _joined(factors))
    sizes = (len(line), levels, streams, columns, size)
    run_step(take, len(back.slot), *rows_of, *lines_of, *sizes, back.paid.copy(), flat, compiled=compiled and levels == 1)
    return flat


def _cells(counts: npt.NDArray[np.bool_] | None, line: Numbers) -> Numbers:
    """1 for those of some lines that count; None: all do."""
    return np.ones(len(line), np.int64) if counts is None else counts[line].astype(np.int64)


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _taking_order(lines: pl.DataFrame, rows: Numbers, owner: Numbers, plan: Plan) -> Numbers:
    """Positions in `rows` by (len(line), line, tender, amount, list_amount, category, fields, units) in each purchase, missing first."""
    keys = ["line", "tender", "amount", "list_amount", "category", *text_columns(plan)]
    have = lines.select(*(name for name in dict.fromkeys([*keys, *unit_columns(plan)]) if name in lines.columns))[rows]
    have = have.with_columns(pl.lit(None).alias(name) for name in keys if name not in have.columns)
    units = {f"{name}!": pl.Series(unit_cells(have, name)) for name in unit_columns(plan)}
    return (
        have.select(*keys, owner=pl.Series(owner), length=pl.col("line").str.len_chars(), position=pl.int_range(pl.len()), **units)
        .sort("owner", "length", *keys, *units, nulls_last=False, maintain_order=True)["position"]
        .to_numpy()
    )

"""What is used of issues and handed over between them, over columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from patron.engine.batch.steps import run_step
from patron.engine.coupon_uses import with_given_back
from patron.engine.entitlements.holdings import Holdings, Ints
from patron.engine.entitlements.making import Made
from patron.engine.entitlements.model import Lack
from patron.engine.history import History


def use(made: Made, holdings: Holdings, history: History, as_of: int, *, compiled: bool = True) -> Iterator[Lack]:
    """Fills in `carried`, `passed_on` and `used` of the issues; yields the movements that use what there is not."""
    if history.movements.is_empty() and not (made.grant.carry_over and made.linked.any()):
        return
    moves = _moves(made, holdings, history, as_of)
    if not moves.height and not (made.grant.carry_over and made.linked.any()):
        return
    fresh = np.ones(len(made.code), dtype=np.bool_)
    fresh[1:] = made.code[1:] != made.code[:-1]
    starts = np.flatnonzero(fresh)
    code = moves["code"].to_numpy()
    bounds = np.append(made.code[starts], np.iinfo(np.int64).max)
    own = np.searchsorted(code, bounds).astype(np.int64)
    last = np.searchsorted(code, bounds[:-1], side="right").astype(np.int64)
    counts = moves["count"].to_numpy()
    back = moves["back"].to_numpy()
    lack = np.where(np.isin(code, made.code[starts]) | (back >= 0), np.int64(-1), np.int64(0))
    first_issue = np.append(starts, len(made.code)).astype(np.int64)
    issues = (made.first, made.last, made.usable, made.granted, made.linked.astype(np.int64))
    found = (made.carried, made.passed_on, made.used, lack, np.full(len(code), -1, dtype=np.int64))
    sizes = len(made.code) + len(code)
    day = moves["day"].cast(pl.Int64).to_numpy()
    run_step(consume, sizes, made.grant.carry_over, first_issue, own, last, day, counts, back, *issues, *found, compiled=compiled)
    lacking = np.flatnonzero(lack >= 0)
    for row, member, on, wanted, available in zip(
        *(moves[lacking][name].to_list() for name in ("row", "member_id", "day", "count")), lack[lacking].tolist(), strict=True
    ):
        yield Lack(row, member, made.grant.id, on, wanted, available, made.grant.used_by == "use_coupon")


def _moves(made: Made, holdings: Holdings, history: History, as_of: int) -> pl.DataFrame:
    """The movements that use the grant, by member and in order: row, member_id, code, day, count.

    `back` is -1; of a coupon there are further rows for uses that are given back, and there it is the number of the row of that use.
    """
    grant = made.grant
    named = pl.col("ref").str.strip_chars().str.to_lowercase().is_in([name.lower() for name in grant.names])
    mine = (pl.col("kind") == grant.used_by) & named & (pl.col("day") <= as_of)
    moves = history.movements.filter(mine)
    code = holdings.codes(moves["member_id"])
    moves = moves.with_columns(code=pl.Series(code)).filter(pl.Series(code >= 0))
    moves = moves.filter(pl.col("day") > pl.Series(holdings.floor[moves["code"].to_numpy()]))
    columns = ("row", "member_id", "code", "day")
    if grant.used_by == "use_benefit":
        count = pl.col("value").cast(pl.Int64, strict=False).fill_null(1)
        return moves.sort("code", "at", "movement_id").select(*columns, count=count, back=pl.lit(-1, pl.Int64))
    both = with_given_back(moves, replace(history, returns=history.returns.filter(pl.col("day") <= as_of)))
    both = both.sort("code", maintain_order=True).with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64))
    places = both.filter(pl.col("gives_back").is_null()).select(gives_back="row", back="place")
    both = both.join(places, on="gives_back", how="left", maintain_order="left")
    return both.select(*columns, count=pl.lit(1, pl.Int64), back=pl.col("back").fill_null(-1))


def consume(
    carry_over: int,
    first_issue: Ints,
    first_use: Ints,
    last_use: Ints,
    day: Ints,
    wanted: Ints,
    back: Ints,
    first: Ints,
    last: Ints,
    usable: Ints,
    granted: Ints,
    linked: Ints,
    carried: Ints,
    passed_on: Ints,
    used: Ints,
    lack: Ints,
    took: Ints,
) -> None:
    """Members' issues and uses in order: what ends first is used first. `lack`: -1, or what there was where it was too little.

    `took`: the issue that a use took (the last of) what it uses from; a use that is given back is of one.
    """
    for member in range(len(first_issue) - 1):
        low = first_issue[member]
        high = first_issue[member + 1]
        chain = low
        for move in range(first_use[member], last_use[member]):
            while chain < high and (linked[chain] == 0 or first[chain + 1] <= day[move]):
                if linked[chain] == 1:
                    part = min(carry_over, granted[chain] + carried[chain] - used[chain])
                    passed_on[chain] = part
                    carried[chain + 1] = part
                chain += 1
            if back[move] >= 0:
                if took[back[move]] >= 0:
                    used[took[back[move]]] -= 1
                continue
            available = 0
            for issue in range(low, high):
                if first[issue] <= day[move] and usable[issue] >= day[move]:
                    available += granted[issue] + carried[issue] - used[issue] - passed_on[issue]
            if available < wanted[move]:
                lack[move] = available
                continue
            rest = wanted[move]
            while rest > 0:
                best = -1
                for issue in range(low, high):
                    there = granted[issue] + carried[issue] - used[issue] - passed_on[issue]
                    good = there > 0 and first[issue] <= day[move] and usable[issue] >= day[move]
                    if good and (best < 0 or last[issue] < last[best]):
                        best = issue
                part = min(rest, granted[best] + carried[best] - used[best] - passed_on[best])
                used[best] += part
                took[move] = best
                rest -= part
        while chain < high:
            if linked[chain] == 1:
                part = min(carry_over, granted[chain] + carried[chain] - used[chain])
                passed_on[chain] = part
                carried[chain + 1] = part
            chain += 1

"""How many times a line earns, by accrual rule and tier."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, reduce
from math import lcm

import numpy as np
import polars as pl

from patron.engine.batch.factors import Factor, taken_once
from patron.engine.batch.goods import passes
from patron.engine.batch.multipliers import Applied
from patron.engine.plan import MULTIPLIER_SCALE, GoodsFilter, Plan

_EXACT = 1 << 61  # weighted amounts stay below it


@dataclass(frozen=True, slots=True)
class Weights:
    """How lines earn: factors over a common denominator, one column for every rule and tier that differ.

    `column[rule][tier]` is an index into `factors`, or -1 where the rule is not for the tier. A factor
    column is None where every line earns once.
    """

    column: tuple[tuple[int, ...], ...]
    factors: tuple[Factor | None, ...]
    denominator: int


def column_keys(plan: Plan) -> tuple[tuple[tuple[int, ...], ...], list[tuple[GoodsFilter, tuple[int, ...]]]]:
    """For each accrual rule and tier the index of its column, and what each column is: goods and multipliers."""
    keys: list[tuple[GoodsFilter, tuple[int, ...]]] = []
    table = []
    for rule in plan.points.accrual:
        row = []
        for tier in range(len(plan.tiers)):
            if tier not in rule.tiers:
                row.append(-1)
                continue
            key = (rule.goods, tuple(n for n, one in enumerate(plan.points.multipliers) if tier in one.tiers))
            if key not in keys:
                keys.append(key)
            row.append(keys.index(key))
        table.append(tuple(row))
    return tuple(table), keys


def weights(lines: pl.DataFrame, plan: Plan, largest: int) -> Weights:
    """The weights of all lines; `largest` bounds a purchase's amount, so that weighted amounts fit in 64 bits."""
    table, keys = column_keys(plan)
    passed = cache(lambda goods: passes(lines, goods))
    applied = [Applied(lines, [plan.points.multipliers[n] for n in used], passed) if used else None for _, used in keys]
    every = [value for one in applied if one is not None for value in one.products]
    denominator = reduce(lcm, (value.denominator for value in every), 1)
    top = max((value * denominator for value in every), default=Fraction(1))
    if largest * top > _EXACT:  # beyond any real factors: keep four decimals of each
        denominator = MULTIPLIER_SCALE
    factors: list[Factor | None] = []
    for (goods, _), one in zip(keys, applied, strict=True):
        mask = passed(goods)
        if one is not None:
            factor = one.scaled(denominator)
            factors.append(factor if mask is None else factor.only(mask))
        elif mask is not None:
            factors.append(taken_once(mask, denominator))
        else:
            factors.append(None if denominator == 1 else taken_once(np.ones(lines.height, dtype=np.bool_), denominator))
    return Weights(table, tuple(factors), denominator)

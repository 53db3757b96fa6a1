"""A house for the tests of measures: rooms with nights, tables, and goods with a style number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
from histories import Row, day, history
from patron.engine import batch, reference
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.plan.compile import compile_plan
from patron.engine.results import Evaluation
from patron.scheme.model import Scheme
from patron.vocabulary import Category, Combines, FieldKind, Industry, LineField, LineMeasure, Title

HOUSE = Industry(
    id="house",
    title=Title("店", "House"),
    package="house",
    categories=tuple(Category(name, Title(name, name)) for name in ("room", "dining", "shop")),
    fields=(
        LineField("nights", FieldKind.DECIMAL, Title("间夜", "nights"), places=1),
        LineField("style", FieldKind.TEXT, Title("款号", "style number")),
    ),
    measures=(
        LineMeasure("nights", Title("间夜", "room nights"), adds="nights", combines=Combines.SUM, places=1, goods=("room",)),
        LineMeasure("longest_stay", Title("最长间夜", "longest stay"), adds="nights", combines=Combines.LARGEST, places=1, goods=("room",)),
        LineMeasure("stays", Title("入住次数", "stays"), adds="", combines=Combines.COUNT, goods=("room",)),
        LineMeasure("pieces", Title("单笔件数", "pieces on the receipt"), adds="quantity", combines=Combines.LAST, windowed=False),
    ),
)
FIELDS = {"nights": pl.Int64(), "style": pl.String()}
RUNNERS: list[Callable[..., Evaluation]] = [reference.run, lambda *args, **named: batch.run(*args, **named, compiled=False)]


def stated(when: dict[str, Any], **keys: Any) -> Scheme:
    """A scheme with one rule to the second tier."""
    return Scheme.model_validate(
        {
            "scheme": "house",
            "currency": "CNY",
            "time_zone": "Asia/Shanghai",
            "tiers": [{"id": "guest"}, {"id": "gold"}],
            "qualification": [{"id": "join", "grants": "gold", "when": when}],
            **keys,
        }
    )


def plan(when: dict[str, Any], **keys: Any) -> Plan:
    """The scheme compiled."""
    return compile_plan(stated(when, **keys), HOUSE)


def made(purchases: list[Row], returns: list[Row] | None = None) -> History:
    """A history of lines of the house."""
    return history(purchases, returns or [], fields=FIELDS)


def since(rules: Plan, sales: History, as_of: str = "2025-12-31") -> int | None:
    """The day on which the only member came to gold, by both runners; None if she did not."""
    found = [run(rules, sales, day(as_of)).members.row(0, named=True) for run in RUNNERS]
    assert found[0] == found[1]
    return found[0]["since"] if found[0]["tier"] == "gold" else None

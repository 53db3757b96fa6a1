"""What every_key's points are used for, over a history made for it: what is refused, what comes out, and what it costs."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
from histories import buy, history, member, move
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference import run
from patron.engine.validate import find_faults
from patron.engine.vouchers import vouchers_of
from patron.findings import FindingsError
from patron.scheme.model import Scheme
from patron.simulation.replay.replay import replay
from patron.simulation.replay.request import Margins, Request

AS_OF = (date(2025, 1, 31) - date(1970, 1, 1)).days


def _history() -> History:
    opened = {"opening_on": "2024-01-01", "opening_since": "2023-12-01", "opening_points": 2000}
    members = [
        member("m0", opening_tier="gold", **opened),
        member("m1", opening_tier="silver", **opened),
        member("m2", opening_tier="black", **opened),
        *(member(name, referred_by="m0") for name in ("f0", "f1", "f2")),
    ]
    purchases = [buy("a", "m0", "2024-02-03", 900), buy("b", "m1", "2024-02-04", 900), buy("f", "f0", "2024-02-05", 60)]
    purchases += [buy("g", "f0", "2024-02-06", 300), buy("h", "f1", "2024-03-05", 500), buy("i", "m2", "2025-01-30", 10)]
    asked = [
        ("m0", "2024-01-15", "mug", None, None),
        ("m0", "2024-03-01", "mug", None, 1000),
        ("m1", "2024-03-02", "mug", None, None),
        ("m0", "2024-03-03", "mug", None, None),
        ("m0", "2024-03-04", "mug", None, None),
        ("m2", "2024-03-05", "mug", None, None),
        ("m2", "2024-03-06", "mug", None, None),
        ("m0", "2024-12-05", "mug", None, None),
        ("m1", "2024-03-07", "shop-voucher", "2", None),
        ("m1", "2024-03-08", "lucky-draw", "2", None),
    ]
    movements = [
        move(f"x{number}", who, at, "exchange", ref=ref, value=value, amount=amount)
        for number, (who, at, ref, value, amount) in enumerate(asked)
    ]
    movements += [move("w0", "m1", "2024-03-09", "win", ref="small-prize"), move("w1", "m1", "2024-03-09", "win", ref="first-prize")]
    movements += [move(f"q{day}", "m2", f"2024-04-0{day}", "quiz", ref="tea-quiz") for day in (1, 2)]
    movements += [move("v0", "m1", "2024-03-20", "use_voucher", amount=300), move("v1", "m1", "2024-06-20", "use_voucher", amount=300)]
    movements += [move("v2", "m2", "2024-10-01", "use_voucher", amount=2500)]
    return history(purchases=purchases, movements=movements, members=members)


def _accepted(plan: Plan) -> tuple[list[Any], History]:
    """What is refused, and the history without it."""
    past, refused = _history(), []
    for fault in find_faults(past, plan, AS_OF):
        refused += [(fault.code, fault.column, *row) for row in fault.rows.rows()]
    bad = {row[2] for row in refused}
    past = History(past.lines, past.returns, past.movements.filter(~pl.col("row").is_in(bad)), past.members)
    try:
        run(plan, past, AS_OF)
    except FindingsError as error:
        refused += [(one.code, one.place, one.message) for one in error.findings]
        bad = {one.place.row for one in error.findings if one.place}  # type: ignore[union-attr]
        past = History(past.lines, past.returns, past.movements.filter(~pl.col("row").is_in(bad)), past.members)
    return refused, past


def uses(plan: Plan) -> list[Any]:
    """Everything refused, every member and posting, and the ledger of vouchers."""
    refused, past = _accepted(plan)
    answer = run(plan, past, AS_OF, detail=True)
    vouchers = vouchers_of(plan, past, answer, AS_OF)
    assert answer.postings is not None
    return [refused, answer.members.rows(), answer.postings.rows(), vouchers.ledger.rows(), vouchers.findings]


def costs_of_uses(scheme: Scheme, plan: Plan) -> list[Any]:
    """What a simulation says that they cost."""
    _, past = _accepted(plan)
    past = History(past.lines, past.returns, past.movements.filter(pl.col("kind") != "use_voucher"), past.members)
    result = replay(scheme, plan, past, Request(margins=Margins(Fraction(1, 2)), last=AS_OF), evaluate=run)
    return [(cell.kind, cell.rule, cell.rank, cell.month, cell.amount) for cell in result.costs]

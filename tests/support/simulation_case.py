"""A small scheme and history by hand, with the runner's answer written out, for tests of the figures.

ann (walks in as a guest) buys 50,000 on 1 March 2024 and is a VIP from then on, reviewed and kept on
1 March 2025; bob stays a guest; cyd falls on 10 January 2025; walk-ins and a group order come too.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from histories import back, buy, day, history
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.plan.compile import compile_plan
from patron.engine.results import CHANGE_COLUMNS, MEMBER_COLUMNS, POSTING_COLUMNS, PURCHASE_COLUMNS, Evaluation
from patron.scheme.model import Scheme
from patron.vocabulary import GENERAL

SCHEME: dict[str, Any] = {
    "scheme": "small",
    "title": {"zh": "小方案", "en": "A small scheme"},
    "currency": "CNY",
    "time_zone": "Asia/Shanghai",
    "tiers": [
        {"id": "guest", "title": {"zh": "顾客", "en": "Guest"}},
        {"id": "vip", "title": {"zh": "会员", "en": "VIP"}, "term": "12 months"},
    ],
    "qualification": [{"id": "big", "grants": "vip", "when": {"purchase": {"at_least": 40000}}}],
    "maintenance": [{"id": "keep", "keeps": "vip", "when": {"spend": {"within": "12 months", "at_least": 10000}}}],
    "group_purchase": [{"id": "group", "priced_as": "vip", "when": {"group_order": {"at_least": 100000}}}],
    "discounts": [
        {"id": "tenth-off", "for": "vip", "rate": "0.9"},
        {"id": "five-off", "for": "vip", "off": 5, "stack": "extra"},
    ],
    "points": {
        "accrual": [
            {"id": "waiting", "for": "guest", "one_point_per": 10, "pending_until": "vip"},
            {"id": "per-ten", "for": "vip", "one_point_per": 10},
        ],
        "redemption": {"points": 20, "worth": 1},
    },
    "benefits": [
        {"id": "gifts", "for": "vip", "each_year": 6, "unit_cost": 50, "title": {"zh": "礼品", "en": "Gifts"}},
        {"id": "parking", "for": "vip", "each_year": 20, "unit_cost": 20},
        {"id": "culture", "for": "vip", "each_year": 2, "unit_cost": 300},
        {"id": "salon", "for": "vip", "each_year": 1, "unit_cost": 200},
        {"id": "trip", "for": "vip", "each_year": 1, "unit_cost": 2500},
        {"id": "cleaning", "for": "vip", "each_item": [{"valid_for": "1 year"}]},
    ],
    "costs": {"one_off": [{"id": "set-up", "amount": 200000, "spread_over": "3 years"}]},
    "goals": [
        {"id": "few", "share_of_customers": "vip", "at_most": "1 %"},
        {"id": "sales-share", "share_of_sales": "vip", "at_least": "5 %"},
        {"id": "spend", "spend_per_member": "vip", "at_least": 100},
        {"id": "service", "service_cost_share": "vip", "at_most": "90 %"},
    ],
}


def scheme(**changes: Any) -> Scheme:
    """The scheme with other sections."""
    return Scheme.model_validate({**SCHEME, **changes}, context={"places": 2})


def plan(of: Scheme) -> Plan:
    return compile_plan(of, GENERAL)


def small_history() -> History:
    return history(
        purchases=[
            buy("a1", "ann", "2024-03-01", 50000),
            buy("a2", "ann", "2024-06-10", 1000, category="x", line="1"),
            buy("a2", "ann", "2024-06-10", 200, category="x", line="2"),
            buy("a3", "ann", "2025-01-20", "30000.05"),
            buy("b1", "bob", "2024-05-05", 300),
            buy("b2", "bob", "2025-02-05", 400),
            buy("c1", "cyd", "2024-01-10", 40000),
            buy("w1", None, "2024-07-01", 900),
            buy("g1", "bob", "2024-08-01", 120000, group_id="club"),
        ],
        returns=[back("r1", "ann", "2024-06-20", 1100, of="a2", category="x")],
    )


def small_answer() -> Evaluation:
    """What a runner says of `small_history` as of 2025-02-28."""
    purchases = [
        ("c1", "cyd", "2024-01-10", 0, 0, 1, 4000),
        ("a1", "ann", "2024-03-01", 0, 0, 1, 5000),
        ("b1", "bob", "2024-05-05", 0, 0, 0, 30),
        ("a2", "ann", "2024-06-10", 1, 1, 1, 106),
        ("g1", "bob", "2024-08-01", 0, 1, 0, 0),
        ("a3", "ann", "2025-01-20", 1, 1, 1, 2699),
        ("b2", "bob", "2025-02-05", 0, 0, 0, 40),
    ]
    postings = [
        ("cyd", "2024-01-10", "pending", "waiting", 4000),
        ("cyd", "2024-01-10", "released", "waiting", 4000),
        ("cyd", "2024-01-10", "earned", "waiting", 4000),
        ("ann", "2024-03-01", "pending", "waiting", 5000),
        ("ann", "2024-03-01", "released", "waiting", 5000),
        ("ann", "2024-03-01", "earned", "waiting", 5000),
        ("bob", "2024-05-05", "pending", "waiting", 30),
        ("ann", "2024-06-10", "earned", "per-ten", 106),
        ("ann", "2024-06-20", "taken_back", "per-ten", 98),
        ("ann", "2025-01-20", "earned", "per-ten", 2699),
        ("bob", "2025-02-05", "pending", "waiting", 40),
    ]
    changes = [
        ("ann", "2024-03-01", "guest", "vip", "big"),
        ("cyd", "2024-01-10", "guest", "vip", "big"),
        ("cyd", "2025-01-10", "vip", "guest", "lapse"),
    ]
    return Evaluation(
        members=_frame([(name, *[None] * (len(MEMBER_COLUMNS) - 1)) for name in ("ann", "bob", "cyd")], MEMBER_COLUMNS),
        changes=_frame([(m, day(on), a, b, why) for m, on, a, b, why in changes], CHANGE_COLUMNS),
        purchases=_frame([(p, m, day(on), *rest) for p, m, on, *rest in purchases], PURCHASE_COLUMNS),
        postings=_frame([(m, day(on), *rest) for m, on, *rest in postings], POSTING_COLUMNS),
    )


def _frame(rows: list[Any], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def fake(plan: Plan, history: History, as_of: int, **_: Any) -> Evaluation:
    """Stands in for `patron.engine.run.evaluate`."""
    return small_answer()

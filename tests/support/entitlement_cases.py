"""Hand-written input for entitlements: each case is about one thing that a runner may get wrong. Everything is as of 2025-12-31."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import polars as pl
from histories import Row, back, buy, day, history, member, move
from patron.engine.history import History
from patron.engine.plan import Benefits, Duration, GoodsFilter, Grant, GrantKind, Plan, Prorate, Unit
from patron.engine.results import CHANGE_COLUMNS, Evaluation
from plans import plan, tier

Case = tuple[Plan, History, Evaluation]
MONTH, YEAR = Duration(Unit.MONTHS, 1), Duration(Unit.MONTHS, 12)
UP = "guest vip rule"


def entitlement_case(
    grant: Grant,
    changes: Iterable[tuple[str, str, str]],
    *,
    people: Iterable[Row] = (),
    purchases: Iterable[Row] = (),
    returns: Iterable[Row] = (),
    uses: Iterable[tuple[str, str, str | None]] = (),
) -> Case:
    """One grant; changes are (member, day, "from to reason"), uses (member, day, how many); tiers are guest, vip and gold."""
    made = replace(plan([tier("guest"), tier("vip"), tier("gold")]), benefits=Benefits((grant,), (grant.id,)))
    rows: list[tuple[Any, ...]] = [(name, day(on), *words.split()) for name, on, words in changes]
    moves = [move(f"u{place}", name, on, grant.used_by, ref=grant.id, value=value) for place, (name, on, value) in enumerate(uses)]
    bought, told = list(purchases), list(people)
    names = sorted({row[0] for row in rows} | {row["member_id"] for row in (*bought, *moves, *told)})
    known = history(purchases=bought, returns=returns, movements=moves, members=told)
    evaluation = Evaluation(pl.DataFrame({"member_id": names}), pl.DataFrame(rows, schema=CHANGE_COLUMNS, orient="row"))
    return made, known, evaluation


def _gift(**more: Any) -> Grant:
    return Grant("gift", GrantKind.GAIN, (1,), 2, **more)


def _year(**more: Any) -> Grant:
    return Grant("parking", GrantKind.YEAR, (1,), 5, **more)


def _bought(**more: Any) -> Grant:
    return Grant("kit", GrantKind.PURCHASE, (0, 1, 2), 1, goods=GoodsFilter(), **more)


def _top(**more: Any) -> Grant:
    return Grant("party", GrantKind.TOP, (0, 1, 2), 1, days=((12, 20),), by="store", members=2, **more)


_UP = ("ann", "2025-02-01", UP)
_SPENT = [buy("b", "bob", "2025-03-01", 30, store="east"), buy("c", "cyd", "2025-03-01", 20, store="east")]
_SPENT += [buy("a", "ann", "2025-03-01", 20, store="east"), buy("d", "dan", "2025-03-01", 10, store="east")]

CASES: dict[str, Case] = {
    "kept-but-withdrawn": entitlement_case(_gift(keep=True), [_UP, ("ann", "2025-02-20", "vip guest return")]),
    "kept-after-a-lapse": entitlement_case(
        _gift(keep=True, valid_for=YEAR), [_UP, ("ann", "2025-06-01", "vip guest lapse")], uses=[("ann", "2025-07-01", None)]
    ),
    "lapses-with-the-tier": entitlement_case(
        _gift(valid_for=YEAR),
        [_UP, ("ann", "2025-06-01", "vip guest grant")],
        uses=[("ann", "2025-06-01", None), ("ann", "2025-06-02", None)],
    ),
    "last-day": entitlement_case(_gift(valid_for=MONTH), [_UP], uses=[("ann", "2025-02-28", None), ("ann", "2025-03-01", None)]),
    "over-in-one-day": entitlement_case(_gift(), [_UP, ("ann", "2025-02-01", "vip guest return"), ("ann", "2025-03-01", UP)]),
    "for-one-day": entitlement_case(_gift(), [_UP, ("ann", "2025-02-02", "vip guest grant")], uses=[("ann", "2025-02-02", None)]),
    "between-two-of-its-tiers": entitlement_case(
        replace(_year(), tiers=(1, 2)), [_UP, ("ann", "2025-06-01", "vip gold rule"), ("ann", "2025-07-01", "gold vip lapse")]
    ),
    "no-gift-at-a-fall": entitlement_case(
        replace(_gift(), tiers=(1, 2)), [("ann", "2025-02-01", "guest gold rule"), ("ann", "2025-07-01", "gold vip lapse")]
    ),
    "every-third": entitlement_case(
        _bought(every=3, at_least=500),
        [],
        purchases=[buy(f"p{month}", "ann", f"2025-0{month}-01", amount) for month, amount in enumerate([5, 6, 4, 7, 9, 8, 5, 4], start=1)],
    ),
    "bought-and-brought-back": entitlement_case(
        _bought(),
        [],
        purchases=[buy("p1", "ann", "2025-01-01", 5), buy("p2", "ann", "2025-01-02", 5)],
        returns=[
            back("r1", "ann", "2025-02-01", 2, of="p1"),
            back("r2", "ann", "2025-03-01", 3, of="p1"),
            back("r3", "ann", "2025-03-01", 4, of="p2"),
        ],
        uses=[("ann", "2025-03-02", "2"), ("ann", "2025-03-01", "2")],
    ),
    "born-on-29-february": entitlement_case(
        Grant("cake", GrantKind.BIRTHDAY, (0, 1), 1, valid_for=MONTH),
        [],
        people=[member("ann", birthday="1992-02-29", joined_on="2023-01-01")],
    ),
    "birthday-on-the-first-day": entitlement_case(
        Grant("cake", GrantKind.BIRTHDAY, (1,), 1),
        [_UP, ("ann", "2025-06-01", "vip guest lapse")],
        people=[member("ann", birthday="1990-02-01")],
    ),
    "biggest-spenders": entitlement_case(_top(), [], purchases=_SPENT),
    "spent-on-the-day": entitlement_case(_top(), [], purchases=[*_SPENT, buy("e", "dan", "2025-12-20", 90, store="east")]),
    "spent-and-brought-back": entitlement_case(
        _top(), [], purchases=_SPENT, returns=[back("r1", "bob", "2025-12-19", 25, of="b"), back("r2", "cyd", "2025-12-20", 19, of="c")]
    ),
    "brought-back-without-a-shop": entitlement_case(
        _top(),
        [],
        purchases=[
            buy("a", "ann", "2025-03-01", 2, category="ring", store="east"),
            buy("a", "ann", "2025-03-01", 5),
        ],
        returns=[back("r1", "ann", "2025-04-01", 5, of="a")],
    ),
    "too-little-is-left": entitlement_case(
        _year(),
        [_UP],
        uses=[("ann", "2025-03-01", "4"), ("ann", "2025-03-02", "2"), ("ann", "2025-03-03", None), ("ann", "2025-03-04", None)],
    ),
    "before-it-is-issued": entitlement_case(_year(), [_UP], uses=[("ann", "2025-01-31", None), ("ann", "2025-02-01", None)]),
    "carried-over": entitlement_case(
        Grant("lounge", GrantKind.CALENDAR, (1,), 3, days=((1, 1), (7, 1)), carry_over=2, prorate=Prorate.UP),
        [_UP],
        uses=[("ann", "2025-07-01", "5"), ("ann", "2025-08-01", "1")],
    ),
    "opening": entitlement_case(
        replace(_gift(), tiers=(1, 2)),
        [("ann", "2025-08-01", "vip gold rule"), ("ann", "2025-09-01", "gold vip lapse")],
        people=[member("ann", opening_on="2025-06-30", opening_tier="vip", opening_since="2024-03-01")],
    ),
    "opening-year": entitlement_case(
        _year(carry_over=1),
        [],
        people=[member("ann", opening_on="2025-06-30", opening_tier="vip", opening_since="2023-03-01")],
        uses=[("ann", "2025-06-30", "3"), ("ann", "2025-07-01", "3")],
    ),
    "coupon-given-back": entitlement_case(
        replace(_gift(), count=1, used_by="use_coupon"),
        [_UP],
        purchases=[buy("p1", "ann", "2025-03-01", 5), buy("p2", "ann", "2025-04-02", 5)],
        returns=[back("r1", "ann", "2025-04-01", 3, of="p1"), back("r2", "ann", "2025-05-01", 2, of="p1")],
        uses=[("ann", "2025-03-01", "p1"), ("ann", "2025-04-02", "p2"), ("ann", "2025-05-02", "p2"), ("ann", "2025-05-03", "p2")],
    ),
    "coupon-given-back-too-late": entitlement_case(
        replace(_gift(valid_for=MONTH), count=1, used_by="use_coupon"),
        [_UP],
        purchases=[buy("p1", "ann", "2025-02-02", 5)],
        returns=[back("r1", "ann", "2025-03-02", 5, of="p1")],
        uses=[("ann", "2025-02-02", "p1"), ("ann", "2025-03-03", None)],
    ),
}

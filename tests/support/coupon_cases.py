"""Hand-written baskets and uses of coupons with what must come of each, in fen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from histories import back, buy, day, history, move
from patron.engine.history import History
from patron.engine.plan import RATE_SCALE, Coupon, CouponKind, GoodsFilter, Plan
from plans import plan, tier

Shown = tuple[str, int, int]  # outcome, what it took off, what the customer gains


def coupon(name: str, kind: CouponKind, value: int, group: int = 0, **more: Any) -> Coupon:
    """A coupon for everyone and everything; its code is its id in capitals."""
    return replace(Coupon(name, name.upper(), kind, value, GoodsFilter(), None, group), **more)


OFF, RATE, GIFT = CouponKind.OFF, CouponKind.RATE, CouponKind.GIFT
TEN = coupon("ten", OFF, 1000)
EIGHTY = coupon("eighty", RATE, RATE_SCALE * 8 // 10)
CUP = coupon("cup", GIFT, 1200)
ALL = [True] * 3
# name: (amounts, discounted, floors), coupons with their lines, prices in the end, and what became of each coupon
BASKETS: dict[str, tuple[tuple[list[int], list[int], list[int]], list[tuple[Coupon, list[bool]]], list[int], list[Shown]]] = {
    "spread by largest remainders, of equal ones the first line": (
        ([100, 100, 100], [100, 100, 100], [0, 0, 0]),
        [(replace(TEN, value=100), ALL)],
        [66, 67, 67],
        [("applied", 100, 100)],
    ),
    "in proportion to what lies above the floors": (
        ([5000, 3000, 3000], [5000, 3000, 3000], [4000, 1000, 3000]),
        [(replace(TEN, value=900), ALL)],
        [4700, 2400, 3000],
        [("applied", 900, 900)],
    ),
    "a floor holds": (([5000], [5000], [4500]), [(TEN, [True])], [4500], [("applied", 500, 500)]),
    "nothing to take off": (([5000], [4000], [4500]), [(TEN, [True])], [4000], [("not cheaper", 0, 0)]),
    "only its lines": (([3000, 3000], [3000, 3000], [0, 0]), [(TEN, [False, True])], [3000, 2000], [("applied", 1000, 1000)]),
    "no goods": (([3000], [3000], [0]), [(TEN, [False])], [3000], [("no goods", 0, 0)]),
    "at the amount": (
        ([3000, 9000], [3000, 9000], [0, 0]),
        [(replace(TEN, from_amount=3000), [True, False])],
        [2000, 9000],
        [("applied", 1000, 1000)],
    ),
    "a fen below the amount": (
        ([2999, 9000], [2999, 9000], [0, 0]),
        [(replace(TEN, from_amount=3000), [True, False])],
        [2999, 9000],
        [("below the amount", 0, 0)],
    ),
    "the amount is asked of discounted prices": (
        ([4000], [2900], [0]),
        [(replace(TEN, from_amount=3000), [True])],
        [2900],
        [("below the amount", 0, 0)],
    ),
    "a rate leaves half a fen rounded up": (
        ([1], [1], [0]),
        [(replace(EIGHTY, value=RATE_SCALE // 2), [True])],
        [1],
        [("not cheaper", 0, 0)],
    ),
    "a rate of the lines together": (([999, 999], [999, 999], [0, 0]), [(EIGHTY, [True, True])], [799, 799], [("applied", 400, 400)]),
    "instead of discounts that are smaller": (
        ([10000, 5000], [9500, 4000], [0, 0]),
        [(replace(EIGHTY, with_discounts=False), [True, False])],
        [8000, 4000],
        [("applied", 2000, 1500)],
    ),
    "instead of discounts that are better": (
        ([10000], [7000], [0]),
        [(replace(EIGHTY, with_discounts=False), [True])],
        [7000],
        [("the discounts are better", 0, -1000)],
    ),
    "the best of a group": (
        ([10000], [10000], [0]),
        [(TEN, [True]), (EIGHTY, [True])],
        [8000],
        [("beaten", 0, 1000), ("applied", 2000, 2000)],
    ),
    "of equals the first": (
        ([5000], [5000], [0]),
        [(TEN, [True]), (EIGHTY, [True])],
        [4000],
        [("applied", 1000, 1000), ("beaten", 0, 1000)],
    ),
    "groups one after another": (
        ([10000], [10000], [0]),
        [(replace(EIGHTY, group=1), [True]), (TEN, [True])],
        [7200],
        [("applied", 1800, 1800), ("applied", 1000, 1000)],
    ),
    "a gift counts for what it costs": (
        ([10000], [10000], [0]),
        [(TEN, [True]), (CUP, [True])],
        [10000],
        [("beaten", 0, 1000), ("applied", 0, 1200)],
    ),
    "discounts that were given up stay so": (
        ([10000], [9500], [0]),
        [(replace(EIGHTY, with_discounts=False), [True]), (replace(TEN, group=1), [True])],
        [7000],
        [("applied", 2000, 1500), ("applied", 1000, 1000)],
    ),
}

LIMITED = coupon("spring", OFF, 5000, at_most=3, each_member=2, first_day=day("2025-03-01"), last_day=day("2025-05-31"))
# tier, day, uses in all, uses by the member, and why it is not valid
VALID: list[tuple[int, str, int, int, str | None]] = [
    (1, "2025-03-01", 0, 0, None),
    (1, "2025-05-31", 2, 1, None),
    (0, "2025-03-01", 0, 0, "other tier"),
    (1, "2025-02-28", 0, 0, "not yet"),
    (1, "2025-06-01", 0, 0, "expired"),
    (1, "2025-03-01", 3, 0, "exhausted"),
    (1, "2025-03-01", 2, 2, "used up"),
]


def uses() -> tuple[Plan, History, list[tuple[str, str, int]]]:
    """A history in which most uses are wrong, and what must be found: code, column and row (the first use is row 2)."""
    cup, rate = coupon("cup", GIFT, 1200), coupon("rate", RATE, RATE_SCALE // 2)
    made = replace(plan([tier("guest"), tier("vip")]), coupons=(LIMITED, cup, rate))
    rows: list[tuple[str, str, str, str | None, int | None, tuple[str, str] | None]] = [
        ("ann", "2025-02-28", "spring", None, 5000, ("coupon-not-yet", "at")),
        ("ann", "2025-03-01", "SPRING", "p1", 5000, None),
        ("ann", "2025-03-02", " Spring ", None, 4999, ("coupon-used-up", "ref")),  # refused ones count
        ("bob", "2025-03-03", "spring", None, 5000, ("coupon-exhausted", "ref")),
        ("bob", "2025-06-01", "spring", None, 5000, ("coupon-expired", "at")),
        ("bob", "2025-03-04", "spring", None, 5001, ("more-than-left", "amount")),
        ("ann", "2025-03-05", "sprung", None, 5000, ("unknown-coupon", "ref")),
        ("ann", "2025-03-05", "cup", None, None, None),
        ("ann", "2025-03-05", "rate", None, None, ("missing-value", "amount")),
        ("ann", "2025-03-05", "rate", None, 10**7, None),  # a rate takes off what the basket makes of it
        ("bob", "2025-03-06", "rate", "p1", 1, ("other-member", "value")),
        ("bob", "2025-03-06", "rate", "p9", 1, ("unknown-purchase", "value")),
        ("cid", "2025-03-07", "rate", "p2", 1, ("other-member", "value")),  # a walk-in's
    ]
    moves, found = [], []
    for number, (member, on, ref, value, amount, said) in enumerate(rows):
        moves.append(move(f"u{number:02}", member, on, "use_coupon", ref=ref, value=value, amount=amount))
        if said is not None:
            found.append((*said, number + 2))
    also = [("coupon-exhausted", "ref", 6), ("coupon-exhausted", "ref", 7), ("coupon-used-up", "ref", 6)]
    bought = [buy("p1", "ann", "2025-03-01", 100), buy("p2", None, "2025-03-01", 100)]
    return made, history(purchases=bought, movements=moves), sorted(found + also)


def given_back() -> tuple[Plan, History, list[tuple[int, int, int | None]]]:
    """Uses of a coupon with, by row, how many stood before it in all and by its member, and the day on which it is given back."""
    made = replace(plan([tier("guest")]), coupons=(coupon("spring", OFF, 5000),))
    bought = [buy("p1", "ann", "2025-03-01", 60), buy("p1", "ann", "2025-03-01", 40), buy("p2", "bob", "2025-03-02", 10)]
    returns = [
        back("r1", "ann", "2025-03-03", 60, of="p1"),
        back("r2", "ann", "2025-03-05", 40, of="p1"),
        back("r3", "bob", "2025-03-06", 9, of="p2"),
    ]
    rows = [("ann", "2025-03-01", "p1"), ("bob", "2025-03-02", "p2"), ("ann", "2025-03-04", None), ("ann", "2025-03-05T12:00", None)]
    rows += [("ann", "2025-03-07", "p1"), ("bob", "2025-03-08", None)]
    moves = [move(f"u{place}", name, on, "use_coupon", ref="spring", value=value) for place, (name, on, value) in enumerate(rows)]
    gone = day("2025-03-05")
    expected = [(0, 0, gone), (1, 0, None), (2, 1, None), (2, 1, None), (3, 2, day("2025-03-07")), (3, 1, None)]
    return made, history(purchases=bought, returns=returns, movements=moves), expected

"""Coupons by hand-written figures, and deliberate faults of their modules: each makes some figure another."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import patron.engine
import pytest
from coupon_cases import BASKETS, LIMITED, VALID, given_back, uses
from histories import day

ENGINE = Path(patron.engine.__file__).parent
PRICES, USES, COUNTS = "prices/coupons.py", "validate/coupons.py", "coupon_uses.py"
FAULTS: dict[str, tuple[str, str, str]] = {
    "remainders-the-other-way": (PRICES, "(-(amount * weights[index] % whole), index)", "(amount * weights[index] % whole, -index)"),
    "last-line-first": (PRICES, "% whole), index))", "% whole), -index))"),
    "floors-forgotten": (PRICES, "max(0, price - floor) if passes", "price if passes"),
    "floors-of-others-lines": (PRICES, "max(0, price - floor) if passes else 0", "max(0, price - floor)"),
    "at-the-amount": (PRICES, "if eligible < coupon.from_amount:", "if eligible <= coupon.from_amount:"),
    "amount-of-the-whole-basket": (
        PRICES,
        "zip(base, lines, strict=True) if passes)\n    if eligible",
        "zip(base, lines, strict=True))\n    if eligible",
    ),
    "amount-before-discounts": (PRICES, "if instead else list(running)", "if True else list(running)"),
    "rounded-down": (PRICES, "(2 * eligible * coupon.value + RATE_SCALE)", "(2 * eligible * coupon.value)"),
    "on-top-of-discounts": (PRICES, "instead = not coupon.with_discounts and", "instead = False and"),
    "though-discounts-are-better": (PRICES, "if gain <= 0:", "if gain <= -(10**9):"),
    "applied-for-nothing": (PRICES, "if gain <= 0:", "if gain < 0:"),
    "what-it-takes-is-the-gain": (PRICES, "gain = before - (eligible - sum(parts))", "gain = sum(parts)"),
    "the-worst-of-a-group": (PRICES, "best = max(good", "best = min(good"),
    "both-of-a-group": (PRICES, "for group in sorted({coupon.group", "for group in sorted({coupon.value"),
    "file-order-of-groups": (
        PRICES,
        "in sorted({coupon.group for coupon, _ in shown})",
        "in dict.fromkeys(coupon.group for coupon, _ in shown)",
    ),
    "a-gift-is-worth-nothing": (PRICES, "(0,) * len(lines), coupon.value, eligible", "(0,) * len(lines), 0, eligible"),
    "discounts-come-back": (
        PRICES,
        "plain[index] |= best.instead and best.lines[index]",
        "plain[index] = best.instead and best.lines[index]",
    ),
    "given-up-on-all-lines": (PRICES, "|= best.instead and best.lines[index]", "|= best.instead"),
    "tier": (PRICES, "and tier not in coupon.tiers:", "and tier in coupon.tiers:"),
    "first-day": (PRICES, "day < coupon.first_day:", "day <= coupon.first_day:"),
    "last-day": (PRICES, "day > coupon.last_day:", "day >= coupon.last_day:"),
    "one-too-many-in-all": (PRICES, "uses.in_all >= coupon.at_most", "uses.in_all > coupon.at_most"),
    "one-too-many-each": (PRICES, "uses.by_member >= coupon.each_member", "uses.by_member > coupon.each_member"),
    "uses-before-the-first-day": (USES, 'pl.col("day") < coupon.first_day', 'pl.col("day") <= coupon.first_day'),
    "uses-after-the-last-day": (USES, 'pl.col("day") > coupon.last_day', 'pl.col("day") > coupon.last_day + 1'),
    "uses-in-all": (USES, 'pl.col("before") >= coupon.at_most', 'pl.col("before") > coupon.at_most'),
    "uses-by-a-member": (USES, 'pl.col("before_by_member") >= coupon.each_member', 'pl.col("before") >= coupon.each_member'),
    "gifts-have-amounts": (USES, "if coupon.kind is not CouponKind.GIFT:", "if True:"),
    "rates-have-a-value": (USES, "if coupon.kind is CouponKind.OFF:", "if coupon.kind is not CouponKind.GIFT:"),
    "all-of-it": (USES, 'pl.col("amount") > coupon.value', 'pl.col("amount") >= coupon.value'),
    "unknown": (USES, 'pl.col("coupon").is_null() & pl.col("ref").is_not_null()', 'pl.col("coupon").is_null() & pl.col("ref").is_null()'),
    "anyones-purchase": (USES, '.is_not_null() & pl.col("owner").ne_missing(', '.is_null() & pl.col("owner").ne_missing('),
    "walk-ins-purchase": (USES, 'pl.col("owner").ne_missing(', 'pl.col("owner").ne('),
    "no-such-purchase": (USES, 'stated & pl.col("there").is_null()', 'stated & pl.col("there").is_not_null() & False'),
    "codes-by-case": (COUNTS, 'names.get((ref or "").strip().casefold())', 'names.get((ref or "").strip())'),
    "blanks-around-codes": (COUNTS, 'names.get((ref or "").strip().casefold())', 'names.get((ref or "").casefold())'),
    "never-given-back": (COUNTS, "then(1).otherwise(-1)", "then(1).otherwise(0)"),
    "given-back-by-a-part": (COUNTS, 'filter(pl.col("back") >= pl.col("sold"))', 'filter(pl.col("back") > 0)'),
    "given-back-by-the-first-line": (COUNTS, 'agg(pl.col("amount").sum().alias("sold"))', 'agg(pl.col("amount").first().alias("sold"))'),
    "given-back-before-it-is-used": (COUNTS, 'at=pl.when(later).then("gone_at").otherwise("at")', 'at="gone_at"'),
    "given-back-to-another": (COUNTS, 'earlier.over("coupon", "member_id")', 'earlier.over("coupon")'),
}


def _prices(module: ModuleType) -> bool:
    for (amounts, discounted, floors), shown, prices, became in BASKETS.values():
        got = module.apply_coupons(module.CouponBasket(amounts, discounted, floors), shown)
        if list(got.prices) != prices or [(one.outcome.value, one.off, one.gain) for one in got.tried] != became:
            return False
    limited = replace(LIMITED, tiers=(1,))
    for rank, on, in_all, by_member, said in VALID:
        lost = module.validity(limited, rank, day(on), module.CouponUses(in_all, by_member))
        if (None if lost is None else lost.value) != said:
            return False
    return True


def _found(module: ModuleType) -> bool:
    plan, known, expected = uses()
    found = [(one.code, one.column, row) for one in module.check_coupon_uses(known, plan) for row in one.rows["row"]]
    return sorted(found) == expected


def _uses(module: ModuleType) -> bool:
    plan, known, expected = given_back()
    rows = module.coupon_uses(known, plan).select("before", "before_by_member", "given_back").rows()
    named = module.coupon_uses(uses()[1], uses()[0])["coupon"].to_list()
    return rows == expected and named == ["spring", "spring", "spring", "spring", "spring", None, *["cup"], *["rate"] * 5, "spring"]


CHECKS: dict[str, Callable[[ModuleType], bool]] = {PRICES: _prices, USES: _found, COUNTS: _uses}


@pytest.fixture(autouse=True)
def _forget_copies() -> Iterator[None]:
    yield
    for name in [name for name in sys.modules if name.startswith("faulty_coupons")]:
        del sys.modules[name]


def _copy(file: str, old: str, new: str, folder: Path) -> ModuleType:
    text = (ENGINE / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} holds {text.count(old)} times: {old!r}"
    path = folder / "faulty.py"
    path.write_text(text.replace(old, new), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("faulty_coupons", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["faulty_coupons"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", list(CHECKS))
def test_the_figures_are_right(file: str) -> None:
    assert CHECKS[file](importlib.import_module("patron.engine." + file.removesuffix(".py").replace("/", ".")))


@pytest.mark.parametrize("name", list(FAULTS))
def test_the_fault_is_found(name: str, tmp_path: Path) -> None:
    file, *texts = FAULTS[name]
    faulty = _copy(file, *texts, tmp_path)
    try:
        right = CHECKS[file](faulty)
    except (AssertionError, IndexError, KeyError):
        right = False
    assert not right

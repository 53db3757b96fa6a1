"""What a cluster does not do, and why, in both languages; each of it is done on one machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from patron.engine.plan import Plan
from patron.engine.plan.benefits import GrantKind
from patron.files.prepare import DataFiles


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something stays on one machine."""

    zh: str
    en: str


def not_available(plan: Plan, files: DataFiles) -> Iterator[Reason]:
    """A reason for each thing in the scheme and the options that counts over all members in order of events, or rewrites the files."""
    if files.on_error == "skip":
        yield Reason(
            "无法跳过有误的行（--on-error skip）：一行是否有误，可能取决于此前跳过的其他行",
            "rows that are wrong cannot be set aside (--on-error skip): whether a row is wrong may depend on others set aside before",
        )
    if files.movements is None:
        return
    if plan.cards:
        yield Reason(
            "储值卡会转手：一位会员的变动是否正确，取决于此前所有会员的变动",
            "prepaid cards change hands, so that what is right for one member depends on all others' movements before",
        )
    for one in plan.points.exchange:
        if one.in_total is not None:
            yield Reason(
                f"换购 {one.id!r} 对全体会员限量（in_total），按变动的先后计",
                f"the exchange {one.id!r} is limited over all members (in_total), in the order of their movements",
            )
    for coupon in plan.coupons:
        if coupon.at_most is not None:
            yield Reason(
                f"优惠券 {coupon.id!r} 对全体会员限次（at_most），按使用的先后计",
                f"the coupon {coupon.id!r} is limited over all members (at_most), in the order of their uses",
            )


def not_drawn(plan: Plan, files: DataFiles) -> Iterator[Reason]:
    """The same of figures over past sales, which ask for more."""
    without_cards = replace(plan, cards=())
    yield from not_available(without_cards, files)
    if plan.cards:
        yield Reason(
            "储值卡会转手，其账目按全体会员的先后顺序记",
            "prepaid cards change hands, and their ledger is about all members in one order",
        )
    for grant in plan.benefits.grants:
        if grant.kind is GrantKind.TOP:
            yield Reason(
                f"{grant.id!r} 发给消费最高的会员（top_of_each），要与全体会员比较",
                f"{grant.id!r} is for the biggest spenders (top_of_each), who are found among all members",
            )
    for rule in plan.restricted:
        if rule.in_total is not None:
            yield Reason(
                f"限定商品 {rule.id!r} 对全体会员限量（in_total），按销售的先后计",
                f"restricted goods {rule.id!r} are limited over all members (in_total), in the order of their sales",
            )


def within_members(plan: Plan) -> tuple[Plan, tuple[str, ...]]:
    """The plan with the rules of restricted goods that one member's purchases show to be kept; the names of the others."""
    others = tuple(rule.id for rule in plan.restricted if rule.in_total is not None)
    return replace(plan, restricted=tuple(rule for rule in plan.restricted if rule.in_total is None)), others

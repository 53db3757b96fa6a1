"""Compiles exchange, quiz, referral and vouchers of the `points` section."""

from __future__ import annotations

from decimal import Decimal

from patron.engine.days import day_of
from patron.engine.plan.uses import Exchange, Prize, Quiz, Referral, Vouchers
from patron.scheme import model

_RATE_SCALE = 1_000_000


def compile_exchange(stated: model.Points, ranks: dict[str, int], digits: int) -> tuple[Exchange, ...]:
    """Everything that points are exchanged for, in file order."""
    return tuple(
        Exchange(
            id=one.id,
            kind=one.kind,
            points=one.points,
            cash=_minor(one.cash, digits) or 0,
            unit_cost=_minor(one.worth if one.unit_cost is None and one.kind == "voucher" else one.unit_cost, digits),
            worth=(_minor(one.worth, digits) or 0) if one.kind == "voucher" else 0,
            valid_for=one.valid_for,
            tiers=None if one.for_ is None else tuple(sorted({ranks[tier] for tier in one.for_})),
            each_member=one.each_member,
            in_total=one.in_total,
            first_day=day_of(one.from_),
            last_day=day_of(one.until),
            prizes=tuple(_prize(prize, digits) for prize in one.prizes or ()),
        )
        for one in stated.exchange
    )


def _prize(stated: model.Prize, digits: int) -> Prize:
    return Prize(stated.id, int(stated.chance * _RATE_SCALE), _minor(stated.unit_cost, digits) or 0, stated.points or 0)


def compile_quiz(stated: model.Points) -> tuple[Quiz, ...]:
    """The quizzes, in file order."""
    return tuple(Quiz(one.id, one.points, one.at_most_a_month) for one in stated.quiz)


def compile_referral(stated: model.Points, digits: int) -> tuple[Referral, ...]:
    """The rules for introducers, in file order."""
    return tuple(
        Referral(one.id, one.points, _minor(one.first_purchase_at_least, digits) or 0, one.at_most_a_year) for one in stated.referral
    )


def compile_vouchers(stated: model.Points, digits: int) -> Vouchers | None:
    """The yearly issue; `check` has seen to it that the smallest denomination takes a whole number of points."""
    one = stated.vouchers
    if one is None:
        return None
    unit = _minor(min(one.denominations), digits) or 0
    worth = _minor(one.worth, digits) or 1
    month, day = one.each_year_on
    return Vouchers(
        id=one.id,
        month=month,
        day=day,
        points=unit * one.points // worth,
        unit=unit,
        denominations=tuple(sorted((_minor(value, digits) or 0 for value in one.denominations), reverse=True)),
        valid_for=one.valid_for,
        most=None if one.at_most is None else (_minor(one.at_most, digits) or 0) // unit,
    )


def _minor(amount: Decimal | None, digits: int) -> int | None:
    return None if amount is None else int(amount * 10**digits)

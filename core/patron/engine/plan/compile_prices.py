"""Compiles `discounts` and `price_floors`."""

from __future__ import annotations

from decimal import Decimal

from patron.engine.days import day_of
from patron.engine.plan.compile_points import WEEKDAYS, compile_goods, compile_ranks
from patron.engine.plan.model import RATE_SCALE, Discount, DiscountKind, PriceFloor
from patron.engine.plan.price_when import ALWAYS, Birthday, PriceWhen
from patron.scheme import model
from patron.vocabulary import Industry


def compile_discounts(scheme: model.Scheme, ranks: dict[str, int], industry: Industry, digits: int) -> tuple[Discount, ...]:
    """The discounts in file order, with their stack groups numbered by first appearance."""
    groups: dict[str, int] = {}
    units = {unit.id: unit for unit in industry.units}
    decimals = {field.name: field.places for field in industry.fields}
    compiled = []
    for one in scheme.discounts:
        unit = None
        if one.rate is not None:
            kind, value = DiscountKind.RATE, scaled(one.rate, RATE_SCALE)
        elif one.off is not None:
            kind, value = DiscountKind.OFF, scaled(one.off, 10**digits)
        else:
            assert one.off_per is not None, "check lets no discount through without a kind"
            ((name, amount),) = one.off_per.items()
            unit, kind, value = units[name], DiscountKind.OFF_PER, scaled(amount, 10**digits)
        compiled.append(
            Discount(
                id=one.id,
                tiers=compile_ranks(one.for_, ranks),
                goods=compile_goods(one.goods, industry),
                kind=kind,
                value=value,
                group=groups.setdefault(one.stack, len(groups)),
                of_list=one.of_list,
                unit_field=unit.field if unit else "",
                unit_scale=10 ** decimals[unit.field] if unit else 1,
                unit_only_where=unit.only_where if unit else (),
                when=compile_when(one.when),
                part_field=one.part or "",
            )
        )
    return tuple(compiled)


def compile_floors(scheme: model.Scheme, industry: Industry) -> tuple[PriceFloor, ...]:
    """The price floors in file order."""
    return tuple(
        PriceFloor(
            one.id,
            compile_goods(one.goods, industry),
            None if one.of_list is None else scaled(one.of_list, RATE_SCALE),
            one.field or "",
        )
        for one in scheme.price_floors
    )


def compile_when(stated: model.DiscountWhen | None) -> PriceWhen:
    """When a discount applies; without `when`, always."""
    if stated is None:
        return ALWAYS
    return PriceWhen(
        birthday=None if stated.birthday is None else Birthday(stated.birthday),
        profile=tuple((field, tuple(values)) for field, values in (stated.profile or {}).items()),
        weekdays=tuple(WEEKDAYS.index(day) for day in stated.weekdays or ()),
        month_days=tuple(stated.each_year_on or ()),
        first_day=day_of(stated.from_),
        last_day=day_of(stated.until),
    )


def scaled(value: Decimal, scale: int) -> int:
    """`value` x `scale` as an integer; the scheme's readers let no more places through than the scale keeps."""
    product = value * scale
    assert product == product.to_integral_value(), f"{value} has more places than 1/{scale}"
    return int(product)

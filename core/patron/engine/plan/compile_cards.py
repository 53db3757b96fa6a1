"""Compiles the `cards` section."""

from __future__ import annotations

from collections.abc import Callable

from patron.engine.plan.cards import CardKind, Free, Numbers, Renewal, Sale, Service, TopUp
from patron.engine.plan.compile_points import compile_goods
from patron.engine.plan.conditions import Condition
from patron.engine.plan.model import RATE_SCALE
from patron.scheme import model
from patron.scheme.model import cards as stated
from patron.vocabulary import Industry

CLOSED = ("make", "draw", "sell", "give", "activate", "suspend", "resume")  # nobody's, where `moved_by` does not name them
OPEN = ("top_up", "renew", "pay", "use")  # everybody's then


def compile_cards(
    scheme: model.Scheme, ranks: dict[str, int], industry: Industry, digits: int, when: Callable[[model.Condition], Condition]
) -> tuple[CardKind, ...]:
    """Every kind in file order; `when` compiles a condition as the other sections' are."""
    return tuple(_kind(one, ranks, industry, 10**digits, when) for one in scheme.cards)


def _kind(
    one: stated.CardKind, ranks: dict[str, int], industry: Industry, unit: int, when: Callable[[model.Condition], Condition]
) -> CardKind:
    face = int(one.face_value * unit)
    return CardKind(
        id=one.id,
        face_value=face,
        named=one.named,
        numbers=Numbers(one.numbers.prefix, one.numbers.digits, one.numbers.first, one.numbers.last),
        valid_for=one.valid_for,
        top_up=_top_up(one.top_up, unit),
        renewal=_renewal(one.renewal, unit),
        pays_for=None if one.pays_for is None else compile_goods(one.pays_for, industry),
        approval=one.approval is not None,
        roles=_roles(one),
        sale=tuple(_sale(sale, face, when) for sale in one.sale) or (Sale(one.id, None, face, 0),),
        free=tuple(_free(free, when) for free in one.free),
        gives_tier=None if one.gives_tier is None else ranks[one.gives_tier],
        services=_services(one.package, unit),
        categories=tuple(category.id for category in industry.categories),
    )


def _top_up(one: stated.CardTopUp | None, unit: int) -> TopUp | None:
    if one is None:
        return None
    most = None if one.at_most_balance is None else int(one.at_most_balance * unit)
    return TopUp(int((one.at_least or 0) * unit), most, one.extends)


def _renewal(one: stated.CardRenewal | None, unit: int) -> Renewal | None:
    return None if one is None else Renewal(one.extends, int((one.at_least or 0) * unit))


def _sale(one: stated.CardSale, face: int, when: Callable[[model.Condition], Condition]) -> Sale:
    """The price is rounded half up to the minor unit."""
    rate = RATE_SCALE if one.rate is None else int(one.rate * RATE_SCALE)
    price = (2 * face * rate + RATE_SCALE) // (2 * RATE_SCALE)
    return Sale(one.id, None if one.to is None else when(one.to), price, int((one.commission or 0) * RATE_SCALE))


def _free(one: stated.FreeCard, when: Callable[[model.Condition], Condition]) -> Free:
    each_year = one.each_calendar_year is not None
    count = one.each_calendar_year if one.each_calendar_year is not None else one.times if one.times is not None else 1
    return Free(one.id, when(one.when), count, each_year)


def _services(package: stated.CardPackage | None, unit: int) -> tuple[Service, ...]:
    if package is None:
        return ()
    drawn = package.drawn_from == "value"
    return tuple(
        Service(one.id, int((one.worth or 0) * unit) if drawn else 0, one.times, int((one.unit_cost or 0) * unit))
        for one in package.services
    )


def _roles(one: stated.CardKind) -> tuple[tuple[str, tuple[str, ...]], ...]:
    roles: list[tuple[str, tuple[str, ...]]] = []
    if one.moved_by is not None:
        roles += [(step, tuple(getattr(one.moved_by, step) or ())) for step in CLOSED]
        roles += [(step, tuple(named)) for step in OPEN if (named := getattr(one.moved_by, step))]
    if one.approval is not None:
        roles.append(("approve", tuple(one.approval)))
    return tuple(roles)

"""Ids: unique in the file, and none that a result uses for itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from patron.findings import TextPlace
from patron.scheme.checks.context import Context
from patron.scheme.nodes import Loc, key_place, place_of
from patron.scheme.problem import Problem

RESERVED = {"lapse", "return", "grant", "opening", "adjust"}  # reasons that results give where no rule does
RESERVED_TIERS = {"below", "requalified"}  # what `lapse_to` means by these words


def rules(context: Context) -> Iterator[tuple[Loc, Any]]:
    """Everything in the file that has an id, tiers left out, with its path."""
    scheme = context.scheme
    lists: dict[Loc, list[Any]] = {
        ("qualification",): scheme.qualification,
        ("maintenance",): scheme.maintenance,
        ("group_purchase",): scheme.group_purchase,
        ("withdrawal",): scheme.withdrawal,
        ("discounts",): scheme.discounts,
        ("price_floors",): scheme.price_floors,
        ("coupons",): scheme.coupons,
        ("restricted",): scheme.restricted,
        ("points", "accrual"): scheme.points.accrual if scheme.points else [],
        ("points", "promotions"): scheme.points.promotions if scheme.points else [],
        ("points", "exchange"): scheme.points.exchange if scheme.points else [],
        ("points", "quiz"): scheme.points.quiz if scheme.points else [],
        ("points", "referral"): scheme.points.referral if scheme.points else [],
        ("benefits",): scheme.benefits,
        ("cards",): scheme.cards,
        ("costs", "one_off"): scheme.costs.one_off if scheme.costs else [],
        ("costs", "yearly"): scheme.costs.yearly if scheme.costs else [],
        ("goals",): scheme.goals,
    }
    for loc, items in lists.items():
        for index, item in enumerate(items):
            yield (*loc, index), item
    for index, kind in enumerate(scheme.cards):
        for key, parts in (("sale", kind.sale), ("free", kind.free)):
            yield from ((("cards", index, key, number), part) for number, part in enumerate(parts))
        for number, service in enumerate(kind.package.services if kind.package else []):
            yield ("cards", index, "package", "services", number), service
    for index, exchange in enumerate(scheme.points.exchange if scheme.points else []):
        for number, prize in enumerate(exchange.prizes or []):
            yield ("points", "exchange", index, "prizes", number), prize
    if scheme.points and scheme.points.vouchers:
        yield ("points", "vouchers"), scheme.points.vouchers


def check_ids(context: Context) -> Iterator[Problem]:
    """No id twice; tiers have ids of their own, apart from the rules'."""
    tiers: list[tuple[Loc, Any]] = [(("tiers", index), tier) for index, tier in enumerate(context.scheme.tiers)]
    yield from _once(context, tiers, RESERVED_TIERS, "tier")
    yield from _once(context, list(rules(context)), RESERVED, "rule")


def _once(context: Context, items: list[tuple[Loc, Any]], reserved: set[str], kind: str) -> Iterator[Problem]:
    ordered = sorted(items, key=lambda item: key_place(context.root, (*item[0], "id")) or TextPlace(0, 0))
    first: dict[str, Loc] = {}
    for loc, item in ordered:
        where: Loc = (*loc, "id")
        if item.id in reserved:
            yield Problem(
                where,
                "reserved-id",
                f"'{item.id}' has a meaning of its own and cannot name a {kind}",
                f"choose another id; reserved: {', '.join(sorted(reserved))}",
            )
        elif item.id in first:
            place = place_of(context.root, (*first[item.id], "id"))
            line = f" (line {place.line})" if place else ""
            yield Problem(
                where, "duplicate-id", f"another {kind} is already named '{item.id}'{line}", "ids are unique in the file; rename one"
            )
        else:
            first[item.id] = loc

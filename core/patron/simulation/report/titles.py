"""What the scheme calls its rules: the names that every output shows, with the id only where there is no name."""

from __future__ import annotations

from typing import Protocol

from patron.scheme.model import Scheme
from patron.scheme.model.base import I18n
from patron.scheme.model.cards import CardKind
from patron.simulation.replay.points import GIVEN

Pair = dict[str, str]
_OWN = {
    GIVEN: {"zh": "转赠（不重复计）", "en": "given away (not counted twice)"},
    "adjust": {"zh": "积分调整", "en": "adjustments"},
}


_WITH_A_CARD = {"zh": "随储值卡取得或失去，或人工授予", "en": "with a prepaid card, or by hand"}


class Titled(Protocol):
    """A rule with an id and perhaps a title."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def title(self) -> I18n | None:
        """Its name, if the scheme gives one."""


def titles_of(scheme: Scheme) -> dict[str, Pair]:
    """Id to name, for the rules that have one, in file order.

    The prices, gifts and services of a card stand behind the card's own name: two cards may call theirs the same.
    """
    named: list[Titled] = [*scheme.qualification, *scheme.maintenance, *scheme.withdrawal, *scheme.group_purchase]
    named += [*scheme.discounts, *scheme.price_floors, *scheme.coupons, *scheme.restricted]
    if points := scheme.points:
        named += [*points.accrual, *points.promotions, *points.exchange, *points.quiz, *points.referral]
        named += [prize for one in points.exchange for prize in one.prizes or []]
        named += [points.vouchers] if points.vouchers else []
    named += scheme.benefits
    if costs := scheme.costs:
        named += [*costs.one_off, *costs.yearly]
    named += scheme.goals
    titles = {one.id: _pair(one.title) for one in named if one.title is not None}
    for kind in scheme.cards:
        titles |= _of_card(kind)
        if kind.gives_tier is not None:
            titles["grant"] = _WITH_A_CARD  # the engine grants such a tier as the house does
    return {**_OWN, **titles}


def _pair(title: I18n) -> Pair:
    return {"zh": title.zh, "en": title.en}


def _of_card(kind: CardKind) -> dict[str, Pair]:
    parts: list[Titled] = [*kind.sale, *kind.free, *(kind.package.services if kind.package else ())]
    titles = {one.id: _pair(one.title) for one in parts if one.title is not None}
    if kind.title is None:
        return titles
    own = _pair(kind.title)
    behind = {rule: {"zh": f"{own['zh']}：{pair['zh']}", "en": f"{own['en']}: {pair['en']}"} for rule, pair in titles.items()}
    return {kind.id: own, **behind}


def shown_title(titles: dict[str, Pair], rule: str) -> Pair:
    """A rule's name, else its id in both languages."""
    return titles.get(rule, {"zh": rule, "en": rule})

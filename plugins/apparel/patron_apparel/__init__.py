"""Apparel for patron: goods with styles and seasons, pieces a receipt, the cost model, ready schemes, and checks of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patron.hookspecs import SchemeProblem, hookimpl
from patron.vocabulary import Industry, ReadyScheme, Title

from patron_apparel import goods

if TYPE_CHECKING:
    from patron.scheme.model import Scheme

PATRON_API = 1

APPAREL = Industry(
    id="apparel",
    title=Title("服装", "Apparel"),
    package="patron_apparel",
    categories=goods.CATEGORIES,
    fields=goods.FIELDS,
    ready_schemes=(
        ReadyScheme(
            "apparel-ladder",
            "apparel-ladder.yaml",
            Title("服装店等级方案", "Apparel ladder by quarter spend"),
            assumptions="assumptions/apparel-ladder.yaml",
        ),
        ReadyScheme(
            "apparel-card",
            "apparel-card.yaml",
            Title("服装店会员卡方案", "Apparel member cards"),
            assumptions="assumptions/apparel-card.yaml",
        ),
        ReadyScheme(
            "apparel-classes",
            "apparel-classes.yaml",
            Title("会员ABC分类方案", "Classes A, B and C"),
            assumptions="assumptions/apparel-classes.yaml",
        ),
        ReadyScheme(
            "apparel-mall", "apparel-mall.yaml", Title("商场VIP会员方案", "Mall VIP scheme"), assumptions="assumptions/apparel-mall.yaml"
        ),
        ReadyScheme(
            "apparel-goods-ladder",
            "apparel-goods-ladder.yaml",
            Title("铜银金会员方案", "Bronze to gold by amount or by goods"),
            assumptions="assumptions/apparel-goods-ladder.yaml",
        ),
    ),
    list_amount_headings=goods.LIST_AMOUNT_HEADINGS,
    measures=goods.MEASURES,
    profile_fields=goods.PROFILE_FIELDS,
    population="population.yaml",
)


@hookimpl
def patron_industry() -> Industry:
    """The vocabulary of an apparel shop."""
    return APPAREL


@hookimpl
def patron_check_scheme(scheme: Scheme, industry: Industry) -> list[SchemeProblem]:
    """What only an apparel shop would notice: see `patron_apparel.checks`."""
    from patron_apparel.checks import check

    return check(scheme, industry)

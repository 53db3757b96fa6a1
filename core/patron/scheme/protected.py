"""`protected_goods`: categories whose price no rule lowers and that earn nothing, whatever the rules' own filters say."""

from __future__ import annotations

from typing import Any

from patron.scheme.model import Goods, Scheme


def without_protected(scheme: Scheme) -> Scheme:
    """The scheme with `protected_goods` left out of the filter of every discount, coupon and accrual; the same scheme if there are none.

    A filter that names categories names no protected one, as `check` refuses it; every other filter gets them in `category_not`.
    """
    protected = scheme.protected_goods
    if not protected:
        return scheme
    changed: dict[str, Any] = {name: [_narrowed(rule, protected) for rule in getattr(scheme, name)] for name in ("discounts", "coupons")}
    if scheme.points is not None:
        changed["points"] = scheme.points.model_copy(update={"accrual": [_narrowed(rule, protected) for rule in scheme.points.accrual]})
    return scheme.model_copy(update=changed)


def _narrowed(rule: Any, protected: list[str]) -> Any:
    goods = rule.goods
    if goods is not None and goods.category:
        return rule
    if goods is None:
        return rule.model_copy(update={"goods": Goods(category_not=list(protected))})
    refused = [*(goods.category_not or ()), *(one for one in protected if one not in (goods.category_not or ()))]
    return rule.model_copy(update={"goods": goods.model_copy(update={"category_not": refused})})

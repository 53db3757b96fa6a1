"""Conditions as phrases: one a measure, and nested lists for `any_of`, `all_of` and `none_of`."""

from __future__ import annotations

from decimal import Decimal

from patron.scheme.describe.document import Point
from patron.scheme.describe.goods import goods_limits, remark
from patron.scheme.describe.profile import phrases as profile_phrases
from patron.scheme.describe.words import Words
from patron.scheme.model.conditions import (
    Condition,
    CountComparison,
    MoneyComparison,
    PurchaseComparison,
    TierComparison,
    UnitComparison,
    WindowedComparison,
    WindowedCountComparison,
)
from patron.vocabulary import Combines

_ZH = {"at_least": "满", "more_than": "超过", "at_most": "不超过", "less_than": "不足"}
_TIERS_ZH = {"at_least": "不低于", "more_than": "高于", "at_most": "不高于", "less_than": "低于"}
_TIERS_EN = {"at_least": "not below {}", "more_than": "above {}", "at_most": "not above {}", "less_than": "below {}"}
_EN = {"at_least": "at least", "more_than": "more than", "at_most": "at most", "less_than": "less than"}


def _bounds(words: Words, comparison: MoneyComparison | CountComparison | UnitComparison, unit: str = "") -> str:
    """`满50,000元`, `at least CNY 50,000 and less than CNY 60,000`."""
    parts = []
    for key, zh in _ZH.items():
        value: Decimal | int | None = getattr(comparison, key)
        if value is not None:
            figure = words.money(Decimal(value)) if isinstance(comparison, MoneyComparison) else words.figure(value)
            parts.append(words(f"{zh}{figure}{unit}", f"{_EN[key]} {figure}"))
    return words("且", " and ").join(parts)


def _goods(words: Words, comparison: PurchaseComparison | WindowedComparison | WindowedCountComparison | UnitComparison) -> str:
    """Of which goods, in brackets."""
    return remark(words, goods_limits(words, comparison.goods))


def _purchase(words: Words, comparison: PurchaseComparison) -> str:
    bounds = _bounds(words, comparison)
    return words(f"一次消费{bounds}", f"a single purchase of {bounds}") + _goods(words, comparison)


def _spend(words: Words, comparison: WindowedComparison) -> str:
    bounds, window = _bounds(words, comparison), words.window(comparison.within)
    return words(f"{window}累计消费{bounds}", f"spend of {bounds} in total {window}") + _goods(words, comparison)


def _largest(words: Words, comparison: WindowedComparison) -> str:
    window, bounds, goods = words.window(comparison.within), _bounds(words, comparison), _goods(words, comparison)
    if comparison.at_most is None and comparison.less_than is None:
        return words(f"{window}有一次消费{bounds}", f"one purchase of {bounds} {window}") + goods
    return words(f"{window}最大一次消费{bounds}", f"a largest purchase of {bounds} {window}") + goods


def _count(words: Words, comparison: WindowedCountComparison) -> str:
    bounds = _bounds(words, comparison, "次")
    window = words.window(comparison.within)
    return words(f"{window}消费{bounds}", f"{bounds} purchases {window}") + _goods(words, comparison)


def _visits(words: Words, comparison: WindowedCountComparison) -> str:
    bounds = _bounds(words, comparison, "天")
    window = words.window(comparison.within)
    return words(f"{window}有消费的日子{bounds}", f"purchases on {bounds} different days {window}") + _goods(words, comparison)


def _further(words: Words, name: str, comparison: UnitComparison) -> str:
    """A measure of the industry: `最近12个月内间夜满25`, `at least 25 room nights within the last 12 months`."""
    measure = next((one for one in words.industry.measures if one.id == name), None)
    title, bounds = words.measure(name), _bounds(words, comparison)
    of_one = measure is not None and measure.combines is Combines.LAST
    window = "" if of_one else words.window(comparison.within)
    largest = measure is not None and measure.combines is Combines.LARGEST
    en = f"a {title} of {bounds}" if largest else f"{bounds} {title}"
    return words(f"{window}{title}{bounds}", f"{en} {window}".rstrip()) + _goods(words, comparison)


def _introducer(words: Words, comparison: TierComparison) -> str:
    bounds = {key: words.tier(tier) for key in _ZH if (tier := getattr(comparison, key)) is not None}
    if list(bounds) == ["at_least"]:
        tier = bounds["at_least"]
        if comparison.at_least == words.scheme.tiers[-1].id:
            return words(f"由{tier}介绍", f"introduced by a {tier} member")
        return words(f"由{tier}或更高等级的会员介绍", f"introduced by a member of tier {tier} or higher")
    zh = "且".join(f"{_TIERS_ZH[key]}{tier}" for key, tier in bounds.items())
    en = " and ".join(_TIERS_EN[key].format(tier) for key, tier in bounds.items())
    return words(f"由等级{zh}的会员介绍", f"introduced by a member of a tier {en}")


def tests(words: Words, condition: Condition) -> list[str]:
    """A phrase for every measure that the condition names itself, nesting left out."""
    phrases = []
    if condition.referrer_tier is not None:
        phrases.append(_introducer(words, condition.referrer_tier))
    if condition.purchase is not None:
        phrases.append(_purchase(words, condition.purchase))
    if condition.spend is not None:
        phrases.append(_spend(words, condition.spend))
    if condition.largest_purchase is not None:
        phrases.append(_largest(words, condition.largest_purchase))
    if condition.purchase_count is not None:
        phrases.append(_count(words, condition.purchase_count))
    if condition.visit_days is not None:
        phrases.append(_visits(words, condition.visit_days))
    if condition.group_order is not None:
        bounds = _bounds(words, condition.group_order)
        phrases.append(words(f"团购订单总额{bounds}", f"a group order of {bounds} in total"))
    phrases += [_further(words, name, stated) for name, stated in condition.further().items()]
    phrases += profile_phrases(words, condition.profile, condition.has)
    return phrases


def _nested(words: Words, condition: Condition) -> list[Point]:
    points = []
    for part in condition.all_of or []:
        points += _parts(words, part)
    if condition.any_of:
        points.append(Point(words("以下任一成立：", "any one of:"), tuple(point(words, part) for part in condition.any_of)))
    if condition.none_of:
        points.append(Point(words("以下均不成立：", "none of:"), tuple(point(words, part) for part in condition.none_of)))
    return points


def _parts(words: Words, condition: Condition) -> list[Point]:
    return [Point(phrase) for phrase in tests(words, condition)] + _nested(words, condition)


def point(words: Words, condition: Condition, lead: str = "", tail: str = "") -> Point:
    """A condition as one point, nested as deep as it is; `lead` and `tail` go round its first line."""
    parts = _parts(words, condition)
    if len(parts) == 1:
        text = parts[0].text if parts[0].below else words.sentence(parts[0].text + tail) if lead or tail else parts[0].text
        return Point(_led(words, lead, text), parts[0].below)
    if all(not part.below for part in parts):
        text = words("，且", ", and ").join(part.text for part in parts)
        return Point(_led(words, lead, words.sentence(text + tail) if lead or tail else text))
    return Point(_led(words, lead, words("以下全部成立：", "all of:") + tail), tuple(parts))


def _led(words: Words, lead: str, text: str) -> str:
    """The first line: English goes on in lower case behind a lead, so that a name and its sentence read as one."""
    if not lead:
        return text
    return lead + (text if words.lang == "zh" else text[:1].lower() + text[1:])

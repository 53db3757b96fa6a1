"""How benefits and coupons are issued, as phrases of the charter."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.describe.goods import goods_limits, remark
from patron.scheme.describe.occasions import profile_limit
from patron.scheme.describe.words import Words
from patron.scheme.model.issue import Issue, OnPurchase, TopOfEach

# How much in each period or at each occasion, before and behind the number.
_EACH = {
    "each_year": ("每个会籍年度{}次", "{} in each membership year"),
    "each_calendar_year": ("每个自然年{}次", "{} in each calendar year"),
    "each_season": ("每季（按方案的季节）{}次", "{} in each season"),
    "each_quarter": ("每季度{}次", "{} in each quarter"),
    "each_month": ("每月{}次", "{} in each month"),
    "on_gain": ("每次升至该等级时{}次", "{} each time the tier is gained from a lower one"),
    "each_birthday": ("每年生日{}次", "{} on each birthday"),
}


def issue_phrases(words: Words, issue: Issue) -> Iterator[str]:
    """How much of it there is and when, how long it is good, what is carried over, and what happens on leaving."""
    for key, (zh, en) in _EACH.items():
        number = getattr(issue, key)
        if number is not None:
            yield words(zh.format(words.figure(number)), en.format(words.figure(number)))
    if issue.each_year_on is not None:
        days = words.all(words.month_day(day) for day in issue.each_year_on)
        number = words.figure(1 if issue.times is None else issue.times)
        yield words(f"每年{days}{number}次", f"{number} on {days} of each year")
    if issue.top_of_each is not None:
        yield _top(words, issue.top_of_each)
    if issue.on_purchase is not None:
        yield _bought(words, issue.on_purchase)
    if issue.when is not None:
        for field, values in (issue.when.profile or {}).items():
            yield profile_limit(words, field, values)
    if issue.valid_for is not None:
        length = words.length(issue.valid_for)
        yield words(f"自发放之日起{length}内有效", f"good for {length} from the day of issue")
    if issue.prorate != "none":
        rounded = words(*{"up": ("进一", "up"), "down": ("舍去", "down")}[issue.prorate])
        yield words(
            f"期中取得的按剩余天数折算（尾数{rounded}）", f"in proportion to the days left for who comes within a period, rounded {rounded}"
        )
    if issue.carry_over is not None:
        number = words.figure(issue.carry_over)
        yield words(f"未用的至多{number}次转入下一期", f"up to {number} that are left go into the next period")
    if issue.on_leaving == "keep":
        yield words("离开该等级后在其期限内仍可使用", "good for its time even after the tier is left")


def _top(words: Words, top: TopOfEach) -> str:
    what = words(*{"store": ("每家门店", "each shop"), "channel": ("每个渠道", "each channel")}[top.by])
    number = words.figure(top.members)
    when = words.window(top.within) if top.within is not None else words("历来", "so far")
    return words(f"限{what}{when}消费最高的{number}位会员", f"only for the {number} members who spent most in {what} {when}")


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def _bought(words: Words, bought: OnPurchase) -> str:
    limits = remark(words, goods_limits(words, bought.goods))
    least = "" if bought.at_least is None else words(f"满{words.money(bought.at_least)}", f" of {words.money(bought.at_least)} or more")
    every = words.figure(bought.every)
    which = (
        words("每次消费", "each purchase") if bought.every == 1 else words(f"每第{every}次消费", f"every {_ordinal(bought.every)} purchase")
    )
    number = words.figure(bought.times)
    return words(f"{which}{least}{limits}得{number}次", f"{number} with {which}{least}{limits}")

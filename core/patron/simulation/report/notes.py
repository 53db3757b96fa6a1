"""What a reader must know to read the figures rightly, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from patron.engine.days import to_date
from patron.scheme.checks.issue import DATED, PERIODS
from patron.scheme.model import Scheme
from patron.simulation.replay.break_even import State
from patron.simulation.replay.replay import Replay
from patron.simulation.report.figures import money
from patron.simulation.report.titles import shown_title, titles_of


@dataclass(frozen=True, slots=True)
class Note:
    """One remark; `code` names it in `result.json`."""

    code: str
    zh: str
    en: str


_UNCHANGED = Note(
    "behaviour-unchanged",
    "把方案套在已经发生的销售上：没有人因此多买或少买。要回本所需的额外业务，见盈亏平衡。",
    "The scheme is laid over what really happened: nobody buys more or less "
    "because of it. The break-even says how much more they would have to.",
)
_ALWAYS = (
    Note(
        "before-after",
        "前后对比什么也证明不了：没有任何方案时，各档顾客的年消费本来就会变动（某公开超市数据：最低五分之一 +249 %，最高五分之一 −7 %）。",
        "Comparing before and after proves nothing: without any scheme, yearly spend moves by "
        "itself (a public grocery panel: lowest fifth of customers +249 %, highest fifth −7 %).",
    ),
    Note(
        "customers",
        "顾客：到当日为止有过交易、积分变动或期初余额的会员。没有会员号的散客无法计数，只计入公司销售总额。",
        "Customers are members with a purchase, a movement or an opening balance by that "
        "day. Walk-in sales carry no member id: they count in the company's totals only.",
    ),
    Note(
        "net-of-returns",
        "销售额已扣除期末以前的退货，记在原购买日。",
        "Sales are net of returns up to the end of the period, on the date of the original purchase.",
    ),
    Note(
        "membership-years",
        "每年的权益按会籍天数均摊：从取得等级之日起满一年，恰为一年的成本。",
        "Yearly allowances are borne evenly by the days of membership: a full year "
        "from the day the tier was gained costs exactly one year's allowance.",
    ),
)
_NEEDS_MARGIN = Note(
    "needs-margin",
    "没有给出毛利率，因此没有盈亏平衡和占毛利的比例。请加 --margin 0.35，或用 --margins 文件按品类给出。",
    "No margin was given, so there is no break-even and no share of profit. "
    "Add --margin 0.35, or --margins FILE with one for each category.",
)
_STATES = {
    State.NEEDS_MARGIN: _NEEDS_MARGIN,
    State.NEVER: Note(
        "never",
        "没有盈亏平衡点：每一元会员销售的毛利不高于折扣和积分，卖得越多亏得越多。",
        "There is no break-even: the margin on these sales is not above their discounts and points, so more sales lose more.",
    ),
    State.NO_SALES: Note(
        "no-sales",
        "期内没有享受承诺的销售（S = 0），因此没有盈亏平衡。",
        "No sales under the scheme's promises in the period (S = 0), so there is no break-even.",
    ),
    State.NOTHING_PROMISED: Note(
        "nothing-promised",
        "方案没有向任何等级承诺什么，因此没有盈亏平衡。",
        "The scheme promises nothing to any tier, so there is no break-even.",
    ),
}


def notes_of(result: Replay, made: Sequence[Note] = ()) -> list[Note]:
    """The remarks that hold for this run, in the order in which they are shown; `made`: those of made customers, who may answer."""
    found = [_STATES[result.break_even.state]] if result.break_even.state in _STATES else []
    if result.request.margins is None and _NEEDS_MARGIN not in found:
        found.append(_NEEDS_MARGIN)
    found += [*(made or [_UNCHANGED]), *_ALWAYS]
    if result.request.include_discounts:
        found.append(
            Note(
                "amounts-include-discounts",
                "金额已含折扣，照原样使用；折扣的成本不在此列，毛利率应是折后的。",
                "Amounts are taken as they are, discounts included: what the discounts cost "
                "is not seen here, and the margin must be that of discounted sales.",
            )
        )
    else:
        found.append(
            Note(
                "amounts-without-discounts",
                "金额是没有本方案时的实付金额；先减去方案的折扣，再计消费与积分。毛利率按折前销售额计。",
                "Amounts are what was paid without the scheme: its discounts are taken off "
                "before anything is counted. Margins are of sales before the discounts.",
            )
        )
    start = to_date(result.period.first).isoformat()
    found.append(
        Note(
            "period-start",
            f"方案视为从 {start} 起执行，一次性投入从当月起分摊；此前的消费照样计入，如同方案一直有效。",
            f"The scheme starts on {start}, and one-off costs are spread from that month; "
            "what happened before counts as if it had been in force.",
        )
    )
    return found + _of_scheme(result) + _restricted(result)


def _of_scheme(result: Replay) -> list[Note]:
    scheme = result.scheme
    found = []
    if scheme.points and scheme.points.accrual and scheme.points.redemption is None and scheme.points.vouchers is None:
        found.append(
            Note(
                "points-worthless",
                "方案没有写明积分的价值，积分成本按 0 计。",
                "The scheme gives points no worth, so they cost nothing here.",
            )
        )
    if scheme.points and (scheme.points.exchange or scheme.points.vouchers):
        found.append(
            Note(
                "points-exchanged",
                "积分在发放时按其价值计入成本；换购时再计入实际成本与该价值之差，较便宜的为负数。换成代金券的积分算作已兑换。",
                "Points cost what they are worth when they are issued. An exchange adds the difference to what it really costs, "
                "below nothing where that is less. Points that became vouchers count as redeemed.",
            )
        )
    if any(coupon.issue for coupon in scheme.coupons):
        found.append(
            Note(
                "coupons-issued",
                "发放的优惠券按发放张数、面值和使用率计成本；其余优惠券按实际使用计。",
                "Coupons that the scheme issues cost what they are worth, by the number issued and "
                "the take-up; others cost what their uses took off.",
            )
        )
    if uncosted := _without_cost(scheme):
        names = [shown_title(titles_of(scheme), benefit) for benefit in uncosted]
        zh, en = "、".join(name["zh"] for name in names), ", ".join(name["en"] for name in names)
        found.append(
            Note("uncosted", f"以下权益没有写单次成本，按 0 计：{zh}。", f"These benefits state no cost of one use and count as 0: {en}.")
        )
    if any(kind.package and kind.package.drawn_from == "value" for kind in scheme.cards):
        found.append(
            Note(
                "card-services",
                "卡内套餐服务不在销售文件里：其成本为单次成本减去使用时确认的收入，负数即有盈余。",
                "Services of cards' packages are in no sale of the file: what one costs is its unit "
                "cost less the revenue that its use recognises, and below nothing where it earns.",
            )
        )
    if scheme.group_purchase:
        found.append(
            Note(
                "group-orders",
                "团购单按其价格计入销售和折扣成本，不属于任何等级。",
                "Group orders count in sales and in the cost of discounts, and belong to no tier.",
            )
        )
    return found


def _restricted(result: Replay) -> list[Note]:
    titles, places = titles_of(result.scheme), result.plan.places
    found = []
    for one in result.outside:
        if one.lines:
            name, amount = shown_title(titles, one.rule), money(one.amount, places)
            lines = "1 line was" if one.lines == 1 else f"{one.lines:,} lines were"
            found.append(
                Note(
                    "restricted",
                    f"限定商品“{name['zh']}”有 {one.lines:,} 行销售不合规定，共 {amount}；不影响其他数字。",
                    f"Restricted goods, {name['en']}: {lines} sold outside the rule, for {amount}; no other figure changes for that.",
                )
            )
    return found


def _without_cost(scheme: Scheme) -> list[str]:
    """Benefits of the house that cost something nobody has stated."""
    found = []
    for benefit in scheme.benefits:
        counted = any(getattr(benefit, key) for key in (*PERIODS, *DATED)) or any(one.times for one in benefit.each_item or [])
        if benefit.charged == "nothing" and benefit.provider == "house" and (benefit.unit_cost is None or not counted):
            found.append(benefit.id)
    return found

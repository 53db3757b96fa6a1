"""What a comparison says, in both languages."""

from __future__ import annotations

from patron.simulation.report.words import LANGS, Lang
from patron.simulation.search.compare import Compared

Pair = dict[str, str]
FIGURES: dict[str, tuple[str, str]] = {
    "net": ("净收益", "Net benefit"),
    "cost": ("成本", "Cost"),
    "sales": ("销售额", "Sales"),
    "gross": ("毛利", "Gross profit"),
    "extra_sales": ("增量销售", "Extra sales"),
    "extra_gross": ("增量毛利", "Gross profit on extra sales"),
    "anyway_discount": ("本来也会买的折扣", "Discounts on purchases made anyway"),
    "break_even": ("盈亏平衡增幅", "Break-even uplift"),
    "payback": ("回收月数", "Months to payback"),
    "members": ("会员", "Members"),
    "share": ("占顾客", "Share of customers"),
    "sales_share": ("占销售额", "Share of sales"),
    "liability": ("积分负债", "Points liability"),
    "points": ("发放积分", "Points issued"),
    "goal": ("目标", "Goal"),
}
WORDS: dict[str, tuple[str, str]] = {
    "comparison": ("方案对比", "Two schemes compared"),
    "figures": ("主要数字", "Figures"),
    "figure": ("项目", "Figure"),
    "difference": ("差额", "Difference"),
    "members": ("谁得谁失", "Who gains and who loses"),
    "rise": ("升级", "Rise"),
    "fall": ("降级", "Fall"),
    "more_points": ("积分增加", "Earn more points"),
    "fewer_points": ("积分减少", "Earn fewer points"),
    "more_discount": ("折扣增加", "Get more discount"),
    "less_discount": ("折扣减少", "Get less discount"),
    "matrix": ("期末等级：A → B", "Tiers at the end: A → B"),
    "from": ("A 中的等级", "Tier under A"),
    "costs": ("每项承诺的成本", "What each promise costs"),
    "rule": ("条目", "Rule"),
    "total": ("合计", "Total"),
    "most": ("变化最大的会员", "Most affected members"),
    "member": ("会员", "Member"),
    "tier": ("等级", "Tier"),
    "points_earned": ("获得积分", "Points earned"),
    "discount": ("折扣", "Discount"),
    "notes": ("说明", "Notes"),
    "nobody": ("没有会员受影响。", "No member is affected."),
    "made_from": ("数据来源与版本", "Made from"),
    "wrote": ("已写入", "Wrote"),
    "band": ("P10 – P90", "P10 – P90"),
    "bands_of": ("{}：横条为 P10–P90，深线为 P50，虚线为零", "{}: bars from P10 to P90, dark marks at the P50, dashed: 0"),
    "tiers_over_time": ("各等级人数（月末）", "Members by tier, at month end"),
    "tiers_hint": ("第一级不画", "the first tier is left out"),
    "tiers_hint_worlds": ("线：P50；色带：P10–P90；第一级不画", "lines: P50; bands: P10 to P90; the first tier is left out"),
    "costs_hint": ("最贵的 12 项；全部见下表", "the 12 dearest; all of them are in the table below"),
    "costs_hint_worlds": (
        "差额居中的那个世界；最贵的 12 项，全部见下表",
        "the world whose difference is the middle one; the 12 dearest, all of them are in the table below",
    ),
    "unit": ("单位", "Unit"),
    "unit.money": ("金额", "money"),
    "unit.share": ("比例", "share"),
    "unit.count": ("个数", "number"),
}


def word(key: str, lang: Lang) -> str:
    """One phrase in one language; KeyError for a key that is not there."""
    return WORDS[key][LANGS.index(lang)]


def blast_sentences(found: Compared, tiers: dict[str, Pair]) -> list[Pair]:
    """The blast radius in sentences: how many members fall and rise from which tier; one sentence where nobody moves."""
    said = []
    before = {tier.id: rank for rank, tier in enumerate(found.plans[0].tiers)}
    after = {tier.id: rank for rank, tier in enumerate(found.plans[1].tiers)}
    for down in (True, False):
        for one in reversed(found.moves.matrix) if down else found.moves.matrix:
            step = after[one.after] - after.get(one.before, before[one.before])
            if (step < 0) if down else (step > 0):
                said.append(_moved(one.members, tiers[one.before], tiers[one.after], down))
    if not said:
        return [{"zh": "没有会员因此升级或降级。", "en": "No member rises or falls."}]
    return said


def _moved(members: int, before: Pair, after: Pair, down: bool) -> Pair:
    zh, en = ("降为", "fall") if down else ("升为", "rise")
    plural = f"{members:,} members {en}" if members != 1 else f"1 member {en}s"
    return {"zh": f"{members:,} 位会员从“{before['zh']}”{zh}“{after['zh']}”。", "en": f"{plural} from {before['en']} to {after['en']}."}

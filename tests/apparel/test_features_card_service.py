"""A6, A10 and M6 of the feature table: each test drives the command on files and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from pathlib import Path

from apparel_case import ANN, BOB, Check, Row, moved
from house import charter, costs, each_shown, evaluated, explain, patron, sale, shown, simulate, table

SILVER = sale("P0", "ann", "2025-01-10", 3000, category="suit")
YEAR = ("--margin", "0.5", "--from", "2025-01-01", "--to", "2025-12-31")
LAST = sale("P9", "bob", "2025-12-31", 10)


def issued(benefit: str, as_of: str, *figures: tuple[str, str, str], movements: tuple[Row, ...] = ()) -> Check:
    """What was granted, used and is left of a benefit, period by period, as `patron evaluate --entitlements` writes it."""

    def check(scheme: Path) -> None:
        kept = [one for one in movements if f"id: {one['ref']}" in scheme.read_text(encoding="utf-8")]
        rows = evaluated(scheme, [SILVER], as_of, "entitlements", members=[ANN], movements=kept)["entitlements"]
        assert [(row["granted"], row["used"], row["left"]) for row in rows if row["benefit"] == benefit] == list(figures)

    return check


def promised(zh: str, en: str) -> Check:
    """A sentence of the charter, in both languages."""

    def check(scheme: Path) -> None:
        assert zh in charter(scheme, "zh")
        assert en in charter(scheme, "en")

    return check


def test_a6_a_birthday_gift_is_collected_in_person_within_thirty_days(card: Path) -> None:
    use = moved(1, "ann", "2025-07-14", "use_benefit", ref="birthday-gift")
    shown(issued("birthday-gift", "2025-07-14", ("1", "1", "0"), movements=(use,)), card, "birthday-gift")
    shown(promised("须本人领取", "to be collected in person"), card, "birthday-gift.in_person+birthday-gift.false_claim")
    late = moved(1, "ann", "2025-07-15", "use_benefit", ref="birthday-gift")

    def refused(scheme: Path) -> None:
        given = ["--purchases", table(scheme.parent / "s.csv", [SILVER]), "--members", table(scheme.parent / "m.csv", [ANN])]
        given += ["--movements", table(scheme.parent / "v.csv", [late]), "--as-of", "2025-07-31", "--out", "none.csv"]
        said = patron("evaluate", scheme, *given, cwd=scheme.parent, expect=None)
        assert "v.csv: row 2, column ref: error[benefit-not-available]" in said.replace(f"{scheme.parent}/", "")

    shown(refused, card, "birthday-gift.valid_for")


def test_a6_a_false_claim_costs_the_shop_twice_the_gift(card: Path) -> None:
    claim = moved(1, "ann", "2025-06-20", "false_claim", ref="birthday-gift")
    once = card.with_name("once.yaml")
    once.write_text(card.read_text(encoding="utf-8").replace("false_claim: {costs: 2}", "false_claim: {costs: 1}"), encoding="utf-8")
    for scheme, claimed in ((card, 160_00), (once, 80_00)):
        gift = sum(costs(simulate(scheme, [SILVER, LAST], *YEAR, members=[ANN, BOB]), "birthday-gift").values())
        both = sum(costs(simulate(scheme, [SILVER, LAST], *YEAR, members=[ANN, BOB], movements=[claim]), "birthday-gift").values())
        assert (gift, both - gift) == (80_00, claimed)


def test_a10_alterations_are_free_within_one_year(card: Path) -> None:
    sales = [SILVER, sale("P1", "ann", "2025-02-10", 100, category="tops"), sale("P2", "ann", "2025-02-10", 90, category="underwear")]

    def rights(scheme: Path) -> list[str]:
        told = explain(scheme, sales, "2025-03-01", "ann", "--lang", "en", members=[ANN]).partition("Rights that came with items bought")[2]
        return [" ".join(line.split()) for line in told.partition("\n\n")[0].splitlines() if " 2026-" in line]

    def check(scheme: Path) -> None:
        assert rights(scheme) == [
            "Free alterations within one year P0 suit 3,000.00 2026-01-09",
            "P1 tops 100.00 2026-02-09",
        ]

    shown(check, card, "alterations")
    assert (
        "2026-01-09" not in explain(card, sales, "2026-01-10", "ann", "--lang", "en").partition("Rights that came")[2]
    )  # the year is over


def test_a10_ironing_delivery_and_the_catalogue_are_counted(card: Path) -> None:
    ironed = moved(1, "ann", "2025-02-03", "use_benefit", ref="ironing", value=2)
    sent = moved(2, "ann", "2025-02-03", "use_benefit", ref="home-delivery")
    each_shown(
        {
            "ironing": issued("ironing", "2025-02-28", ("2", "0", "0"), ("2", "2", "0"), movements=(ironed,)),
            "home-delivery": issued("home-delivery", "2025-02-28", ("6", "1", "5"), movements=(sent,)),
            "catalogue": issued("catalogue", "2025-03-01", ("1", "0", "0"), ("1", "0", "1")),
        },
        card,
    )


def test_a10_the_simulation_says_what_the_services_cost(card: Path) -> None:
    def cost(rule: str, amount: int) -> Check:
        def check(scheme: Path) -> None:
            assert costs(simulate(scheme, [SILVER, LAST], *YEAR, members=[ANN, BOB]), rule) == {"silver": amount}

        return check

    each_shown(
        {
            "ironing": cost("ironing", 12 * 2 * 6_00),
            "home-delivery": cost("home-delivery", 87_78),  # 6 × 15 for the 356 of 365 days that lie in the period
            "catalogue": cost("catalogue", 34_76),  # five seasons at 8, of the last one 31 of 90 days
            "member-events": cost("member-events", 4 * 40_00),
            "birthday-gift": cost("birthday-gift", 80_00),
        },
        card,
    )


def test_a10_m6_the_charter_promises_it(card: Path) -> None:
    each_shown(
        {
            "alterations": promised(
                "每件商品（内衣除外）自购买之日起12个月内", "Every item (except underwear): for 12 months from the purchase"
            ),
            "ironing": promised("免费熨烫（可借衣更换）", "Free ironing, with clothes on loan meanwhile"),
            "home-delivery": promised(
                "送货上门（银卡、金卡和钻石卡）：每个会籍年度6次", "Home delivery (Silver card, Gold card and Diamond card): 6"
            ),
            "catalogue": promised("寄送当季画册", "The season's catalogue by post"),
            "complaints": promised("投诉与建议", "Complaints and suggestions"),
            "personal-service": promised("专人服务（金卡和钻石卡）", "A personal assistant (Gold card and Diamond card)"),
            "priority-service": promised("专区优先接待（钻石卡）", "Priority service in an area of their own (Diamond card)"),
            "member-events": promised(
                "会员活动（银卡、金卡和钻石卡）：每季度1次", "Member event (Silver card, Gold card and Diamond card): 1 in each quarter"
            ),
            "partner-activities": promised("联盟商户活动", "Partners' activities"),
            "birthday-gift": promised("生日礼品", "Birthday gift"),
        },
        card,
    )


def test_a10_complaints_have_hours_channels_and_numbers_that_the_shop_fills_in(card: Path) -> None:
    shown(promised("服务时间09:00-21:00", "available 09:00-21:00"), card, "complaints.hours")
    text = card.read_text(encoding="utf-8")
    filled = card.with_name("filled.yaml")
    filled.write_text(
        text.replace("请填写号码", "号码印在收据背面").replace("fill in the numbers", "numbers on the receipt"), encoding="utf-8"
    )
    shown(promised("号码印在收据背面", "numbers on the receipt"), filled, "complaints.note")


def test_m6_events_and_partners_activities_are_counted(card: Path) -> None:
    each_shown(
        {
            "member-events": issued("member-events", "2025-04-15", ("1", "0", "0"), ("1", "0", "1")),
            "partner-activities": issued("partner-activities", "2025-04-15", ("2", "0", "2")),
        },
        card,
    )


def test_m6_partners_activities_cost_the_shop_nothing(card: Path) -> None:
    def check(scheme: Path) -> None:
        assert "联盟商户活动" in charter(scheme, "zh").partition("合作伙伴服务")[2]
        assert costs(simulate(scheme, [SILVER, LAST], *YEAR, members=[ANN, BOB]), "partner-activities") == {}

    shown(check, card, "partner-activities.provider")


def test_m6_the_charter_states_discounts_points_the_member_day_the_draw_and_the_reward_for_introducing(card: Path) -> None:
    each_shown(
        {
            "gold-price": promised("金卡折扣（金卡）：标价8.8折", "Gold card rate (Gold card): 12% off"),
            "accrual.spend": promised("每消费1元得1积分", "earn 1 point for every CNY 1"),
            "member-day": promised("会员日双倍积分：每周三", "points times 2 on Wednesdays"),
            "lucky-draw": promised("积分抽奖", "Lucky draw: 100 points"),
            "bring-a-friend": promised("介绍人得300积分", "The introducer earns 300 points"),
            "members-scarf": promised("会员专享商品", "Goods for members only"),
        },
        card,
    )

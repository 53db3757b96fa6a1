"""H2 of the feature table: each test drives the installed command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from pathlib import Path

import pytest
from hospital_case import FACE, FIRST, Row, cards, files, given, held, ledger, made, number, refused, simulated, step
from house import charter, patron, sale, shown

CARE = "spent-100k"


def give(member: str, on: str, place: int = 1) -> Row:
    return step("give", number("card-5000", place), on, member)


def test_h2_an_owner_is_given_a_card_every_year(scheme: Path) -> None:
    given_twice = [*made(count=2), give("cyd", "2025-01-10"), give("cyd", "2026-01-10", 2)]

    def check(scheme: Path) -> None:
        found = cards(scheme, given_twice, "2026-01-10")
        assert [(row["holder"], row["rule"], row["value"], row["paid"]) for row in found.values()] == [
            ("cyd", "owners-yearly", "5000.00", "0.00"),
            ("cyd", "owners-yearly", "5000.00", "0.00"),
        ]

    def check_once(scheme: Path) -> None:
        assert refused(scheme, [*made(count=2), give("cyd", "2025-01-10"), give("cyd", "2025-12-31", 2)]) == [
            ("8", "member_id", "card-not-free")
        ]

    check_once(scheme)
    shown(check, scheme, "owners-yearly", "owners-yearly.each_calendar_year")


def test_h2_only_owners_of_the_list_are_given_one(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        for member in ("ann", "dan", "eve", "nobody"):
            assert refused(scheme, [*made(), give(member, "2025-01-10")]) == [("5", "member_id", "card-not-free")]
        rights = ledger(scheme, made(), outputs=("card-rights",))["card-rights"]
        assert rights == [{"member_id": "cyd", "rule": "owners-yearly", "kind": "card-5000", "left": "1"}]

    check(scheme)
    with pytest.raises(AssertionError):
        check(given_to_all(scheme))


def given_to_all(scheme: Path) -> Path:
    """The scheme whose list of owners is everybody's."""
    text = scheme.read_text(encoding="utf-8").replace("when: {profile: {customer_group: owner}}", "when: {purchase_count: {at_least: 0}}")
    target = scheme.with_name("all.yaml")
    target.write_text(text, encoding="utf-8")
    return target


@pytest.mark.parametrize("kind", ["card-5000", "card-10000"])
@pytest.mark.parametrize("member", ["ann", "dan"], ids=["owners of the villas nearby", "heads of companies and institutions"])
def test_h2_neighbours_and_heads_of_companies_pay_80_percent(member: str, kind: str, scheme: Path) -> None:
    rule = kind.replace("card", "neighbours")

    def check(scheme: Path) -> None:
        found = cards(scheme, held(member, kind, paid=FACE[kind] * 4 // 5))
        assert [(row["rule"], row["value"], row["paid"]) for row in found.values()] == [
            (rule, f"{FACE[kind]}.00", f"{FACE[kind] * 4 // 5}.00")
        ]
        assert refused(scheme, held(member, kind)) == [("5", "amount", "card-price"), ("6", "kind", "card-state")]

    shown(check, scheme, rule, f"{rule}.rate")


@pytest.mark.parametrize("kind", ["card-5000", "card-10000"])
def test_h2_everyone_else_pays_the_face_value(kind: str, scheme: Path) -> None:
    def check(scheme: Path) -> None:
        assert [row["paid"] for row in cards(scheme, held("eve", kind)).values()] == [f"{FACE[kind]}.00"]
        assert refused(scheme, held("eve", kind, paid=FACE[kind] * 4 // 5))[0] == ("5", "amount", "card-price")

    shown(check, scheme, kind.replace("card", "everyone"))


def test_h2_the_sales_commission_is_the_discount_or_a_cost_of_its_own(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        found = simulated(scheme, held("ann", paid=4000), "--margin", "0.4", "--from", "2025-01-01", "--to", "2025-12-31")
        assert found["cards"]["total"]["commission"] == 800_00
        assert found["costs"]["by_kind"]["commission"] == 800_00
        (rule,) = [one for one in found["cards"]["rules"] if one["rule"] == "neighbours-5000"]
        assert (rule["cards"], rule["value"], rule["paid"], rule["commission"]) == (1, 5000_00, 4000_00, 800_00)

    with pytest.raises(AssertionError):
        check(scheme)  # by the template the source's 20 % is the discount
    shown(check, given("sales_commission", "20 %", scheme), "neighbours-5000.commission")
    assert "销售佣金20%" in patron("describe", given("sales_commission", "20 %", scheme), "--internal", cwd=scheme.parent)


def spent(*lines: tuple[str, object, str]) -> list[Row]:
    """Bills of eve: the day, the amount, the category."""
    more = {"examination": {"visit": "outpatient"}}
    return [sale(f"P{place}", "eve", on, amount, category=what, **more.get(what, {})) for place, (on, amount, what) in enumerate(lines)]


@pytest.mark.parametrize("what", ["treatment", "elderly-care", "rehabilitation"])
def test_h2_100000_within_a_year_of_care_gives_a_card(what: str, scheme: Path) -> None:
    enough = spent(("2024-06-01", 60000, what), ("2025-05-31", 40000, what))
    too_little = spent(("2024-06-01", 60000, what), ("2025-05-31", "39999.99", what))
    too_late = spent(("2024-06-01", 60000, what), ("2025-06-01", 40000, what))

    def check(scheme: Path) -> None:
        found = cards(scheme, [*made(), {**give("eve", "2025-05-31"), "at": "2025-05-31T18:00"}], sales=enough)
        assert [(row["holder"], row["rule"], row["value"], row["paid"]) for row in found.values()] == [("eve", CARE, "5000.00", "0.00")]
        for sales, day in ((too_little, "2025-05-31"), (too_late, "2025-06-01")):
            assert refused(scheme, [*made(), {**give("eve", day), "at": f"{day}T18:00"}], sales=sales) == [
                ("5", "member_id", "card-not-free")
            ]

    shown(check, scheme, CARE, f"{CARE}.when.spend.within")


def test_h2_other_bills_give_no_card_and_one_is_given_a_year(scheme: Path) -> None:
    bills = spent(("2025-02-01", 90000, "treatment"), ("2025-02-02", 90000, "medicine"), ("2025-02-03", 90000, "examination"))

    def check(scheme: Path) -> None:
        assert refused(scheme, [*made(), give("eve", "2025-03-01")], sales=bills) == [("5", "member_id", "card-not-free")]

    shown(check, scheme, f"{CARE}.when.spend.goods")
    enough = spent(("2025-02-01", 200000, "treatment"))
    twice = [*made(count=2), give("eve", "2025-03-01"), give("eve", "2025-03-02", 2)]
    assert refused(scheme, twice, sales=enough) == [("8", "member_id", "card-not-free")]


def test_h2_the_desk_sees_who_may_be_given_a_card(scheme: Path) -> None:
    enough = spent(("2025-02-01", 100000, "rehabilitation"))

    def check(scheme: Path) -> None:
        for lang, member, rule in (("zh", "eve", CARE), ("en", "cyd", "owners-yearly")):
            words = ("--as-of", "2025-12-31", "--member", member, "--lang", lang)
            said = patron("explain", scheme, *files(scheme.parent, made(), sales=enough), *words, cwd=scheme.parent)
            assert rule in said

    shown(check, scheme, CARE, "owners-yearly")


def test_h2_the_charter_names_the_buyers_and_their_prices(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        assert "售价4,000元" in charter(scheme, "zh")
        assert "售价8,000元" in charter(scheme, "zh")
        assert "sold for CNY 4,000" in charter(scheme, "en")
        assert "sold for CNY 8,000" in charter(scheme, "en")

    shown(check, scheme, "neighbours-5000", "neighbours-10000")
    assert FIRST["card-5000"] not in charter(scheme, "en")  # numbers are the house's own business

"""`patron quote` as its users run it: the installed command on files in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron import plugins
from quote_case import BASKET, MEMBER_FILES, SCHEME, installed, quote, quoted, run, write
from rich.cells import cell_len


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path)


def test_each_line_names_every_discount_and_why_it_lost(folder: Path) -> None:
    said = quote(folder, "--tier", "gold", "--at", "2025-03-08T10:00", "--lang", "en")
    assert "✗ gold-rate: Extra discount is better (it would be 720.00)" in said
    assert "✓ Extra discount (gold-extra)" in said
    assert "✗ silver-rate: not for this tier" in said
    assert "✗ gold-rate: not for these goods" in said
    assert said.count("✗ birthday: not for these goods") == 3
    assert "−160.00" in said
    made = quoted(folder, "--tier", "gold", "--at", "2025-03-08T10:00")
    assert [line["price"] for line in made["lines"]] == ["640.00", "179.99", "59.90"]
    assert made["totals"]["total"] == "879.89"
    assert [(one["rule"], one["points"]) for one in made["points"]] == [("all-spend", 87)]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_keeps_to_the_terminal(folder: Path, lang: str, width: int) -> None:
    words = ("--tier", "gold", "--at", "2025-03-08", "--coupon", "SPRING50", "--coupon", "full-price", "--points", "200")
    said = installed(folder, "quote", "scheme.yaml", "--basket", "basket.csv", *words, "--lang", lang, width=width).stdout
    assert said
    assert max(cell_len(line) for line in said.splitlines()) <= width
    assert {"zh": "成交价", "en": "Left to pay"}[lang] in said


def test_coupons_one_of_a_group_and_instead_of_discounts(folder: Path) -> None:
    coupons = ("--coupon", "spring50", "--coupon", "ten-off", "--coupon", "full-price", "--coupon", "cup")
    gold = quoted(folder, "--tier", "gold", "--at", "2025-03-08", *coupons)
    assert [(one["id"], one["outcome"], one["off"]) for one in gold["coupons"]] == [
        ("spring", "applied", "50.00"),
        ("ten-off", "beaten", "0.00"),
        ("full-price", "the discounts are better", "0.00"),
        ("cup", "applied", "0.00"),
    ]
    silver = quoted(folder, "--tier", "silver", "--at", "2025-03-08", "--coupon", "full-price")
    assert silver["coupons"][0]["instead_of_discounts"]
    assert [line["discounts_given_up_for"] for line in silver["lines"]] == ["full-price", "full-price", None]
    assert silver["totals"] | {"total": "909.89"} == silver["totals"]  # 999.99 x 0.85 + 59.90
    short = quoted(
        folder, "--tier", "silver", "--at", "2025-03-08", "--coupon", "spring", basket=_basket(folder, "category,amount\ncoat,300\n")
    )
    assert (short["coupons"][0]["outcome"], short["coupons"][0]["missing"]) == ("below the amount", "15.00")


def _basket(folder: Path, text: str) -> str:
    (folder / "other.csv").write_text(text, encoding="utf-8")
    return "other.csv"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--at", "2025-02-28", "--coupon", "spring"), "coupon-not-yet"),
        (("--at", "2025-06-01", "--coupon", "spring"), "coupon-expired"),
        (("--at", "2025-03-08", "--coupon", "ten-off"), "coupon-other-tier"),
        (("--at", "2025-03-08", "--coupon", "sprng"), "unknown-coupon"),
        (("--at", "2025-03-08", "--points", "150"), "points-not-available"),
        (("--at", "2025-03-08", "--points", "100000"), "points-not-available"),
    ],
)
def test_what_is_not_valid_is_refused_by_code(folder: Path, words: tuple[str, ...], code: str) -> None:
    assert f"error[{code}]" in quote(folder, "--tier", "silver", *words, expect=1)


def test_restricted_goods_are_refused_with_their_place(folder: Path) -> None:
    bag = _basket(folder, "category,amount,quantity\ncoat,100,1\nbag,900,1\n")
    said = quote(folder, "--tier", "guest", "--at", "2025-05-01", basket=bag, expect=1)
    assert "other.csv: row 3, column category: error[not-for-sale]: these goods are not for 'guest'" in said
    assert "sold from 2025-04-01" in quote(folder, "--tier", "silver", "--at", "2025-03-20", basket=bag, expect=1)
    assert quoted(folder, "--tier", "gold", "--at", "2025-03-20", basket=bag)["totals"]["total"] == "890.00"  # the presale; coat at 0.8
    three = _basket(folder, "category,amount,quantity\nbag,900,3\n")
    assert "row 2, column quantity: error[not-for-sale]: a member may have 2" in quote(
        folder, "--tier", "gold", "--at", "2025-04-20", basket=three, expect=1
    )


def test_a_member_has_the_tier_points_and_uses_of_her_history(folder: Path) -> None:
    made = quoted(folder, "--member", "bob", *MEMBER_FILES, "--at", "2025-04-01T09:00", "--coupon", "spring")
    assert made["customer"] == {"member_id": "bob", "tier": "gold", "since": "2025-01-20", "points_available": 300, "entitled": []}
    assert made["coupons"][0]["outcome"] == "applied"
    after = ("--member", "bob", *MEMBER_FILES, "--at", "2025-04-03")
    assert "error[coupon-used-up]" in quote(folder, *after, "--coupon", "spring", expect=1)
    two = _basket(folder, "category,amount,quantity\nbag,900,2\n")
    assert "a member may have 2" in quote(folder, *after, basket=two, expect=1)  # one was bought on 2 April
    one = _basket(folder, "category,amount,quantity\nbag,900,1\n")
    assert quoted(folder, *after, basket=one)["points"] == [{"rule": "all-spend", "points": 81, "waits_for": None}]


def test_what_the_basket_would_make_of_a_guest(folder: Path) -> None:
    made = quoted(folder, "--member", "cat", *MEMBER_FILES, "--at", "2025-03-01")
    assert (made["customer"]["tier"], made["priced_as"], made["tier_after"]) == ("guest", "guest", "silver")
    assert made["points"] == [{"rule": "first-spend", "points": 52, "waits_for": None}]
    waiting = quoted(folder, "--tier", "guest", "--at", "2025-03-01", basket=_basket(folder, "category,amount\ncoat,100\n"))
    assert waiting["points"] == [{"rule": "first-spend", "points": 5, "waits_for": "silver"}]
    (folder / "scheme.yaml").write_text(SCHEME + "qualifying_purchase: {priced_as: after}\n", encoding="utf-8")
    assert quoted(folder, "--member", "cat", *MEMBER_FILES, "--at", "2025-03-01")["priced_as"] == "silver"


def test_birthdays_come_from_the_members_file(folder: Path) -> None:
    cake = _basket(folder, "category,amount\ncake,100\n")
    on = ("--member", "ann", *MEMBER_FILES, "--at")
    assert quoted(folder, *on, "2025-03-08", basket=cake)["totals"]["total"] == "50.00"
    assert "非生日期间" in quote(folder, *on, "2025-03-09", basket=cake)


def test_a_member_is_found_by_phone_or_name(folder: Path) -> None:
    for command in (
        ("quote", "scheme.yaml", "--basket", "basket.csv", "--at", "2025-03-08", "--format", "json"),
        ("explain", "scheme.yaml", "--as-of", "2025-03-08", "--format", "json"),
    ):
        for asked in ("李明", "13900001234", "+86 139 0000 1234", "bob"):
            done = run(folder, *command, *MEMBER_FILES, "--member", asked)
            assert done.returncode == 0, done.stderr
            assert '"member_id": "bob"' in done.stdout
        two = run(folder, *command, *MEMBER_FILES, "--member", "张三")
        assert two.returncode == 1
        assert "138****5678" in two.stderr
        assert "137****9999" in two.stderr
        assert "13812345678" not in two.stderr
        assert run(folder, *command, *MEMBER_FILES, "--member", "nobody").returncode == 1


def test_tender_that_earns_no_points_and_the_price_floor(folder: Path) -> None:
    basket = _basket(folder, "category,amount,list_amount,tender\ncoat,100,,stored\nwatch,1000,1200,cash\n")
    made = quoted(folder, "--tier", "gold", "--at", "2025-03-08", basket=basket)
    assert made["tenders"] == {"stored": "80.00", "cash": "900.00"}
    assert made["points"] == [{"rule": "all-spend", "points": 90, "waits_for": None}]
    scheme = SCHEME.replace("id: ten-off, off: 10", "id: ten-off, off: 200, stack: deep")
    (folder / "scheme.yaml").write_text(scheme, encoding="utf-8")
    watch = _basket(folder, "category,amount,list_amount\nwatch,1000,1200\n")
    floored = quoted(folder, "--tier", "gold", "--at", "2025-03-08", "--coupon", "ten-off", basket=watch)
    assert floored["lines"][0]["price"] == "840.00"  # 0.7 x 1,200: the coupon of 200 stops there


def test_an_industry_that_is_not_installed_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "installed", lambda: plugins.Plugins([]))
    (folder / "scheme.yaml").write_text("industry: hotel\n" + SCHEME, encoding="utf-8")
    said = quote(folder, "--tier", "gold", expect=1)
    assert "scheme.yaml:1:11: error[industry-not-installed]: industry 'hotel' is not installed" in said
    assert "install patron-hotel" in said


def test_misuse_and_a_missing_industry(folder: Path) -> None:
    assert run(folder, "quote", "scheme.yaml", "--basket", "basket.csv").returncode == 2
    assert run(folder, "quote", "scheme.yaml", "--basket", "basket.csv", "--tier", "gold", "--member", "x").returncode == 2
    assert run(folder, "quote", "scheme.yaml", "--basket", "basket.csv", "--member", "x").returncode == 2
    assert run(folder, "quote", "scheme.yaml", "--basket", "basket.csv", "--tier", "platinum").returncode == 2
    assert run(folder, "quote", "scheme.yaml", "--basket", "basket.csv", "--tier", "gold", "--at", "soon").returncode == 2
    (folder / "scheme.yaml").write_text("industry: spa\n" + SCHEME, encoding="utf-8")
    assert "error[unknown-industry]" in quote(folder, "--tier", "gold", expect=1)


def test_cells_that_cannot_be_read_have_their_place(folder: Path) -> None:
    bad = _basket(folder, BASKET + "coat,much,,\ncoat,,,\n")
    said = quote(folder, "--tier", "gold", "--at", "2025-03-08", basket=bad, expect=1)
    assert "other.csv: row 5, column amount: error[not-a-number]" in said
    empty = _basket(folder, "category,amount\ncoat,\n")
    assert "row 2, column amount: error[missing-value]" in quote(folder, "--tier", "gold", "--at", "2025-03-08", basket=empty, expect=1)
    assert "the basket has no lines" in quote(folder, "--tier", "gold", basket=_basket(folder, "category,amount\n"), expect=1)
    assert "error[missing-column]: no heading" in quote(folder, "--tier", "gold", basket=_basket(folder, "1,2\n3,4\n"), expect=1)
    names = quote(folder, "--tier", "gold", basket=_basket(folder, "line\nhat\n"), expect=1)
    assert "row 2, column amount: error[missing-value]" in names


def test_an_issued_coupon_is_good_for_who_has_it(folder: Path) -> None:
    issued = "  - {id: welcome, off: 30, valid_for: 30 days, issue: {on_gain: 1}, for: [silver, gold]}\nrestricted:"
    (folder / "scheme.yaml").write_text(SCHEME.replace("restricted:", issued), encoding="utf-8")
    at = ("--member", "bob", *MEMBER_FILES, "--at")
    made = quoted(folder, *at, "2025-02-01", "--coupon", "welcome")
    assert made["customer"]["entitled"] == [{"id": "welcome", "left": 1, "until": "2025-02-18"}]
    assert made["coupons"][0]["off"] == "30.00"
    assert "welcome" in quote(folder, *at, "2025-02-01", "--lang", "en")
    assert "error[coupon-not-issued]" in quote(folder, *at, "2025-02-19", "--coupon", "welcome", expect=1)


def test_rows_that_are_wrong_stop_a_quote_or_are_left_out(folder: Path) -> None:
    more = (folder / "moves.csv").read_text(encoding="utf-8") + "u2,bob,2025-04-03T10:00,use_coupon,spring,,50\n"
    (folder / "moves.csv").write_text(more, encoding="utf-8")
    words = ("--member", "bob", *MEMBER_FILES, "--at", "2025-04-04")
    assert "moves.csv: row 3, column ref: error[coupon-used-up]" in quote(folder, *words, expect=1)
    done = run(folder, "quote", "scheme.yaml", "--basket", "basket.csv", *words, "--on-error", "skip")
    assert done.returncode == 0
    assert "1 rows of the files are wrong and were left out" in done.stderr


def test_many_discounts_of_other_tiers_are_one_line_and_nothing_is_cut_off(tmp_path: Path) -> None:
    """From three on; a Chinese list has no spaces to break at."""
    names = "甲乙丙丁戊己庚辛壬癸"
    more = "".join(
        f"  - {{id: other-{place}, title: {{zh: 银卡的第{name}项折扣, en: Rate {name}}}, for: silver, rate: 0.99}}\n"
        for place, name in enumerate(names)
    )
    folder = write(tmp_path, scheme_yaml=SCHEME.replace("price_floors:\n", more + "price_floors:\n"))
    said = quote(folder, "--tier", "gold", "--at", "2025-03-08T10:00", "--lang", "zh")
    assert said.count("不适用于此等级") == 3  # once a line of the basket
    assert "…" not in said
    assert "银卡的第癸项折扣" in "".join(said.split()).replace("\u3000", "")

"""A new version of the scheme: who it would move, from when it holds, and that every decision keeps its version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from patron.findings import FindingsError
from patron.store.refused import RefusedError
from patron.store.versions.carrying import carried, carried_through, gone
from plans import plan, tier
from store_cases import Shop
from store_schemes import CLUB, HARDER

EASIER = CLUB.replace("at_least: 1000", "at_least: 500").replace("one_point_per: 10}", "one_point_per: 5}")


@pytest.fixture
def shop(store_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = Shop(store_url, tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = Shop(sqlite_url, tmp_path)
    made.buys("ann", "2024-01-10T10:00", 1200)
    made.buys("bob", "2024-02-10T10:00", 400)
    made.buys("eve", "2024-03-10T10:00", 100)
    yield made
    made.store.close()


def applied(shop: Shop, scheme: str, day: str) -> int:
    name = f"scheme-{day}.yaml"
    return shop.store.apply(shop.file(scheme, name), effective_from=date.fromisoformat(day), by="the board").version


def refused(shop: Shop, scheme: str, day: str) -> str:
    with pytest.raises(RefusedError) as error:
        applied(shop, scheme, day)
    return error.value.refusals[0].code


def test_reviews_before_the_day_go_by_the_old_rules_and_later_ones_by_the_new(shop: Shop) -> None:
    shop.buys("ann", "2024-01-10T10:00", 1200)
    shop.buys("ann", "2024-06-01T10:00", 600)  # keeps gold by the old rules at the review of January 2025
    shop.buys("bob", "2024-03-10T10:00", 1200)
    shop.buys("bob", "2024-06-01T10:00", 600)  # would, too, but is reviewed in March
    shop.closes("2025-01-31")
    assert applied(shop, HARDER, "2025-02-01") == 2
    shop.closes("2025-04-10")
    assert shop.changes("ann") == [("2024-01-10", "gold", "year-1000"), ("2025-01-10", "gold", "keep-gold")]
    assert shop.changes("bob") == [
        ("2024-03-10", "gold", "year-1000"),
        ("2025-04-09", "guest", "lapse"),
    ]  # falls behind grace; no silver now
    shop.buys("ann", "2025-05-01T10:00", 800)
    shop.closes("2026-01-10")
    assert shop.changes("ann")[-1] == ("2026-01-10", "gold", "keep-gold-800")
    assert shop.store.rebuild().clean
    assert shop.store.verify().ok


def test_the_wrong_tier_for_years_after_a_rule_change(small: Shop) -> None:
    """Other systems go on with tiers that were worked out by rules that hold no more: here every review after the change asks the new."""
    assert applied(small, HARDER, "2024-05-01") == 2
    small.buys("ann", "2024-05-02T10:00", 700)  # enough for the old rule, not for the new one
    for year in (2025, 2026, 2027):
        small.closes(f"{year}-12-31")
        assert small.state("ann")["tier"] == "guest"
        assert small.store.rebuild().clean
    assert small.changes("ann") == [("2024-01-10", "gold", "year-1000"), ("2025-02-09", "guest", "lapse")]
    small.buys("ann", "2028-01-01T10:00", 1999)
    assert small.state("ann")["tier"] == "guest"
    small.buys("ann", "2028-01-02T10:00", 1)
    assert small.changes("ann")[-1] == ("2028-01-02", "gold", "year-2000")


def test_tiers_that_are_no_more_become_the_highest_below_on_the_day(small: Shop) -> None:
    decision = small.store.apply(small.file(HARDER, "harder.yaml"), effective_from=date(2024, 5, 1), by="the board")
    assert decision.detail["carried"] == [{"before": "silver", "after": "guest", "members": 1}]
    assert small.state("bob")["tier"] == "silver"
    report = small.closes("2024-05-01")
    assert (report.carried, report.fell) == (1, 0)
    assert small.changes("bob")[-1] == ("2024-05-01", "guest", "version")
    assert small.closes("2024-05-01").carried == 0
    assert small.store.rebuild().clean


def test_whoever_buys_before_the_day_is_closed_is_carried_over_first(small: Shop) -> None:
    applied(small, HARDER, "2024-05-01")
    small.buys("bob", "2024-04-30T10:00", 10)
    assert small.state("bob")["tier"] == "silver"
    small.buys("bob", "2024-05-01T00:00", 10)
    assert [one[2] for one in small.changes("bob")] == ["any-300", "version"]
    assert small.store.rebuild().clean


def test_a_late_event_is_decided_by_the_version_of_its_day(small: Shop) -> None:
    applied(small, HARDER, "2024-05-01")
    small.closes("2024-06-01")
    late = small.buys("eve", "2024-04-20T10:00", 950)
    assert (late.late, late.version) == (True, 1)
    assert small.changes("eve") == [("2024-04-20", "gold", "year-1000")]
    assert small.store.rebuild().clean


def test_points_of_each_version_are_earned_and_expire_by_its_rules(small: Shop) -> None:
    applied(small, HARDER, "2024-05-01")
    small.buys("ann", "2024-06-01T10:00", 100)
    ends = {(lot.points, lot.good_until) for lot in small.store.statement("ann").lots}
    assert ends == {(120, "2025-01-09"), (10, "2024-11-30")}


def test_versions_follow_one_another_and_what_is_decided(small: Shop) -> None:
    assert refused(small, HARDER, "2024-03-10") == "already-decided"
    assert applied(small, HARDER, "2024-03-11") == 2
    assert refused(small, CLUB, "2024-03-11") == "version-order"
    assert refused(small, CLUB, "2024-02-01") == "version-order"
    assert applied(small, CLUB, "2024-08-01") == 3
    small.closes("2024-08-01")
    assert small.store.rebuild().clean


@pytest.mark.parametrize(
    ("before", "after"),
    [("Asia/Shanghai", "Europe/Berlin"), ("currency: CNY", "currency: EUR"), ("scheme: club", "effective_from: 2031-01-01")],
)
def test_another_kind_of_scheme_is_refused(small: Shop, before: str, after: str) -> None:
    other = CLUB.replace(before, after + ("\nscheme: club" if before == "scheme: club" else ""))
    assert refused(small, other, "2025-01-01") in {"another-kind-of-scheme", "not-valid"}


def test_a_scheme_with_errors_and_one_that_nobody_applies_are_refused(small: Shop) -> None:
    with pytest.raises(FindingsError):
        applied(small, CLUB.replace("grants: gold", "grants: golden"), "2025-01-01")
    with pytest.raises(RefusedError):
        small.store.apply(small.file(HARDER), effective_from=date(2025, 1, 1), by=" ")
    with pytest.raises(RefusedError) as missing:
        small.store.apply(small.folder / "none.yaml", effective_from=date(2025, 1, 1), by="the board")
    assert missing.value.misuse


def test_a_dry_run_and_a_retry_apply_nothing_more(small: Shop) -> None:
    words = {"effective_from": date(2025, 1, 1), "by": "the board"}
    path = small.file(HARDER, "harder.yaml")
    assert small.store.apply(path, dry_run=True, **words).version == 2
    first = small.store.apply(path, key="k1", **words)
    assert small.store.apply(path, key="k1", **words) == first
    assert refused(small, HARDER, "2025-01-01") == "version-order"


def test_a_key_is_of_one_who_applies(small: Shop) -> None:
    told = {"effective_from": date(2025, 1, 1), "key": "board/7"}
    path = small.file(HARDER, "harder.yaml")
    first = small.store.apply(path, by="the board", **told)
    assert small.store.apply(path, by="the board", **told) == first
    with pytest.raises(RefusedError, match="used for something else"):
        small.store.apply(path, by="somebody else", **told)


def test_the_blast_radius_says_who_falls_and_what_it_costs(shop: Shop) -> None:
    shop.buys("ann", "2024-01-10T10:00", 1200)
    shop.buys("bob", "2024-02-10T10:00", 400)
    shop.buys("eve", "2024-03-10T10:00", 100)
    seen: list[tuple[str, int, int]] = []
    path = shop.file(HARDER, "harder.yaml")
    before = shop.store.verify().entries
    blast = shop.store.plan(path, effective_from=date(2024, 5, 1), progress=lambda *told: seen.append(told))
    assert (blast.members, blast.rise, blast.fall, blast.version) == (3, 0, 2, 1)
    assert [(one.before, one.after, one.members, one.named) for one in blast.flows] == [
        ("gold", "guest", 1, ("ann",)),
        ("silver", "guest", 1, ("bob",)),
    ]
    assert [(one.before, one.after, one.members, one.named) for one in blast.carried] == [("silver", "guest", 1, ("bob",))]
    assert {one.tier: (one.before, one.after) for one in blast.tiers} == {"guest": (1, 3), "gold": (1, 0), "silver": (1, 0)}
    assert (blast.points.before, blast.points.after, blast.points.gain, blast.points.lose) == (170, 170, 0, 0)
    assert seen[-1] == ("plan", 3, 3)
    assert shop.store.verify().entries == before
    assert json.loads(json.dumps(blast.as_json()))["fall"] == 2


def test_an_easier_scheme_raises_and_earns_more(small: Shop) -> None:
    small.buys("bob", "2024-04-10T10:00", 150)
    blast = small.store.plan(small.file(EASIER, "easier.yaml"), effective_from=date(2024, 5, 1))
    assert (blast.rise, blast.fall, blast.carried) == (1, 0, ())
    assert [(one.before, one.after, one.named) for one in blast.flows] == [("silver", "gold", ("bob",))]
    assert (blast.points.gain, blast.points.lose) == (3, 0)
    assert [(one.member, one.before, one.after) for one in blast.points.most] == [("ann", 120, 240), ("bob", 55, 110), ("eve", 10, 20)]


def test_redemptions_that_the_new_points_would_not_cover_are_counted(small: Shop) -> None:
    small.moves("ann", "2024-04-10T10:00", "redeem", points=100)
    stingy = CLUB.replace("one_point_per: 10}", "one_point_per: 50}")
    blast = small.store.plan(small.file(stingy, "stingy.yaml"), effective_from=date(2024, 5, 1))
    assert (blast.points.uncovered, blast.points.lose) == (1, 3)


def test_a_plan_is_refused_where_it_could_not_be_applied(small: Shop) -> None:
    with pytest.raises(RefusedError):
        small.store.plan(small.file(HARDER, "harder.yaml"), effective_from=date(2024, 1, 1))


def test_what_becomes_of_tiers() -> None:
    old = plan([tier("guest"), tier("silver"), tier("gold")])
    new = plan([tier("guest"), tier("gold"), tier("black")])
    assert carried(old, new) == {"guest": "guest", "silver": "guest", "gold": "gold"}
    assert gone(carried(old, new)) == {"silver": "guest"}
    last = plan([tier("member"), tier("black")])
    assert carried_through([old, new, last]) == {
        "guest": "member",
        "silver": "member",
        "gold": "member",
        "black": "black",
        "member": "member",
    }

"""What is in memory of members is what the store has: whatever came to nothing, and whatever another process wrote."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import patron
import pytest
from patron.store.deciding import in_order
from store_cases import Shop
from store_schemes import CLUB

INTRODUCED = CLUB.replace("maintenance:", "  - {id: by-gold, grants: silver, when: {referrer_tier: {at_least: gold}}}\nmaintenance:")
POINTLESS = CLUB[: CLUB.index("points:")]


def test_a_dry_run_of_somebody_new_leaves_nothing_in_memory(tmp_path: Path, store_url: str) -> None:
    shop = Shop(store_url, tmp_path)
    shop.enrolls("ann", referred_by="bea")  # of bea only the id is known
    told = {"member": "bea", "id": "P1", "lines": [{"amount": "280"}]}
    tried = [shop.store.purchase(told, dry_run=True).points for _ in range(2)]
    assert [*tried, shop.store.purchase(told).points] == [28, 28, 28]
    assert shop.state("bea")["points"] == 28
    assert not shop.store.rebuild().differing


def test_a_late_purchase_that_changes_nothing_yet_is_known_to_other_processes(tmp_path: Path, store_url: str) -> None:
    shop = Shop(store_url, tmp_path, POINTLESS)
    shop.enrolls("ann")
    with patron.open_store(store_url) as other:
        other.desk.clock = shop.clock
        shop.at("2024-03-03T10:00")
        other.purchase({"member": "ann", "at": shop.local("2024-03-03T09:00"), "lines": [{"amount": "10"}]})
        assert shop.store.purchase({"member": "ann", "at": shop.local("2024-03-02T09:00"), "lines": [{"amount": "290"}]}).late
        tiers = [other.purchase({"member": "ann", "lines": [{"amount": "280"}]}).tier]
        shop.at("2024-03-04T10:00")
        tiers += [other.purchase({"member": "ann", "lines": [{"amount": "290"}]}).tier]
        shop.at("2024-03-05T10:00")
        tiers += [other.purchase({"member": "ann", "lines": [{"amount": "150"}]}).tier]
    assert tiers == ["guest", "guest", "gold"]
    assert not shop.store.rebuild().differing


def test_an_introducer_whose_review_was_due_is_as_she_was_after_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop(f"sqlite:///{tmp_path / 'patron.db'}", tmp_path, INTRODUCED)
    shop.buys("bea", "2024-01-10T12:00", 1000)
    shop.enrolls("ann", referred_by="bea")
    shop.buys("ann", "2024-01-11T12:00", 10)
    assert shop.store.purchase({"member": "ann", "lines": [{"amount": "10"}]}).tier == "silver"

    shop.at("2025-06-01T12:00")
    people, failures = in_order._people, iter([True])

    def failing(*told: object) -> object:
        if next(failures, False):
            raise RuntimeError
        return people(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(in_order, "_people", failing)
    with pytest.raises(RuntimeError):
        shop.store.purchase({"member": "ann", "lines": [{"amount": "10"}]})
    shop.store.purchase({"member": "ann", "lines": [{"amount": "10"}]})
    assert shop.state("bea")["tier"] == "silver"
    shop.store.close_day(date(2025, 6, 1))
    assert not shop.store.rebuild().differing

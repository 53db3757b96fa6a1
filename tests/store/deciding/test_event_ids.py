"""Ids that the store makes up, and what falls due before a purchase that it prices."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.store.refused import RefusedError
from store_cases import Shop


def shop_of(folder: Path) -> Shop:
    return Shop(f"sqlite:///{folder / 'patron.db'}", folder)


def test_an_id_that_is_made_up_is_not_one_that_somebody_told(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    shop.enrolls("ann")
    first = shop.buys("ann", "2024-02-01T12:00", 10).id
    number = int(first.removeprefix("p-"))
    shop.buys("ann", "2024-02-02T12:00", 10, f"p-{number + 2}")
    assert shop.buys("ann", "2024-02-03T12:00", 10).id == f"p-{number + 2}-2"
    shop.moves("ann", "2024-02-04T12:00", "adjust", points=5, id=f"m-{number + 4}", by="desk")
    assert shop.moves("ann", "2024-02-05T12:00", "adjust", points=5, by="desk").id == f"m-{number + 4}-2"
    shop.buys("ann", "2024-02-06T12:00", 10, f"r-{number + 6}")
    assert shop.returns(first, "2024-02-07T12:00").id == f"r-{number + 6}-2"


def test_a_movement_cannot_be_told_as_the_end_of_a_grant(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    shop.enrolls("ann")
    with pytest.raises(RefusedError, match="ids that end in ' end'"):
        shop.moves("ann", "2024-02-01T12:00", "adjust", points=5, by="desk", id="G1 end")


def test_what_falls_due_before_a_purchase_that_the_store_prices_is_told(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    shop.buys("ann", "2024-01-10T12:00", 300)
    told = {"member": "ann", "at": shop.local("2025-06-10T12:00"), "lines": [{"list_amount": "10"}]}
    shop.at("2025-06-10T12:00")
    made = shop.store.purchase(told)
    assert (made.tier_before, made.tier) == ("silver", "guest")
    assert [(one.on, one.after) for one in made.changes] == [("2025-01-10", "guest")]
    assert [(one.kind, one.points) for one in made.moved] == [("expired", 30), ("earned", 1)]

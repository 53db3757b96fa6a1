"""Lines that are told without an amount cost what `patron quote` says, at the tier that the buyer holds before the purchase."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from patron.cli import main
from patron.store.reading.histories import lines
from patron.store.refused import RefusedError
from sqlalchemy import select
from store_cases import Shop

SCHEME = Path(__file__).parents[3] / "examples" / "jewelry.yaml"
WEIGHED = {"grams": "5.27", "gold_price": "550", "making_charge": "80", "priced_by": "weight"}
GOODS: list[dict[str, Any]] = [
    {"line": "1", "category": "gold", "quantity": "1", "fields": WEIGHED},
    {"line": "2", "category": "silver", "quantity": "1", "list_amount": "399.00", "fields": {"priced_by": "piece"}},
    {"line": "3", "category": "diamond", "quantity": "1", "list_amount": "8999.00", "fields": {"priced_by": "piece"}},
    {"line": "4", "category": "gold", "quantity": "1", "list_amount": "1299.00", "fields": {"grams": "1.2", "priced_by": "piece"}},
]
COLUMNS = ("line", "category", "quantity", "amount", "tag_price", "grams", "gold_price", "making_charge", "priced_by")
AT = "2025-06-18T14:30"


def quoted(folder: Path, tier: str) -> list[str]:
    """The prices of the goods as `patron quote` tells them; what is priced by the piece costs everyone its tag."""
    rows = [{**one, **one["fields"], "amount": one.get("list_amount"), "tag_price": one.get("list_amount")} for one in GOODS]
    basket = folder / "basket.csv"
    cells = [",".join(str(row.get(column) or "") for column in COLUMNS) for row in rows]
    basket.write_text("\n".join([",".join(COLUMNS), *cells]), encoding="utf-8")
    asked = ["quote", str(SCHEME), "--basket", str(basket), "--tier", tier, "--at", AT, "--format", "json"]
    told = CliRunner().invoke(main, asked)
    assert told.exit_code == 0, told.output
    return [line["price"] for line in json.loads(told.stdout)["lines"]]


def shop_with(folder: Path, tier: str) -> Shop:
    shop = Shop(f"sqlite:///{folder / 'patron.db'}", folder, SCHEME.read_text(encoding="utf-8"), start="2025-01-01")
    shop.enrolls("ann")
    if tier != "guest":
        shop.moves("ann", "2025-06-01T10:00", "grant_tier", value=tier, by="the manager")
    shop.at(AT)
    return shop


@pytest.mark.parametrize("tier", ["guest", "vip"])
def test_a_purchase_costs_what_a_quote_says(tmp_path: Path, tier: str) -> None:
    shop = shop_with(tmp_path, tier)
    made = shop.store.purchase({"member": "ann", "at": shop.local(AT), "lines": GOODS})
    prices = quoted(tmp_path, tier)
    assert [one["price"] for one in made.detail["priced"]] == prices
    with shop.store.desk.database.read() as connection:
        amounts = connection.execute(select(lines.c.amount).order_by(lines.c.place)).scalars().all()
    assert [f"{amount / 100:.2f}" for amount in amounts] == prices


def test_the_purchase_that_makes_a_tier_is_priced_before_it(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, "guest")
    first = shop.store.purchase({"member": "ann", "at": shop.local(AT), "lines": GOODS * 8})
    assert (first.tier_before, first.tier) == ("guest", "vip")
    assert [one["price"] for one in first.detail["priced"]] == quoted(tmp_path, "guest") * 8
    shop.at("2025-06-18T14:31")
    second = shop.store.purchase({"member": "ann", "lines": GOODS})
    assert [one["price"] for one in second.detail["priced"]] == quoted(tmp_path, "vip")


def test_a_line_whose_price_cannot_be_known_is_refused(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, "guest")
    with pytest.raises(RefusedError) as refused:
        shop.store.purchase({"member": "ann", "lines": [{"category": "diamond"}]})
    assert {one.field for one in refused.value.refusals} == {"lines.0.amount"}

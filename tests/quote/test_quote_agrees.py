"""A quote has the prices of the simulation's table and is valid by its schema; the page names every key."""

from __future__ import annotations

import json
import random
import re
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest
from patron.engine.history import LINES
from patron.engine.plan.compile import compile_plan
from patron.engine.prices import price_lines
from patron.quote import Ask, Terms, as_json, customer_of_tier, make_quote
from patron.quote.request import BUYER
from patron.scheme.load import load_scheme
from quote_case import MEMBER_FILES, quoted, run, write

SCHEMA: dict[str, Any] = json.loads(files("patron.quote").joinpath("quote.schema.json").read_text(encoding="utf-8"))
PAGE = Path(__file__).parents[2] / "docs" / "quote-json.md"
SCHEMES = [
    Path(__file__).parents[2] / "examples" / "jewelry.yaml",
    Path(__file__).parents[1] / "properties" / "every_key.yaml",
]
DAY = (date(2025, 3, 8) - date(1970, 1, 1)).days


def _lines(draw: random.Random) -> pl.DataFrame:
    rows = [
        {
            "row": number + 2,
            "line": str(number + 1),
            "amount": draw.randint(0, 10**7),
            "list_amount": draw.choice([None, draw.randint(0, 2 * 10**7)]),
            "category": draw.choice(["gold", "silver", "diamond", "jade", None]),
            "tender": draw.choice(["cash", "stored", None]),
            "grams": draw.choice([None, draw.randint(0, 10**5)]),
            "making_charge": draw.choice([None, draw.randint(0, 10**5)]),
            "priced_by": draw.choice([None, "weight", "piece"]),
        }
        for number in range(8)
    ]
    fields = {"grams": pl.Int64(), "making_charge": pl.Int64(), "priced_by": pl.String()}
    return pl.DataFrame(rows, schema={**LINES, **fields})


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_quote_and_simulation_have_the_same_prices_to_the_fen(path: Path) -> None:
    loaded = load_scheme(path)
    plan = compile_plan(loaded.require(), loaded.industry)
    terms = Terms(loaded.require(), loaded.industry, plan)
    draw = random.Random(7)
    for rank in range(len(plan.tiers)):
        for _ in range(6):
            lines = _lines(draw)
            history = customer_of_tier(plan, rank, DAY)
            ask = Ask(lines, history, BUYER, DAY * 86_400_000_000, DAY)
            quote = make_quote(terms, ask)
            table = price_lines(plan, ask.as_purchase("p"), history)
            assert [line.price for line in quote.lines] == [int(price) for price in table.levels[quote.priced_as]]
            for line in quote.lines:
                assert line.amount - sum(step.off for step in line.steps) == line.discounted
            jsonschema.validate(json.loads(as_json(quote)), SCHEMA)


def test_a_replay_takes_off_what_the_quote_takes_off(tmp_path: Path) -> None:
    """The same lines as sales of a member and as her basket: the discount's cost is the quote's discount."""
    folder = write(tmp_path, basket_csv="category,amount\ncoat,333.33\nshirt,99.99\noutlet,10.01\n")
    sales = "purchase_id,member_id,at,amount,category\np0,ann,2025-01-05T10:00,1500,outlet\n"
    sales += "p1,ann,2025-03-08T10:00,333.33,coat\np1,ann,2025-03-08T10:00,99.99,shirt\np1,ann,2025-03-08T10:00,10.01,outlet\n"
    (folder / "sales.csv").write_text(sales, encoding="utf-8")
    made = quoted(folder, "--member", "ann", "--purchases", "sales.csv", "--at", "2025-03-07")
    assert made["customer"]["tier"] == "silver"
    done = run(folder, "simulate", "scheme.yaml", "--purchases", "sales.csv", "--out", "out")
    assert done.returncode == 0, done.stderr
    result = json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))
    assert result["costs"]["by_kind"]["discount"] == round(float(made["totals"]["discounts"]) * 100)


def test_quotes_with_coupons_are_valid_by_the_schema(tmp_path: Path) -> None:
    folder = write(tmp_path)
    coupons = ("--coupon", "spring", "--coupon", "ten-off", "--coupon", "full-price", "--coupon", "cup", "--points", "200")
    for tier, words in (("gold", coupons), ("silver", coupons[4:6])):
        jsonschema.validate(quoted(folder, "--tier", tier, "--at", "2025-03-08", *words), SCHEMA)
    jsonschema.validate(quoted(folder, "--member", "bob", *MEMBER_FILES, "--at", "2025-03-08"), SCHEMA)


def _paths(schema: dict[str, Any], path: str = "") -> list[tuple[str, str]]:
    found = [(path, schema.get("description", ""))] if path else []
    for name, part in schema.get("properties", {}).items():
        found += _paths(part, f"{path}.{name}" if path else name)
    for name, part in schema.get("items", {}).get("properties", {}).items():
        found += _paths(part, f"{path}[].{name}")
    return found


def test_the_page_documents_every_key_with_its_meaning() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for path, described in _paths(SCHEMA):
        row = next((line for line in page.splitlines() if line.startswith(f"| `{path}` |")), None)
        assert row is not None, path
        assert described in row, path
    assert set(re.findall(r"^\| `([^`]+)` \|", page, re.M)) == {path for path, _ in _paths(SCHEMA)}

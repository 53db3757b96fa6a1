"""The card scheme over two years of example sales: the installed command, with either runner, writes the same tables to the byte."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

from apparel_case import Row, moved
from house import PATRON, rows_of, table

EXAMPLES = Path(__file__).parents[2] / "examples" / "apparel"
TABLES = ("out", "changes", "entitlements", "vouchers", "receipts")


def _movements() -> list[Row]:
    """What the shop does with its members beside selling: questions, reviews, cards given, gifts that someone else took."""
    members = [row["member_id"] for row in csv.DictReader((EXAMPLES / "members.csv").open(encoding="utf-8"))]
    rows = [moved(number, one, "2025-04-01", "quiz", ref="style-quiz") for number, one in enumerate(members[:120])]
    rows += [moved(1000 + number, one, "2025-05-01", "profile", ref="brand_fit", value="poor") for number, one in enumerate(members[::7])]
    rows += [moved(2000 + number, one, "2025-06-01", "grant_tier", value="silver") for number, one in enumerate(members[::11])]
    return rows + [moved(3000 + number, one, "2025-06-20", "false_claim", ref="birthday-gift") for number, one in enumerate(members[::13])]


def test_both_runners_write_the_same_tables(card: Path) -> None:
    folder = card.parent
    given: list[object] = ["--purchases", EXAMPLES / "sales.csv", "--members", EXAMPLES / "members.csv"]
    given += ["--movements", table(folder / "moves.csv", _movements()), "--as-of", "2025-12-31"]
    for runner in ("reference", "batch"):
        written = [word for name in TABLES for word in (f"--{name}", folder / f"{runner}-{name}.csv")]
        words = [str(word) for word in (PATRON, "evaluate", card, *given, *written, "--runner", runner)]
        subprocess.run(words, check=True, capture_output=True, timeout=300)
    for name in TABLES:
        assert (folder / f"reference-{name}.csv").read_bytes() == (folder / f"batch-{name}.csv").read_bytes(), name
    receipts, members = rows_of(folder / "batch-receipts.csv"), rows_of(folder / "batch-out.csv")
    assert {row["tier"] for row in members} == {"guest", "ordinary", "silver", "gold", "diamond"}
    beside = 120 * 20 + 28 * 300  # the quiz, and 28 friends who were introduced
    assert sum(int(row["points"]) for row in receipts) + beside == sum(int(row["points_earned"]) for row in members)

"""Simulates a ready scheme of each industry on its example sales, and prints the headline figures: what `make demo` runs.

The schemes are written by `patron init` into OUT/INDUSTRY, beside the reports.

    python examples/demo.py OUT
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parent
PATRON = Path(sys.executable).parent / "patron"
# industry: its ready scheme, the folder of its sales, the gross margin
DEMOS = {
    "apparel": ("apparel-card", EXAMPLES / "apparel", "0.55"),
    "hospital": ("hospital-cards", EXAMPLES / "hospital", "0.40"),
    "hotel": ("hotel", EXAMPLES / "hotel", "0.60"),
    "jewelry": ("jewelry", EXAMPLES, "0.35"),
}
SHOWN = 4  # of the costs, the largest


def simulate(industry: str, out: Path) -> dict[str, Any]:
    """The result of one industry's ready scheme; its report stays in `out`."""
    name, data, margin = DEMOS[industry]
    files = ["--purchases", data / "sales.csv", "--members", data / "members.csv"]
    if (data / "movements.csv").exists() and industry != "jewelry":
        files += ["--movements", data / "movements.csv"]
    for words in (
        ["init", industry, out, "--scheme", name, "--force"],
        ["simulate", out / f"{name}.yaml", *files, "--margin", margin, "--out", out],
    ):
        done = subprocess.run([PATRON, *words], capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603 - our own command
        if done.returncode:
            raise SystemExit(f"patron {' '.join(map(str, words))}:\n{done.stdout}{done.stderr}")
    found: dict[str, Any] = json.loads((out / "result.json").read_text(encoding="utf-8"))
    return found


def show(industry: str, found: dict[str, Any], out: Path) -> None:
    """The headline figures, in both languages."""
    unit = 10 ** found["scheme"]["places"]
    company, even, title = found["company"], found["break_even"], found["scheme"]["title"]
    dearest = sorted((one for one in found["costs"]["by_rule"] if one["amount"]), key=lambda one: -int(one["amount"]))
    sys.stdout.write(f"\n{title['zh']} · {title['en']} ({industry})\n")
    rows = [
        ("期间 period", f"{found['period']['from']} – {found['period']['to']}"),
        (
            "期末会员 members at the end",
            " · ".join(f"{one['title']['zh']} {one['title']['en']} {one['customers']:,}" for one in found["tiers"]),
        ),
        ("享受承诺的会员 promised members", f"{company['promised_members']:,} ({_percent(company['promised_share_of_customers'])})"),
        ("会员销售占比 share of sales", _percent(company["covered_share_of_sales"])),
        ("方案总成本 cost of the scheme", f"{_whole(found['costs']['total'], unit):,}"),
        *((f"  其中 of it {_whole(one['amount'], unit):,}", f"{one['title']['zh']} {one['title']['en']}") for one in dearest[:SHOWN]),
        *_cards(found),
        ("保本增量 break-even uplift", f"+{_percent(even['uplift'])}" if even["state"] == "found" else even["state"]),
        ("报告 report", str(out / "report.html")),
    ]
    for name, figure in rows:
        sys.stdout.write(f"  {name}: {figure}\n")


def _cards(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Prepaid cards: how many, what was earned by their use, what is owed, what ran out unused; nothing for a scheme without any."""
    if found["cards"] is None:
        return []
    total, unit = found["cards"]["total"], 10 ** found["scheme"]["places"]
    return [
        ("储值卡售出 cards sold", f"{total['sold']:,} · 收款 for {_whole(total['sold_for'], unit):,}"),
        ("储值卡赠出 cards given", f"{total['given']:,}"),
        ("确认收入 revenue recognised", f"{_whole(total['recognised'], unit):,}"),
        ("期末未用储值（负债） liability at the end", f"{_whole(total['outstanding'], unit):,}"),
        ("到期未用储值 unused at expiry", f"{_whole(total['expired_unused'], unit):,}"),
    ]


def _whole(amount: int, unit: int) -> int:
    """Minor units as whole ones, half up."""
    return (2 * amount + unit) // (2 * unit)


def _percent(share: Any) -> str:
    return "–" if share is None else f"{float(share) * 100:.1f} %"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    for one in DEMOS:
        show(one, simulate(one, target / one), target / one)

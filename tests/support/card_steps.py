"""Random stories of a hospital's prepaid cards: steps of which many succeed and many are refused, for the scheme of `tests/cards`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from histories import buy, day, history, member, move
from hypothesis import strategies as st
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.plan.compile import compile_plan
from patron.scheme.load import load_scheme

LOADED = load_scheme(Path(__file__).parent.parent / "cards" / "hospital.yaml")
PLAN: Plan = compile_plan(LOADED.require(), LOADED.industry)
ROLES = {"make": "finance", "draw": "sales", "sell": "sales", "give": "sales", "approve": "finance-manager"}
SERVICE_CENTRE = "service-centre"
WHO = ("ann", "bob", "cyd")
GROUPS = {"ann": "neighbour", "cyd": "owner"}
LAST = day("2027-12-31")
STEPS = ("make", "draw", "approve", "sell", "give", "activate", "pay", "use", "top_up", "renew", "suspend", "resume")
Step = tuple[str, int, int, int, int]  # step, days after the one before, card, member, figure


def story(steps: list[Step]) -> list[dict[str, Any]]:
    """Movements, many of them wrong, in their order."""
    rows, on = [], day("2025-01-01")
    for number, (step, wait, card, who, figure) in enumerate(steps):
        on += wait
        when = f"{pl.Series([on]).cast(pl.Date)[0]}T{8 + number % 10:02d}:00"
        cells: dict[str, Any] = {"ref": f"HV5{card:03d}", "by": ROLES.get(step, SERVICE_CENTRE), "member_id": WHO[who]}
        if step == "make":
            cells |= {"value": f"hv5:{1 + figure % 4}", "member_id": None}
        elif step == "sell":
            cells["amount"] = 400000 if who == 0 else 500000
        elif step in {"pay", "top_up", "renew"}:
            cells |= {"amount": 1 + figure * 977, "value": "exam" if step == "pay" else None}
        elif step == "use":
            cells["value"] = ("check-up", "course", "doctor")[figure % 3]
        name = cells.pop("member_id")
        rows.append(move(f"v{number:03d}", name, when, f"card_{step}", **cells))
    return rows


def happened(rows: list[dict[str, Any]]) -> History:
    """The movements with ann, bob and cyd; bob spent enough for a free card."""
    members = [{**member(name), "customer_group": GROUPS.get(name)} for name in WHO]
    bought = [buy("p1", "bob", "2025-01-01", 100000, category="exam"), buy("p2", "bob", "2025-01-01", 4000, category="exam")]
    told = history(purchases=bought, movements=rows, members=[member("x")])
    frame = pl.DataFrame([{**dict.fromkeys(told.members.columns), **row, "row": 2 + n} for n, row in enumerate(members)])
    known = told.members.clear().with_columns(customer_group=pl.lit(None, pl.String))
    return History(told.lines, told.returns, told.movements, frame.cast(known.schema).select(known.columns))  # type: ignore[arg-type]


def likely() -> st.SearchStrategy[list[Step]]:
    """Steps of which many succeed: first cards are made, drawn and approved, then anything happens."""
    ready: list[Step] = [("make", 0, 1, 0, 3)]
    ready += [(step, 0, card, 0, 0) for step in ("draw", "approve") for card in (1, 2, 3)]
    issue = st.tuples(st.sampled_from(["sell", "give"]), st.integers(0, 5), st.integers(1, 3), st.integers(0, 2), st.just(0))
    use = st.tuples(st.sampled_from(STEPS), st.integers(0, 60), st.integers(1, 5), st.integers(0, 2), st.integers(0, 600))
    own = st.tuples(
        st.sampled_from(["activate", "pay", "use", "top_up", "renew"]), st.integers(0, 60), st.just(1), st.just(0), st.integers(0, 600)
    )
    sold: list[Step] = [("sell", 1, 1, 0, 0), ("activate", 1, 1, 0, 0)]
    return st.builds(
        lambda first, rest: ready + sold + first + rest, st.lists(issue, max_size=3), st.lists(st.one_of(use, own), max_size=25)
    )

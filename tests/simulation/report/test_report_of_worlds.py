"""The report of many worlds shows every band of the document as it stands there, and draws its charts."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from patron.simulation.replay.replay import replay
from patron.simulation.replay.request import Margins, Request
from patron.simulation.report.document import document
from patron.simulation.report.identity import Identity
from patron.simulation.report.page import report
from simulation_case import fake, plan, scheme, small_history

IDENTITY = Identity("ab" * 32, (("purchases", "sales.csv", "cd" * 32),), (("patron", "0.1.0"),))


def pair(text: str) -> dict[str, str]:
    return {"zh": f"中{text}", "en": text}


def board() -> dict[str, Any]:
    of = scheme()
    found = document(replay(of, plan(of), small_history(), Request(margins=Margins(Fraction(35, 100))), evaluate=fake), IDENTITY)
    band = {"p10": -123456, "p50": 200, "p90": 7890123}
    found["worlds"] = {
        "figures": [
            {"name": "net", "unit": "money", "title": pair("Net"), **band, "without": 0},
            {"name": "break_even", "unit": "uplift", "title": pair("Even"), "p10": 0.0123, "p50": 0.2, "p90": None, "without": 3},
        ],
        "months": [{"month": month, "cumulative": band} for month in found["period"]["months"]],
        "precision": pair("Half a width"),
        "values": [{"world": world, "net": world * 1000, "cost": 5} for world in range(9)],
    }
    found["tornado"] = [{"id": "used", "title": pair("Used"), "low": -100, "high": 500, "middle": 200}]
    found["assumption_list"] = [{"id": "used", "title": pair("Used"), "low": 0.1, "likely": None, "high": 0.45, "source": "<b>the house"}]
    found["population"] = {"parts": [{**pair("BG/NBD"), "source": "the register"}]}
    return found


def test_every_band_is_shown_as_it_stands_in_the_document() -> None:
    page = report(board(), "en")
    shown = dict(re.findall(r'data-figure="([^"]+)">([^<]*)<', page))
    assert shown == {
        "net.p10": "-1,234.56",
        "net.p50": "2.00",
        "net.p90": "78,901.23",
        "break_even.p10": "1.23 %",
        "break_even.p50": "20.00 %",
        "break_even.p90": "—",
    }


def test_charts_and_sources_of_the_worlds_are_there_and_ids_are_unique() -> None:
    found = board()
    with_worlds, without = report(found, "zh"), report({**found, "worlds": None, "tornado": None}, "zh")
    assert with_worlds.count("<svg") == without.count("<svg") + 6  # three charts in two languages
    assert 'id="a-used"' in with_worlds
    assert "&lt;b&gt;the house" in with_worlds
    assert "the register" in with_worlds
    ids = re.findall(r'\bid="([^"]+)"', with_worlds)
    assert len(ids) == len(set(ids))

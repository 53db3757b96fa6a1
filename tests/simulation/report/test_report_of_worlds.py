"""The report of many worlds shows every band of the document as it stands there, and draws its charts."""

from __future__ import annotations

import html
import json
import re
from fractions import Fraction
from typing import Any

from patron.simulation.replay.replay import replay
from patron.simulation.replay.request import Margins, Request
from patron.simulation.report.bound import Figures
from patron.simulation.report.document import document
from patron.simulation.report.figures import money
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
    members = {tier["id"]: {"p10": 1, "p50": 2, "p90": 4} for tier in found["tiers"]}
    found["worlds"] = {
        "count": 9,
        "figures": [
            {"name": "net", "unit": "money", "title": pair("Net"), **band, "without": 0},
            {"name": "cost", "unit": "money", "title": pair("Cost"), **band, "without": 0},
            {"name": "break_even", "unit": "uplift", "title": pair("Even"), "p10": 0.0123, "p50": 0.2, "p90": None, "without": 3},
        ],
        "months": [{"month": month, "cumulative": band, "members": members} for month in found["period"]["months"]],
        "precision": pair("Half a width"),
        "values": [{"world": world, "net": world * 1000, "cost": 5} for world in range(9)],
    }
    found["tornado"] = [
        {
            "id": "used",
            "kind": "assumption",
            "title": pair("Used"),
            "low_value": "1",
            "high_value": "2",
            "low": -100,
            "high": 500,
            "middle": 200,
        }
    ]
    entry = {"id": "used", "title": pair("Used"), "effect": "take_up", "for": [], "of": "parking", "of_title": None, "lasting_days": None}
    found["assumption_list"] = [{**entry, "low": 0.1, "likely": None, "high": 0.45, "source": "<b>the house"}]
    found["population"] = {"parts": [{"part": "timing", **pair("BG/NBD"), "source": "the register"}]}
    return found


def test_every_figure_is_shown_as_it_stands_in_the_document() -> None:
    found = board()
    page = report(found, "en")
    shown = re.findall(r'data-figure="([^"]+)" data-value="([^"]*)">([^<]*)<', page)
    bound = Figures(found)
    assert len(shown) > 100
    assert [(path, html.unescape(raw)) for path, raw, _ in shown] == [(path, json.dumps(bound.at(path))) for path, _, _ in shown]
    told = {path: text for path, _, text in shown}
    assert told["worlds.figures.net.p10"] == "−1,234.56"
    assert told["worlds.figures.break_even.p10"] == "1.23 %"
    assert told["worlds.figures.break_even.p90"] == "—"
    assert told["costs.total"] == money(found["costs"]["total"], 2)
    assert told["assumption_list.0.high"] == "45.00 %"


def test_charts_and_sources_of_the_worlds_are_there_and_ids_are_unique() -> None:
    found = board()
    with_worlds, without = report(found, "zh"), report({**found, "worlds": None, "tornado": None}, "zh")
    drawn = [set(re.findall(r'<figure id="chart-(\w+)"', page)) for page in (with_worlds, without)]
    assert drawn[0] - drawn[1] == {"band", "worlds", "cumulative", "tornado"}
    assert with_worlds.count("<svg") >= 2 * len(drawn[0])  # for wide and for narrow screens
    assert 'id="a-used"' in with_worlds
    assert "&lt;b&gt;the house" in with_worlds
    assert "the register" in with_worlds
    ids = re.findall(r'\bid="([^"]+)"', with_worlds)
    assert len(ids) == len(set(ids))

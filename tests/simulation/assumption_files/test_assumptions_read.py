"""What an assumptions file says becomes entries; the ready schemes' own have no finding."""

from __future__ import annotations

from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest
from patron.findings import FindingsError
from patron.plugins import industries
from patron.scheme.load import load_scheme
from patron.simulation.assumptions.file import load_assumptions, read_assumptions
from patron.simulation.assumptions.model import Assumption, Effect, Range, middles
from patron.simulation.population.file import read_population

READY = [(industry.id, ready.name) for industry in industries().values() for ready in industry.ready_schemes]


def written(folder: Path, entries: str) -> Path:
    path = folder / "assumptions.yaml"
    path.write_text(f"assumptions: launch\nentries:\n{entries}", encoding="utf-8")
    return path


def test_entries_are_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "  - {id: often, for: vip, purchase_rate: {from: -1 %, likely: 3 %, to: 0.08}, source: pilot}\n"
        "  - {id: parking, benefit: parking, take_up: {from: 40 %, to: 90 %}, source: s, title: {zh: 停车, en: Parking}}\n"
        "  - {id: fallen, for: [silver, vip], demotion: 10 %, lasting: 6 months, source: s}\n",
    )
    found = load_assumptions(path)
    assert found.id == "launch"
    assert found.entries == (
        Assumption("often", Effect.PURCHASE_RATE, Range(Fraction(-1, 100), Fraction(8, 100), Fraction(3, 100)), "pilot", tiers=("vip",)),
        Assumption("parking", Effect.TAKE_UP, Range(Fraction(2, 5), Fraction(9, 10)), "s", "停车", "Parking", of="parking"),
        Assumption("fallen", Effect.DEMOTION, Range(Fraction(1, 10), Fraction(1, 10)), "s", tiers=("silver", "vip"), lasting_days=183),
    )
    assert middles(found) == {"often": Fraction(3, 100), "parking": Fraction(13, 20), "fallen": Fraction(1, 10)}


def test_what_is_wrong_is_raised(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as caught:
        load_assumptions(written(tmp_path, "  - {id: a, for: vip, basket: 3 %}\n"))
    assert [finding.code for finding in caught.value.findings] == ["missing-key"]


@pytest.mark.parametrize(("industry", "name"), READY)
def test_the_ready_schemes_assumptions_and_customers_have_no_finding(industry: str, name: str) -> None:
    stated = industries()[industry]
    folder = Path(str(files(stated.package)))
    ready = next(one for one in stated.ready_schemes if one.name == name)
    scheme = load_scheme(folder / "schemes" / ready.resource)
    assert ready.assumptions is not None
    assert stated.population is not None
    assert read_assumptions(folder / ready.assumptions, scheme).findings == ()
    assert read_population(folder / stated.population, scheme).findings == ()
    entries = load_assumptions(folder / ready.assumptions, scheme).entries
    assert len(entries) > 5
    assert all(one.title_zh and one.title_en for one in entries)

"""What a population file says becomes the simulation's population."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.findings import FindingsError
from patron.scheme.load import load_scheme
from patron.simulation.population.defaults import default_population
from patron.simulation.population.file import load_population, read_population
from patron.simulation.population.model import Arrival, BgNbd, CardBuyers, GammaGamma, Goods, GroupOrders, LineCell, ParetoNbd, Season
from patron.vocabulary import Industry, Title
from populations import SOUND


def written(folder: Path, text: str) -> Path:
    path = folder / "population.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_part_is_read(tmp_path: Path) -> None:
    one = load_population(written(tmp_path, SOUND))
    assert (one.id, one.industry, one.currency, one.customers, one.unit_days) == ("house", "jewelry", "CNY", 500, 7.0)
    assert one.timing == BgNbd(0.24, 4.4, 0.79, 2.4)
    assert one.amounts == GammaGamma(6.25, 3.74, 15.44)
    assert one.arrival == Arrival(24, 1.3)
    by_weight = (LineCell("priced_by", text="weight"), LineCell("grams", amount_per=600.0), LineCell("gold_price", number=600.0))
    assert one.goods == (Goods("gold", 0.6, 0.8, 1.0, by_weight), Goods("jade", 0.4, 1.0, 1.1, (LineCell("quantity", number=2.0),)))
    assert one.season == Season((2.0, *[1.0] * 11), (*[1.0] * 5, 2.0, 2.0))
    assert (one.introduced, one.walk_ins, one.stores) == (0.1, 0.2, (("main", 0.6), ("mall", 0.4)))
    assert one.groups == GroupOrders(12.0, 350000.0, 0.3, "gold")
    assert one.cards == (CardBuyers("card-5000", 0.01, 0.9),)
    assert one.fitted == {"customers": 2357.0, "log_likelihood": -9582.43}
    assert set(one.sources.values()) == {"our own"}


def test_the_other_timing_and_a_unit_of_days(tmp_path: Path) -> None:
    text = SOUND.replace("bg-nbd, unit: week", "pareto-nbd, unit: 10.5 days").replace("a: 0.79, b: 2.4", "s: 0.6, beta: 11.6")
    one = load_population(written(tmp_path, text))
    assert (one.timing, one.unit_days) == (ParetoNbd(0.24, 4.4, 0.6, 11.6), 10.5)


def test_what_is_wrong_is_raised_all_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, SOUND.replace("r: 0.24", "r: 0").replace("main: 60 %", "main: 50 %"))
    with pytest.raises(FindingsError) as caught:
        load_population(path)
    assert [finding.code for finding in caught.value.findings] == ["not-above-zero", "shares-not-whole"]


def test_a_scheme_of_another_industry_or_currency_and_its_cards(tmp_path: Path) -> None:
    scheme = tmp_path / "scheme.yaml"
    scheme.write_text(
        "scheme: x\nindustry: hotel\ncurrency: USD\ntime_zone: UTC\ntiers: [{id: guest}]\n",
        encoding="utf-8",
    )
    loaded = load_scheme(scheme)
    assert loaded.scheme is not None
    found = read_population(written(tmp_path, SOUND), loaded).findings
    assert [finding.code for finding in found] == ["population-disagrees"] * 3
    assert [finding.message.split(" in ")[0] for finding in found] == [
        "the population's industry is jewelry, and the scheme's is hotel",
        "the population's currency is CNY, and the scheme's is USD",
        "the scheme has no kind of cards 'card-5000'",
    ]


def test_an_industry_without_a_population_says_so() -> None:
    with pytest.raises(FindingsError) as caught:
        default_population(Industry(id="tea", title=Title("茶", "Tea"), package="patron"))
    assert [finding.code for finding in caught.value.findings] == ["no-population"]

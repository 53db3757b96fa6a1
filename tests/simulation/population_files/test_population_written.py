"""A population that is written and read again is the same, to the last bit of every figure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from patron.plugins import industries
from patron.simulation.population.defaults import default_population
from patron.simulation.population.dump import dump_population
from patron.simulation.population.file import load_population
from patron.simulation.population.model import Population
from populations import SOUND, populations
from random_cases import repeatable


def read_again(folder: Path, text: str) -> Population:
    path = folder / "population.yaml"
    path.write_text(text, encoding="utf-8")
    return load_population(path)


@repeatable(25)
@given(populations())
def test_what_is_written_reads_back_equal_in_both_languages(tmp_path: Path, population: Population) -> None:
    for lang in ("zh", "en"):
        assert read_again(tmp_path, dump_population(population, lang)) == population


@pytest.mark.parametrize("industry", sorted(industries()))
def test_the_industries_own_read_back_equal(tmp_path: Path, industry: str) -> None:
    population = default_population(industries()[industry])
    assert read_again(tmp_path, dump_population(population)) == population


def test_the_text_is_stable_commented_and_without_exponents(tmp_path: Path) -> None:
    population = replace(read_again(tmp_path, SOUND), introduced=1e-7)
    english, chinese = dump_population(population), dump_population(population, "zh")
    assert english == dump_population(population)
    assert "# How often customers buy and when they stop" in english
    assert "# 到店频率与流失" in chinese
    assert "share: 0.00001 %" in english
    assert "- {category: jade, share: 40 %, list_ratio: 1.1, cells: {quantity: 2}}" in english


def test_a_part_without_a_source_is_not_written(tmp_path: Path) -> None:
    population = replace(read_again(tmp_path, SOUND), sources={"timing": "ours", "amounts": "ours"})
    with pytest.raises(ValueError, match="'arrival' of the population 'house' has no source"):
        dump_population(population)


def test_what_is_known_of_some_members_only_is_kept(tmp_path: Path) -> None:
    text = SOUND.replace("industry: jewelry", "industry: hotel").split("goods:")[0]
    text += "profiles: {source: ours, fields: {grade: {key: 1 %, regular: 9 %}}}\n"
    population = read_again(tmp_path, text)
    assert population.profiles == (("grade", (("key", 0.01), ("regular", 0.09), ("", 0.9))),)
    assert read_again(tmp_path, dump_population(population)) == population

"""Companies' own words: no heading and no word stands for two things, and a basket in Chinese is priced as one in English."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest
from house import patron, ready
from patron import plugins
from patron.files.columns import member_columns, purchase_columns
from patron.files.headings import plain
from ruamel.yaml import YAML

INDUSTRIES = ("apparel", "hospital", "hotel", "jewelry")


@pytest.mark.parametrize("name", INDUSTRIES)
def test_no_heading_and_no_word_stands_for_two_things(name: str) -> None:
    industry = plugins.industry(name)
    for columns in (purchase_columns(industry, 2), member_columns(industry)):
        of: dict[str, set[str]] = defaultdict(set)
        for column in columns:
            for heading in (*column.headings, column.name):
                of[plain(heading)].add(column.name)
        assert {heading: names for heading, names in of.items() if len(names) > 1} == {}
    words: dict[tuple[str, str], set[str]] = defaultdict(set)
    for category in industry.categories:
        for word in (*category.headings, category.title.zh, category.title.en, category.id):
            words["category", word.lower()].add(category.id)
    for field in (*industry.fields, *industry.profile_fields):
        for choice, others in field.choice_words:
            for word in (*others, choice):
                words[field.name, word.lower()].add(choice)
    assert {word: meant for word, meant in words.items() if len(meant) > 1} == {}


@pytest.mark.parametrize(
    ("industry", "chinese", "encoding"),
    [
        ("apparel", "金额,吊牌价,类别,货号,促销活动\n900,900,连衣裙,D-7,正价\n700,1000,毛衣,K-1,商场活动\n", "gbk"),
        (
            "hospital",
            "金额,类别,就诊类型,病房类型,号别\n800,床位费,住院,VIP病房,\n300,挂号费,门诊,,专家号\n260,中成药,门诊,,\n",
            "utf-8-sig",
        ),
        ("hotel", "金额,品类,间夜数,每晚房价,用餐人数,餐别\n,房费,2,600,,\n300,餐饮,,,2,午餐\n", "gbk"),
    ],
)
def test_a_basket_in_chinese_is_read(tmp_path: Path, industry: str, chinese: str, encoding: str) -> None:
    name = plugins.industry(industry).ready_schemes[0].name
    scheme = ready(tmp_path, industry, name)
    (tmp_path / "basket.csv").write_text(chinese, encoding=encoding)
    tier = YAML(typ="safe").load(scheme.read_text("utf-8"))["tiers"][-1]["id"]
    quoted = json.loads(patron("quote", scheme, "--basket", "basket.csv", "--tier", tier, "--format", "json", cwd=tmp_path))
    known = set(plugins.industry(industry).category_ids())
    assert [line["category"] in known for line in quoted["lines"]] == [True] * (chinese.count("\n") - 1)

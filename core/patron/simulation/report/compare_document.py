"""A comparison as one document of plain values: what `compare.json` holds and every other output is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from patron.engine.days import to_date
from patron.simulation.report.compare_words import FIGURES, Pair, blast_sentences
from patron.simulation.report.identity import Identity
from patron.simulation.report.search_document import plain
from patron.simulation.report.titles import shown_title, titles_of
from patron.simulation.search.compare import Compared
from patron.simulation.search.targets import unit_of
from patron.simulation.worlds.bands import Band

FORMAT = "patron-compare/1"
MOST = 20  # members who are named in the document; compare.csv has all
Document = dict[str, Any]


def compare_document(found: Compared, identities: tuple[Identity, Identity], files: tuple[str, str]) -> Document:
    """The whole comparison; the same inputs give the same document. Money in minor units, shares of 1; `files`: the schemes' names."""
    titles = titles_of(found.schemes[0]) | titles_of(found.schemes[1])
    tiers = _tier_titles(found)
    period = found.laid[0].period
    return {
        "format": FORMAT,
        "a": _scheme(found, 0, identities[0], files[0]),
        "b": _scheme(found, 1, identities[1], files[1]),
        "currency": found.schemes[0].currency,
        "places": found.plans[0].places,
        "data": [{"role": role, "name": name, "sha256": digest} for role, name, digest in identities[0].files],
        "versions": dict(identities[0].versions),
        "period": {
            "from": to_date(period.first).isoformat(),
            "to": to_date(period.last).isoformat(),
            "months": [month.key for month in period.months],
        },
        "worlds": found.worlds,
        "middle_world": found.middle_world,
        "figures": [_pair(found, one.name, titles, tiers) for one in found.pairs],
        "break_even": [{"state": one.break_even.state.value, "uplift": plain(one.break_even.uplift)} for one in found.laid],
        "members": _members(found),
        "matrix": [{"from": one.before, "to": one.after, "members": one.members} for one in found.moves.matrix],
        "tier_titles": tiers,
        "months": _months(found),
        "costs": _costs(found, titles),
        "most": _most(found),
        "sentences": blast_sentences(found, tiers),
        "notes": _notes(found),
    }


def _scheme(found: Compared, side: int, identity: Identity, file: str) -> Document:
    scheme = found.schemes[side]
    return {"id": scheme.scheme, "file": file, "title": {"zh": scheme.title.zh, "en": scheme.title.en}, "sha256": identity.scheme_sha256}


def _months(found: Compared) -> list[Document]:
    """Members of each tier at each month's end under both schemes."""
    many = found.worlds is not None
    keys = [month.key for month in found.laid[0].period.months]
    return [
        {
            "month": key,
            **{
                side: {tier: _band(bands[number], many) for tier, bands in of.items()}
                for side, of in zip(("a", "b"), found.by_month, strict=True)
            },
        }
        for number, key in enumerate(keys)
    ]


def _tier_titles(found: Compared) -> dict[str, Pair]:
    """The second scheme's names come first: its tiers are those that members would hold."""
    return {tier.id: {"zh": tier.title.zh, "en": tier.title.en} for scheme in found.schemes for tier in scheme.tiers}


def figure_title(name: str, titles: dict[str, Pair], tiers: dict[str, Pair]) -> Pair:
    """What a figure is called."""
    plain_name, _, inside = name.partition("(")
    told = FIGURES[plain_name]
    about = inside.removesuffix(")")
    if not about:
        return {"zh": told[0], "en": told[1]}
    named = tiers.get(about) if plain_name in {"members", "share", "sales_share"} else shown_title(titles, about)
    named = named or {"zh": about, "en": about}
    return {"zh": f"{told[0]}：{named['zh']}", "en": f"{told[1]}: {named['en']}"}


def _pair(found: Compared, name: str, titles: dict[str, Pair], tiers: dict[str, Pair]) -> Document:
    pair = next(one for one in found.pairs if one.name == name)
    many = found.worlds is not None
    unit = unit_of(name)
    if name.startswith("goal("):
        goal = next(one for scheme in found.schemes for one in scheme.goals if one.id == name[5:-1])
        unit = "money" if goal.spend_per_member is not None else "share"
    return {
        "name": name,
        "unit": unit,
        "title": figure_title(name, titles, tiers),
        "a": _band(pair.first, many),
        "b": _band(pair.second, many),
        "difference": _band(pair.difference, many),
    }


def _band(one: Band | None, many: bool) -> Any:
    """A number for sales, the percentiles for worlds; null where a scheme has no such figure."""
    if one is None:
        return None
    if not many:
        return plain(one.p50)
    return {"p10": plain(one.p10), "p50": plain(one.p50), "p90": plain(one.p90), "without": one.without}


def _members(found: Compared) -> Document:
    import polars as pl

    moves = found.moves
    known = moves.members is not None

    def count(condition: pl.Expr) -> int | None:
        return moves.count(condition) if known else None

    return {
        "total": moves.total,
        "rise": moves.rise,
        "fall": moves.fall,
        "more_points": count(pl.col("points_earned_b") > pl.col("points_earned_a")),
        "fewer_points": count(pl.col("points_earned_b") < pl.col("points_earned_a")),
        "more_discount": count(pl.col("discount_b") > pl.col("discount_a")),
        "less_discount": count(pl.col("discount_b") < pl.col("discount_a")),
    }


def _costs(found: Compared, titles: dict[str, Pair]) -> list[Document]:
    rows = []
    for rule in found.rules:
        first, second = found.cost(0, rule), found.cost(1, rule)
        rows.append(
            {
                "kind": rule[0].value,
                "rule": rule[1],
                "title": shown_title(titles, rule[1]),
                "a": first,
                "b": second,
                "difference": (second or 0) - (first or 0),
            }
        )
    return rows


def _most(found: Compared) -> Sequence[Document] | None:
    return None if found.moves.members is None else found.moves.affected().head(MOST).to_dicts()


def _notes(found: Compared) -> list[Document]:
    if found.worlds is None:
        notes = [
            {
                "code": "behaviour-unchanged",
                "zh": "两个方案用同一份销售数据推演，假定顾客行为不变；净收益即成本的负数。",
                "en": "Both schemes are laid over the same sales and nobody's behaviour changes: net is what the scheme costs, below zero.",
            }
        ]
    else:
        notes = [
            {
                "code": "same-worlds",
                "zh": f"两个方案在同样的 {found.worlds} 个世界里比较，随机数相同；"
                f"差额逐个世界相减后再取分位数。明细表为居中的世界（第 {found.middle_world} 号）。",
                "en": f"Both schemes live in the same {found.worlds} worlds with the same draws; differences are taken world by world "
                f"before their percentiles. The tables are those of the middle world, number {found.middle_world}.",
            }
        ]
    for side, missing in zip(("A", "B"), found.uncovered, strict=True):
        if missing:
            notes.append(
                {
                    "code": f"uncovered-{side.lower()}",
                    "zh": f"记录中有 {missing:,} 次积分或权益的使用，方案 {side} 不足以支付，推演时略去。",
                    "en": f"{missing:,} uses of points or benefits on record are not covered by scheme {side} and are left out.",
                }
            )
    return notes

"""A population as the text of its file: the same text for the same population, and read back equal."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.representer import RoundTripRepresenter

from patron.simulation.inputs.values import DAYS_OF
from patron.simulation.population.dump_words import COMMENTS
from patron.simulation.population.model import BgNbd, CardBuyers, Goods, LineCell, Population

_NO_FOLDING = 1 << 20  # a line of any length is kept as one, so that nothing is read back differently
_MAY_BE_PLAIN = {"goods", "season", "introductions", "walk_ins", "profiles"}  # stated although they say what holds without them


class _Plain(str):
    """A figure as it is to be written, without quotes."""

    __slots__ = ()


def _represent(representer: RoundTripRepresenter, text: _Plain) -> Any:
    kind = "str" if "%" in text or " " in text else "float" if "." in text else "int"
    return representer.represent_scalar(f"tag:yaml.org,2002:{kind}", str(text))


def dump_population(population: Population, lang: Literal["zh", "en"] = "en") -> str:
    """The file's text with a comment at each part; `load_population` of it gives the same population.

    Figures are in the shortest form that reads back equal. Raises ValueError where a part has no source.
    """
    yaml = YAML()
    yaml.width = _NO_FOLDING
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(_Plain, _represent)
    document = _document(population)
    for key in document:
        if key in COMMENTS:
            document.yaml_set_comment_before_after_key(key, before=COMMENTS[key][lang])
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()


def _document(one: Population) -> CommentedMap:
    made = CommentedMap(population=one.id, industry=one.industry, currency=one.currency, customers=one.customers)
    plain = Population(one.id, one.currency, one.timing, one.unit_days, one.amounts)
    parts: dict[str, tuple[CommentedMap, bool]] = {  # part: its keys, and whether it must be written
        "timing": (_timing(one), True),
        "amounts": (_figures(model="gamma-gamma", p=one.amounts.p, q=one.amounts.q, gamma=one.amounts.gamma), True),
        "arrival": (
            CommentedMap(before=_Plain(f"{one.arrival.before_months} months"), new_each_year=_percent(one.arrival.new_each_year)),
            True,
        ),
        "goods": (CommentedMap(items=CommentedSeq(_goods(item) for item in one.goods)), one.goods != plain.goods),
        "season": (
            CommentedMap(months=_flow(map(_number, one.season.months)), weekdays=_flow(map(_number, one.season.weekdays))),
            one.season != plain.season,
        ),
        "introductions": (CommentedMap(share=_percent(one.introduced)), one.introduced != 0),
        "walk_ins": (CommentedMap(share=_percent(one.walk_ins)), one.walk_ins != 0),
        "stores": (CommentedMap(items=_shares(one.stores)), bool(one.stores)),
        "group_orders": (_groups(one), one.groups != plain.groups),
        "profiles": (CommentedMap(fields=CommentedMap((name, _shares(of)) for name, of in one.profiles)), bool(one.profiles)),
        "cards": (
            CommentedMap(items=CommentedSeq(_buyers(card) for card in one.cards)),
            bool(one.cards),
        ),
    }
    for part, (keys, is_needed) in parts.items():
        if not is_needed and not (part in one.sources and part in _MAY_BE_PLAIN):
            continue
        if not one.sources.get(part, "").strip():
            raise ValueError(f"the part '{part}' of the population '{one.id}' has no source")
        keys["source"] = one.sources[part]
        made[part] = keys
    if one.fitted:
        made["fitted"] = _figures(**one.fitted)
    return made


def _timing(one: Population) -> CommentedMap:
    unit = next((word for word, length in DAYS_OF.items() if length == one.unit_days), None)
    timing = one.timing
    if isinstance(timing, BgNbd):
        made = _figures(model="bg-nbd", r=timing.r, alpha=timing.alpha, a=timing.a, b=timing.b)
    else:
        made = _figures(model="pareto-nbd", r=timing.r, alpha=timing.alpha, s=timing.s, beta=timing.beta)
    made.insert(1, "unit", unit or _Plain(f"{_number(one.unit_days)} days"))
    return made


def _groups(one: Population) -> CommentedMap:
    made = _figures(each_year=one.groups.each_year, median=one.groups.median, sigma=one.groups.sigma)
    if one.groups.category is not None:
        made["category"] = one.groups.category
    return made


def _buyers(card: CardBuyers) -> CommentedMap:
    shares = {
        "share_each_year": card.share_each_year,
        "least_bills": card.least_bills,
        "share_of_bill": card.share_of_bill,
        "used": card.used,
    }
    return _inline(CommentedMap(kind=card.kind, **{key: _percent(share) for key, share in shares.items()}))


def _goods(item: Goods) -> CommentedMap:
    made = CommentedMap()
    if item.category is not None:
        made["category"] = item.category
    made["share"] = _percent(item.share)
    if item.price != 1:
        made["price"] = _number(item.price)
    if item.list_ratio != 1:
        made["list_ratio"] = _number(item.list_ratio)
    if item.cells:
        made["cells"] = _inline(CommentedMap((cell.field, _cell(cell)) for cell in item.cells))
    return _inline(made)


def _cell(cell: LineCell) -> Any:
    if cell.amount_per is not None:
        return _inline(CommentedMap(amount_per=_number(cell.amount_per)))
    return cell.text if cell.text is not None else _number(cell.number or 0.0)


def _figures(**entries: str | float) -> CommentedMap:
    return CommentedMap((key, value if isinstance(value, str) else _number(value)) for key, value in entries.items())


def _shares(shares: tuple[tuple[str, float], ...]) -> CommentedMap:
    return CommentedMap((name, _percent(share)) for name, share in shares if name)  # '' are those of whom nothing is known


def _number(value: float) -> _Plain:
    """The shortest decimal that reads back as the same float, without an exponent."""
    return _Plain(_decimal(Decimal(repr(float(value)))))


def _percent(share: float) -> _Plain:
    return _Plain(_decimal(Decimal(repr(float(share))) * 100) + " %")


def _decimal(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _inline(mapping: CommentedMap) -> CommentedMap:
    mapping.fa.set_flow_style()
    return mapping


def _flow(values: Any) -> CommentedSeq:
    made = CommentedSeq(values)
    made.fa.set_flow_style()
    return made

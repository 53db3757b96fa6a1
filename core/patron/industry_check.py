"""What is wrong with the vocabulary that a plugin hands over: found when it is loaded, before a scheme or a file trips over it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from patron.vocabulary import Combines, FieldKind, Industry, LineAmount, LineField, LineMeasure

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_QUANTITY = "quantity"
# Words that the core uses itself, where a plugin's would stand beside them; tests compare them with the core's own.
LINE_COLUMNS = frozenset(
    {"purchase_id", "member_id", "at", "amount", "line", "category", _QUANTITY, "list_amount", "store", "channel", "staff", "tender"}
    | {"group_id", "returns"}
)
GOODS_KEYS = frozenset({"category", "tender", "store", "channel", "sold_below", "sold_from"})
CONDITION_KEYS = frozenset(
    {"purchase", "spend", "largest_purchase", "purchase_count", "visit_days", "referrer_tier", "group_order", "profile", "has"}
    | {"any_of", "all_of", "none_of"}
)
MEMBER_COLUMNS = frozenset({"member_id", "joined_on", "birthday", "referred_by", "phone", "name"})


def wrong_words(industry: Industry) -> Iterator[str]:
    """Each fault of an industry's vocabulary as one line, such as `unit gram: there is no field 'gram'`; none if it is sound."""
    if not _ID.fullmatch(industry.id):
        yield f"the id {industry.id!r} is not of small letters, digits and '-'"
    yield from _named(industry)
    fields = {field.name: field for field in industry.fields}
    yield from (fault for field in industry.fields for fault in _field(field))
    for unit in industry.units:
        yield from _is(f"unit {unit.id}", unit.field, fields, FieldKind.DECIMAL)
        yield from _where(f"unit {unit.id}", unit.only_where, fields)
    for need in industry.requires:
        of = f"requirement for {need.category}"
        yield from _categories(of, (need.category,), industry)
        yield from (f"{of}: there is no field {name!r}" for name in need.fields if name not in fields)
        yield from _where(of, need.where, fields)
    for measure in industry.measures:
        yield from _measure(measure, fields)
        yield from _categories(f"measure {measure.id}", measure.goods, industry)
    for formula in industry.line_amounts:
        yield from _formula(formula, fields)
        yield from _categories(f"formula of {formula.category}", (formula.category,), industry)
    for one in industry.trade_ins:
        yield from _is(f"trade-in {one.id}", one.amount, fields, FieldKind.DECIMAL)
        yield from _is(f"trade-in {one.id}", one.price, fields, FieldKind.MONEY)


def _named(industry: Industry) -> Iterator[str]:
    """Names that are misshapen, used twice, or the core's own."""
    lists: tuple[tuple[str, list[str], re.Pattern[str], frozenset[str]], ...] = (
        ("category", [one.id for one in industry.categories], _ID, frozenset()),
        ("field", [one.name for one in industry.fields], _NAME, LINE_COLUMNS | GOODS_KEYS),
        ("unit", [one.id for one in industry.units], _ID, frozenset()),
        ("measure", [one.id for one in industry.measures], _NAME, CONDITION_KEYS),
        ("profile field", [one.name for one in industry.profile_fields], _NAME, MEMBER_COLUMNS),
        ("trade-in", [one.id for one in industry.trade_ins], _ID, frozenset()),
        ("ready scheme", [one.name for one in industry.ready_schemes], _ID, frozenset()),
    )
    for kind, names, shape, taken in lists:
        for name, times in Counter(names).items():
            if times > 1:
                yield f"{kind} {name} is there {times} times"
            if not shape.fullmatch(name):
                yield f"{kind} {name!r} is not of small letters, digits and {'-' if shape is _ID else '_'!r}"
            if name in taken:
                yield f"{kind} {name} has the name of one of patron's own"


def _field(field: LineField) -> Iterator[str]:
    if field.name.endswith("_not"):
        yield f"field {field.name}: names that end in _not are for filters"
    if (field.kind is FieldKind.CHOICE) != bool(field.choices):
        yield f"field {field.name}: a choice needs choices, and nothing else has any"
    unknown = [word for word, _ in field.choice_words if word not in field.choices]
    yield from (f"field {field.name}: {word!r} has other spellings and is none of its choices" for word in unknown)


def _measure(measure: LineMeasure, fields: dict[str, LineField]) -> Iterator[str]:
    of = f"measure {measure.id}"
    if measure.combines is Combines.DISTINCT:
        yield f"{of}: sum, count, largest and last are the ways to combine"
    if (measure.combines is Combines.COUNT) != (not measure.adds):
        yield f"{of}: a count adds nothing, and every other measure names what it adds"
    elif measure.adds and measure.adds != _QUANTITY:
        yield from _is(of, measure.adds, fields, FieldKind.DECIMAL)
    if measure.combines is Combines.LAST and measure.windowed:
        yield f"{of}: what is of the purchase being judged has no window"


def _formula(formula: LineAmount, fields: dict[str, LineField]) -> Iterator[str]:
    of = f"formula of {formula.category}"
    for term in formula.terms:
        yield from (f"{of}: there is no field {name!r}" for name in term if name != _QUANTITY and name not in fields)
        money = [name for name in term if name in fields and fields[name].kind is FieldKind.MONEY]
        if len(money) != 1:
            yield f"{of}: {' × '.join(term)} needs one field of money"
    used = {name for term in formula.terms for name in term}
    yield from (f"{of}: {name!r} may be empty and stands in no product" for name in formula.may_lack if name not in used)
    yield from _where(of, formula.where, fields)


def _is(of: str, name: str, fields: dict[str, LineField], kind: FieldKind) -> Iterator[str]:
    if name not in fields:
        yield f"{of}: there is no field {name!r}"
    elif fields[name].kind is not kind:
        yield f"{of}: {name} is {fields[name].kind.value}, and must be {kind.value}"


def _where(of: str, where: tuple[tuple[str, tuple[str, ...]], ...], fields: dict[str, LineField]) -> Iterator[str]:
    for name, values in where:
        choices = fields[name].choices if name in fields else ()
        yield from (f"{of}: {value!r} is no choice of {name}" for value in values if value not in choices)


def _categories(of: str, named: tuple[str, ...], industry: Industry) -> Iterator[str]:
    known = industry.category_ids()
    yield from (f"{of}: there is no category {name!r}" for name in named if name not in known)

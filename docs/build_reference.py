"""Writes docs/scheme-reference.md from the model of the language and the examples in docs/reference.

Run it after a change of either: `.venv/bin/python docs/build_reference.py`. A test compares the page with what this gives.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patron.scheme import model, values
from patron.scheme.model import (
    base,
    benefits,
    cards,
    conditions,
    coupons,
    goods,
    issue,
    points,
    price_floors,
    price_when,
    prices,
    restricted,
    rules,
    scheme,
    tiers,
    uses,
)
from patron.scheme.model import profile as profiles
from patron.scheme.model.withdrawal import Withdrawal

DOCS = Path(__file__).parent
PAGE = DOCS / "scheme-reference.md"

INTRODUCTION = """\
# Scheme reference

Every key of a scheme file. This page is made from the model that reads the files, by `docs/build_reference.py`.
What the rules mean together is told in the [tutorial](tutorial.md); words are in the [glossary](glossary.md).

- **Figures** are read from the file's text as exact decimals: `50000`, `0.92`. Money has at most the currency's places. No quotes.
- **`$name`** stands for a figure of [`parameters`](#parameters), anywhere a value stands.
- **A key that nothing reads is an error**, with the nearest key as a suggestion.
- Each example passes `patron check` on top of [a small scheme](reference/base.yaml); a test runs them all.

| type | is written |
|---|---|
| money | `50000`, `19.90`: 0 or more, in the scheme's currency |
| number | `1.5` |
| whole number | `3`: 0 or more |
| share | `0.01` or `1 %`: between 0 and 1 |
| duration | `30 days`, `12 months`, `3 years` |
| window | a duration (up to that day), `this term`, `this season`, `this calendar year`, `this calendar quarter`, `this calendar month` |
| date | `2025-01-31` |
| day of the year | `12-31` |
| id | `single-purchase`: small letters, digits and `-`, unique in the file |
| text | any text |
"""


@dataclass(frozen=True)
class Part:
    """A section of the page: the classes that it documents and the examples that show them."""

    title: str
    kinds: tuple[type[base.Section], ...]
    examples: tuple[str, ...]
    words: str = ""


PARTS = (
    Part("The file", (scheme.Scheme,), ("scheme",)),
    Part(
        "parameters",
        (scheme.Parameter,),
        ("parameters",),
        "A figure with a name: it is used as `$name`, tried by `--vary`, and explained by its note.",
    ),
    Part("tiers", (tiers.Tier, base.I18n), ("tiers",)),
    Part("qualification", (rules.Qualification,), ("qualification",)),
    Part(
        "when",
        (
            conditions.Condition,
            conditions.PurchaseComparison,
            conditions.WindowedComparison,
            conditions.WindowedCountComparison,
            conditions.MoneyComparison,
            conditions.TierComparison,
            conditions.UnitComparison,
        ),
        ("conditions",),
        "A condition: a measure against figures, and lists of conditions. An industry's measures are further keys, with the keys of a "
        "[unit comparison](#unit-comparison): hotel adds `nights`, `stays`, `longest_stay`, `covers` and `meetings`; apparel `pieces` and "
        "`pieces_bought`; hospital `ward_days`, `examinations`, `registrations` and `treatments`.",
    ),
    Part("maintenance", (rules.Maintenance,), ("maintenance",)),
    Part(
        "withdrawal",
        (Withdrawal,),
        ("withdrawal",),
        "Judged at every `profile` movement of the member, after it took effect: the first rule of her tier that holds takes it away.",
    ),
    Part("group_purchase", (rules.GroupPurchase,), ("group_purchase",)),
    Part("counting, returns, qualifying_purchase", (scheme.Counting, goods.LeaveOut, scheme.QualifyingPurchase), ("counting",)),
    Part(
        "goods",
        (goods.Goods,),
        ("goods",),
        "Which lines a rule is about. An industry's choice and text fields are further keys, each with its `_not`: jewelry adds "
        "`priced_by`, apparel `item` (style numbers) and `promotion`.",
    ),
    Part("discounts", (prices.Discount, price_when.DiscountWhen), ("discounts",)),
    Part("price_floors", (price_floors.PriceFloor,), ("price_floors",)),
    Part(
        "points",
        (points.Points, points.Accrual, points.Promotion, points.EarnedCondition, points.Expiry, points.Redemption),
        ("points", "expiry"),
    ),
    Part(
        "points: what they are used for",
        (uses.Exchange, uses.Prize, uses.Quiz, uses.Referral, uses.Vouchers),
        ("uses",),
        "Exchange, draws, quizzes, introductions and yearly vouchers; the movements `exchange`, `win`, `quiz` and `use_voucher` name them.",
    ),
    Part(
        "coupons",
        (coupons.Coupon, issue.Issue),
        ("coupons",),
        "Money off, a rate or a gift for who shows a coupon, after the discounts; a movement `use_coupon` says that one was used. "
        "[Quotes](quote.md) shows them at work.",
    ),
    Part("restricted", (restricted.Restricted, restricted.Presale), ("restricted",)),
    Part(
        "benefits",
        (benefits.Benefit, issue.IssueWhen, issue.OnPurchase, issue.TopOfEach, benefits.ItemRight, benefits.FalseClaim),
        ("benefits",),
        "What is issued is counted: the movements `use_benefit` and `false_claim` name a benefit by its id.",
    ),
    Part(
        "cards",
        (
            cards.CardKind,
            cards.CardNumbers,
            cards.CardTopUp,
            cards.CardRenewal,
            cards.CardSale,
            cards.FreeCard,
            cards.CardPackage,
            cards.CardService,
            cards.MovedBy,
            cards.PrepaidRules,
        ),
        ("cards",),
        "Prepaid cards; what happens to them are movements of the kinds `card_make`, `card_draw`, `card_approve`, `card_sell`, "
        "`card_give`, `card_activate`, `card_pay`, `card_use`, `card_top_up`, `card_renew`, `card_suspend` and `card_resume`.",
    ),
    Part("costs", (scheme.Costs, benefits.OneOffCost, benefits.Cost), ("costs",)),
    Part("goals", (benefits.Goal,), ("goals",)),
)

# The language's scalar types, by the annotation that reads them.
_SCALARS: tuple[tuple[Any, str], ...] = (
    (values.Money, "money"),
    (values.Number, "number"),
    (values.Units, "number, 0 or more"),
    (values.Count, "whole number"),
    (values.Share, "share"),
    (values.Bound, "share or money"),
    (values.Length, "duration"),
    (values.Within, "window"),
    (values.Day, "date"),
    (values.MonthDay, "day of the year"),
    (values.Flag, "`true` or `false`"),
    (base.RuleId, "id"),
    (base.TierId, "a tier's id"),
    (base.TierIds, "a tier's id, or a list"),
    (base.Texts, "text, or a list"),
    (profiles.Fields, "a field of the member, or a list"),
    (profiles.Profile, "`{field: value, …}`, each a text or a list"),
    (base.I18n, "`{zh: …, en: …}`"),
)


def key_of(name: str, kind: type[base.Section]) -> str:
    """A field's key as it stands in a file."""
    return kind.model_fields[name].alias or name


def type_text(annotation: Any) -> str:
    """A field's type in words."""
    for scalar, text in _SCALARS:
        if annotation == scalar:
            return text
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        inner = type_text(arguments[0])
        return f"{inner}, or one of them" if inner.startswith("list") else inner
    if origin in {typing.Union, types.UnionType}:
        return " or ".join(type_text(part) for part in arguments if part is not type(None))
    if origin is list:
        return f"list of {type_text(arguments[0])}"
    if origin is dict:
        return f"name: {type_text(arguments[1])}"
    if origin is typing.Literal:
        return " or ".join(f"`{choice}`" for choice in arguments)
    if isinstance(annotation, type) and issubclass(annotation, base.Section):
        return f"[{_heading(annotation)}](#{_anchor(_heading(annotation))})"
    return "text"


def _heading(kind: type[base.Section]) -> str:
    """`WindowedComparison` as `windowed comparison`; a part with one class is that class's own heading."""
    for part in PARTS:
        if part.kinds[0] is kind:
            return part.title
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def default_text(name: str, kind: type[base.Section]) -> str:
    """A field's default in words: `required`, nothing, or the value."""
    field = kind.model_fields[name]
    if field.is_required():
        return "required"
    if field.default_factory_takes_validated_data:
        return ""  # depends on another key, as the description says
    value = field.get_default(call_default_factory=True)
    if value is None or value in ("", [], {}):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def example_of(key: str, examples: tuple[str, ...]) -> str:
    """The first use of a key in the examples that stands on one line."""
    for name in examples:
        text = (DOCS / "reference" / f"{name}.yaml").read_text(encoding="utf-8")
        for line in (line.split("  #")[0] for line in text.splitlines()):
            found = re.search(rf"(?:^|[\s{{-]){re.escape(key)}: (\{{[^{{}}]*\}}|\[[^\[\]]*\]|[^,{{}}\[\]]+)", line)
            if found:
                return f"`{key}: {found[1].strip()}`"
    return ""


def table(kind: type[base.Section], examples: tuple[str, ...]) -> Iterator[str]:
    """The keys of one class."""
    hints = typing.get_type_hints(kind, include_extras=True)
    yield "| key | type | default | meaning | example |"
    yield "|---|---|---|---|---|"
    for name, field in kind.model_fields.items():
        key = key_of(name, kind)
        cells = (f"`{key}`", type_text(hints[name]), default_text(name, kind), field.description or "", example_of(key, examples))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def part_lines(part: Part) -> Iterator[str]:
    """One part of the page: words, an example, and a table for each class."""
    yield f"## {part.title}"
    yield ""
    if part.words:
        yield part.words
        yield ""
    for kind in part.kinds:
        if kind is not part.kinds[0]:
            yield f"### {_heading(kind)}"
            yield ""
        yield (kind.__doc__ or "").strip()
        yield ""
        yield from table(kind, (*part.examples, "counting", "discounts"))
        yield ""
    for name in part.examples:
        yield "```yaml check"
        yield (DOCS / "reference" / f"{name}.yaml").read_text(encoding="utf-8").rstrip("\n")
        yield "```"
        yield ""


def page() -> str:
    """The whole page."""
    lines = [INTRODUCTION]
    for part in PARTS:
        lines += part_lines(part)
    return "\n".join(lines).rstrip("\n") + "\n"


if __name__ == "__main__":
    assert model.Scheme is scheme.Scheme
    PAGE.write_text(page(), encoding="utf-8")

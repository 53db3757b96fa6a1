"""Cards that nobody may move or sell, packages that do not add up, and the Chinese rules for prepaid cards."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from patron.scheme.checks.context import Context
from patron.scheme.checks.lengths import surely_shorter
from patron.scheme.durations import Duration, Unit
from patron.scheme.lint.rules import warning
from patron.scheme.model.cards import CardKind
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem

# 单用途商业预付卡管理办法（试行）, Order 9 of 2012 of the Ministry of Commerce, in force since 2012-11-01: a named card holds up to
# 5,000 yuan and has no end, a bearer's card up to 1,000 yuan and is valid for three years or more.
LIMITS = {True: Decimal(5000), False: Decimal(1000)}  # by `named`
BEARER_AT_LEAST = Duration(Unit.MONTHS, 36)
SOURCE = "单用途商业预付卡管理办法（试行）, 商务部令2012年第9号"
TURN_OFF = "if the rule is not for these cards, say so with prepaid_rules: {apply: false, reason: …}"


def card_stuck(context: Context) -> Iterator[Problem]:
    """A step that every card must take, and that no role may take."""
    for index, kind in enumerate(context.scheme.cards):
        if kind.moved_by is None:
            continue
        named = kind.moved_by.model_fields_set
        given = "give" if kind.free and "sell" not in named else "sell"
        needed = ["make", "draw", given, "activate"]
        if kind.free and "sell" in named:
            needed.append("give")
        closed = [step for step in needed if step not in named]
        if closed:
            message = f"nobody may {', '.join(closed)} cards of '{kind.id}'"
            help_ = f"name a role for {', '.join(closed)}: a step that moved_by does not name is nobody's"
            yield warning(("cards", index, "moved_by"), "card-stuck", message, help_, on_key=True)


def sale_never_asked(context: Context) -> Iterator[Problem]:
    """A rule of sale behind one that everyone fits."""
    for index, kind in enumerate(context.scheme.cards):
        for place, sale in enumerate(kind.sale[:-1]):
            if sale.to is None:
                loc: Loc = ("cards", index, "sale", place + 1, "id")
                message = f"'{kind.sale[place + 1].id}' never decides: '{sale.id}' is for everyone and stands before it"
                yield warning(loc, "implied-rule", message, "put rules with 'to' first")
                break


def package_worth(context: Context) -> Iterator[Problem]:
    """Services drawn from the stored value that are worth more or less than it."""
    for index, kind in enumerate(context.scheme.cards):
        package = kind.package
        if package is None or package.drawn_from != "value":
            continue
        total = sum(((one.worth or Decimal(0)) * (one.times or 1) for one in package.services), Decimal(0))
        if total != kind.face_value:
            message = f"the services are worth {total:,f} together, and the card {kind.face_value:,f}"
            help_ = "the package is drawn from the stored value; change the worths, or write drawn_from: on_top"
            yield warning(("cards", index, "package"), "package-worth", message, help_, on_key=True)


def prepaid_limit(context: Context) -> Iterator[Problem]:
    """A card that may hold more than the rules for prepaid cards let one card hold."""
    for loc, kind in _ruled(context):
        limit, what = LIMITS[kind.named], "named" if kind.named else "bearer"
        help_ = f"{SOURCE}: a {what} card holds up to {limit:,f} yuan; {TURN_OFF}"
        if kind.face_value > limit:
            message = f"a {what} card of {kind.face_value:,f} yuan is above the limit of {limit:,f}"
            yield warning((*loc, "face_value"), "prepaid-limit", message, help_)
        elif kind.top_up is not None and kind.top_up.at_most_balance is None:
            message = f"a {what} card that is topped up may come to hold more than {limit:,f} yuan"
            yield warning((*loc, "top_up"), "prepaid-limit", message, f"add at_most_balance: {limit}; {help_}", on_key=True)
        elif kind.top_up is not None and kind.top_up.at_most_balance is not None and kind.top_up.at_most_balance > limit:
            message = f"a {what} card with up to {kind.top_up.at_most_balance:,f} yuan is above the limit of {limit:,f}"
            yield warning((*loc, "top_up", "at_most_balance"), "prepaid-limit", message, help_)


def prepaid_expiry(context: Context) -> Iterator[Problem]:
    """A named card that ends, or a bearer's that ends within three years."""
    for loc, kind in _ruled(context):
        if kind.valid_for is None:
            continue
        if kind.named:
            message, rule = "a named card has an end of validity", "a named card is valid without end"
        elif surely_shorter(kind.valid_for, BEARER_AT_LEAST):
            message, rule = "a bearer card is valid for less than three years", "a bearer card is valid for three years or more"
        else:
            continue
        yield warning((*loc, "valid_for"), "prepaid-expiry", message, f"{SOURCE}: {rule}; {TURN_OFF}")


def _ruled(context: Context) -> Iterator[tuple[Loc, CardKind]]:
    """The kinds that the rules are for: those in yuan, unless the scheme says otherwise."""
    rules = context.scheme.prepaid_rules
    if context.scheme.currency == "CNY" and (rules is None or rules.apply):
        for index, kind in enumerate(context.scheme.cards):
            yield ("cards", index), kind

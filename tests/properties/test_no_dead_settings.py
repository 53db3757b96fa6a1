"""No dead settings: for every key of the language there is a change of it that changes some result."""

from __future__ import annotations

import copy
import inspect
import random
import typing
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from card_story import card_story
from every_key_changes import CHANGES, GONE
from every_key_entitlements import entitlements
from every_key_uses import costs_of_uses, uses
from histories import back, buy, history, member, move
from patron.engine import cards
from patron.engine.cards.frames import card_frame, ledger_frame
from patron.engine.history import History
from patron.engine.plan.compile import compile_plan
from patron.engine.prices import price_lines
from patron.engine.reference import run
from patron.engine.restricted import sold_outside
from patron.engine.validate import validate_history
from patron.findings import FindingsError, Severity
from patron.quote import Ask, Terms, customer_of_tier, make_quote
from patron.quote import as_json as quote_json
from patron.quote.request import BUYER
from patron.scheme.describe import charter
from patron.scheme.load import LoadedScheme, load_scheme
from patron.scheme.model import Scheme
from patron.scheme.model.base import Section
from patron.simulation.replay.cards import cards_of
from patron.simulation.replay.period import Period
from patron.simulation.replay.replay import replay
from patron.simulation.replay.request import Margins, Request
from patron.simulation.report.document import document
from patron.simulation.report.identity import identity_of
from ruamel.yaml import YAML

HERE = Path(__file__).parent
AS_OF = (date(2025, 1, 31) - date(1970, 1, 1)).days
CARDS_END = AS_OF + 2000  # every card has run out
CATEGORIES = ["gold", "silver", "diamond", "jade", "pearl", None]


def _models(annotation: Any) -> list[type[Section]]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _models(part)]


def keys_of(model: type[Section], seen: set[type[Section]]) -> set[str]:
    """Class.key of every key, by the class that declares it and as it is written in a file."""
    if model in seen:
        return set()
    seen.add(model)
    found = set()
    for name, spec in model.model_fields.items():
        owner = next(base for base in reversed(model.__mro__) if name in inspect.get_annotations(base))
        found.add(f"{owner.__name__}.{spec.alias or name}")
        for inner in _models(spec.annotation):
            found |= keys_of(inner, seen)
    return found


def _amount(draw: random.Random) -> int:
    return draw.choice([draw.randint(20, 500), draw.randint(300, 400), draw.randint(500, 2400)])


@cache
def _history() -> History:
    """Forty members' year, the same every time: dense enough that every rule decides something."""
    draw = random.Random(5)
    purchases, returns, movements = [], [], []
    names = [f"m{number}" for number in range(40)]
    for number in range(620):
        pid, who = f"p{number}", draw.choice([*names, None] if number % 20 == 0 else names)
        at = f"{date(2024, 1, 5) + timedelta(days=draw.randint(0, 380))}T{draw.randint(9, 20):02d}:00"
        group = {"group_id": "g"} if number % 25 == 3 else {}
        for line in range(draw.choice([1, 1, 2])):
            amount, category = _amount(draw), draw.choice(CATEGORIES)
            extra = {"grams": draw.randint(1000, 30000), "priced_by": "weight"} if category == "gold" else {}
            purchases.append(
                buy(
                    pid,
                    who,
                    at,
                    amount,
                    line=str(line),
                    category=category,
                    tender=draw.choice(["cash", "card", "stored", "points"]),
                    list_amount=amount * draw.choice([1, 2, 3]),
                    store=f"s{number % 3}",
                    channel="web" if number % 2 else "shop",
                    cost=amount * 95 if category == "silver" else None,
                    making_charge=amount * 10 if category == "gold" else None,
                    **group,
                    **extra,
                )
            )
        if who and not group and number % 6 == 0:
            day = date.fromisoformat(at[:10]) + timedelta(days=draw.randint(0, 60))
            returns.append(
                back(f"r{number}", who, f"{day}T21:00", Decimal(purchases[-1]["amount"]) / 100, of=pid, category=purchases[-1]["category"])
            )
    for number, taken in enumerate(draw.sample(returns, 60)):  # spends what there is shortly before a return; what is too much is refused
        day = date(1970, 1, 1) + timedelta(days=taken["day"])
        for step, points in enumerate([400, 200, 100, 50, 20, 10, 5, 2, 1]):
            movements.append(move(f"x{number}-{step}", taken["member_id"], f"{day}T20:{step:02d}", "redeem", points=points))
    movements += [move(f"c{month}", f"m{month}", f"2024-{month:02d}-10T12:00", "use_coupon", ref="cup") for month in (5, 6, 7)]
    for number, place in enumerate(["here", "away", None] * 9):
        moved = f"2024-{number % 12 + 1:02d}-{number + 1:02d}T15:00"
        movements.append(move(f"r{number}", names[number], moved, "profile", ref="residence", value=place))
    listed = [{"name": name, "phone": "138" if number % 2 else None} if number % 4 else {} for number, name in enumerate(names)]
    members = [member(name, referred_by=draw.choice([*names, None]), **told) for name, told in zip(names, listed, strict=True)]
    for number, one in enumerate(members):
        one["birthday"] = (date(1992, 1, 1) + timedelta(days=number * 9) - date(1970, 1, 1)).days if number % 5 else None
    fields = {"grams": pl.Int64(), "priced_by": pl.String(), "cost": pl.Int64(), "making_charge": pl.Int64()}
    return history(purchases=purchases, returns=returns, movements=movements, members=members, fields=fields)


def _scheme() -> dict[str, Any]:
    return typing.cast("dict[str, Any]", YAML(typ="safe").load((HERE / "every_key.yaml").read_text(encoding="utf-8")))


def _changed(scheme: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    made = copy.deepcopy(scheme)
    *inner, last = path.split(".")
    place: Any = made
    for part in inner:
        place = place[int(part)] if isinstance(place, list) else place[part]
    key: Any = int(last) if isinstance(place, list) else last
    if value is GONE:
        del place[key]
    else:
        place[key] = value
    return made


def _text(scheme: dict[str, Any]) -> str:
    written = StringIO()
    YAML(typ="safe").dump(scheme, written)
    return written.getvalue()


@cache
def _load(text: str) -> LoadedScheme:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scheme.yaml"
        path.write_text(text, encoding="utf-8")
        return load_scheme(path)


@cache
def _before(text: str, name: str) -> Any:
    """What the scheme gives that most keys are changed in: worked out once."""
    return RESULTS[name](_load(text))


def _check(loaded: LoadedScheme) -> list[Any]:
    return [(found.code, found.message) for found in loaded.findings]


def _charter(loaded: LoadedScheme) -> list[str]:
    return [charter(loaded.require(), lang=lang, internal=True).render() for lang in ("zh", "en")]


def _prices(loaded: LoadedScheme) -> Any:
    return price_lines(compile_plan(loaded.require(), loaded.industry), _history().lines, _history()).amounts.tolist()


def _accepted(loaded: LoadedScheme, *, priced: bool) -> Any:
    plan, sales = compile_plan(loaded.require(), loaded.industry), _history()
    prices = price_lines(plan, sales.lines, sales).amounts if priced else None
    try:
        run(plan, sales, AS_OF, prices=prices)
    except FindingsError as error:
        refused = {found.place.row for found in error.findings if found.place}  # type: ignore[union-attr]
        sales = History(sales.lines, sales.returns, sales.movements.filter(~pl.col("row").is_in(refused)), sales.members)
    return run(plan, sales, AS_OF, detail=True, prices=prices)


def _runner(loaded: LoadedScheme) -> Any:
    answer = _accepted(loaded, priced=False)
    return [frame.rows() for frame in (answer.members, answer.changes, answer.postings)]


def _priced(loaded: LoadedScheme) -> Any:
    return _accepted(loaded, priced=True).purchases.rows()


def _refusals(loaded: LoadedScheme) -> Any:
    with pytest.raises(FindingsError) as caught:
        run(compile_plan(loaded.require(), loaded.industry), _history(), AS_OF)
    return caught.value.findings


def _simulation(loaded: LoadedScheme) -> Any:
    plan, sales = compile_plan(loaded.require(), loaded.industry), _history()
    coupons = sales.movements.filter(pl.col("kind") == "use_coupon")
    without = History(sales.lines, sales.returns, movements=coupons, members=sales.members)
    result = replay(loaded.require(), plan, without, Request(margins=Margins(Fraction(1, 2))), evaluate=run)
    return document(result, identity_of("0" * 64, {}, loaded.industry.id))


def _quotes(loaded: LoadedScheme) -> Any:
    """Baskets with every coupon for every tier that may use it."""
    plan = compile_plan(loaded.require(), loaded.industry)
    terms = Terms(loaded.require(), loaded.industry, plan)
    sold = history(
        purchases=[buy("b", "m", "2024-06-01T10:00", 1000, line=str(line), category=CATEGORIES[line]) for line in (1, 2, 3)],
        fields={"grams": pl.Int64(), "priced_by": pl.String()},
    ).lines
    answers = []
    for rank, tier in enumerate(plan.tiers):
        day = sold["day"][0]
        good = [one.id for one in plan.coupons if (one.tiers is None or rank in one.tiers) and (one.last_day or day) >= day]
        for lines in (sold, sold.tail(1)):
            ask = Ask(lines, customer_of_tier(plan, rank, day), BUYER, sold["at"][0], day, tuple(good))
            answers.append((tier.id, quote_json(make_quote(terms, ask))))
    return answers


def _refused_movements(loaded: LoadedScheme) -> Any:
    """What is wrong with uses of coupons."""
    plan = compile_plan(loaded.require(), loaded.industry)
    uses = [
        move(f"u{number}", f"m{number % 2}", f"2024-{month:02d}-10T12:00", "use_coupon", ref=ref, amount=50)
        for number, (month, ref) in enumerate(
            [(3, "spring-coupon"), (4, "SPRING50"), (6, "Spring-Coupon"), (6, "spring50"), (9, "spring-coupon"), (10, "spring-coupon")]
        )
    ]
    return [(one.code, one.place, one.message) for one in validate_history(history(movements=uses), plan, AS_OF)]


def _restricted(loaded: LoadedScheme) -> Any:
    plan = compile_plan(loaded.require(), loaded.industry)
    purchases = _accepted(loaded, priced=False).purchases
    return [(one.rule, one.reason, one.purchase_id, one.line) for one in sold_outside(plan, _history().lines, purchases)]


def _entitlements(loaded: LoadedScheme) -> Any:
    return entitlements(compile_plan(loaded.require(), loaded.industry), _history(), AS_OF)


def _uses(loaded: LoadedScheme) -> Any:
    return uses(compile_plan(loaded.require(), loaded.industry))


def _costs_of_uses(loaded: LoadedScheme) -> Any:
    return costs_of_uses(loaded.require(), compile_plan(loaded.require(), loaded.industry))


def _cards(loaded: LoadedScheme) -> Any:
    plan, told = compile_plan(loaded.require(), loaded.industry), card_story()
    found = cards.run(plan, told, CARDS_END)
    costs = cards_of(plan, told, Period(AS_OF - 300, CARDS_END))
    return found.wrong, card_frame(found.cards).rows(), ledger_frame(found.postings).rows(), costs and costs.cells


def _card_tiers(loaded: LoadedScheme) -> Any:
    plan, told = compile_plan(loaded.require(), loaded.industry), card_story()
    return run(plan, told, CARDS_END).changes.rows()


RESULTS = {
    "cards": _cards,
    "card-tiers": _card_tiers,
    "uses": _uses,
    "costs-of-uses": _costs_of_uses,
    "entitlements": _entitlements,
    "quote": _quotes,
    "refused-movements": _refused_movements,
    "restricted": _restricted,
    "check": _check,
    "charter": _charter,
    "prices": _prices,
    "runner": _runner,
    "prices-of-runner": _priced,
    "refusals": _refusals,
    "simulation": _simulation,
}


def test_every_key_of_the_language_has_its_change() -> None:
    assert keys_of(Scheme, set()) == set(CHANGES)


@pytest.mark.parametrize("key", list(CHANGES))
def test_changing_the_key_changes_a_result(key: str) -> None:
    change = CHANGES[key]
    scheme = _scheme()
    for path, value in change.also:
        scheme = _changed(scheme, path, value)
    before, after = _text(scheme), _text(_changed(scheme, change.path, change.value))
    assert not [
        found
        for text in (before, after)
        for found in _load(text).findings
        if found.severity is Severity.ERROR and change.differs != "check"
    ]
    assert _before(before, change.differs) != RESULTS[change.differs](_load(after))

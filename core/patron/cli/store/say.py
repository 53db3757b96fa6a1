"""One language's words for what the store answers: titles from the scheme version that decided, figures, dates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from patron.cli.store.options import Call
    from patron.engine.plan import Plan
    from patron.scheme.describe.words import Lang, Words
    from patron.store.store import Store


class Say:
    """Called with a Chinese and an English text it gives the one that is asked for."""

    def __init__(self, words: Words, plan: Plan) -> None:
        from patron.explain.phrases import Phrases

        self.words = words
        self.plan = plan
        self.phrases = Phrases(words, plan)
        self.older: Say | None = None  # of a version whose tiers may be named too

    def __call__(self, zh: str, en: str) -> str:
        """The text of the language asked for."""
        return self.words(zh, en)

    @property
    def lang(self) -> Lang:
        """The language."""
        return self.words.lang

    def tier(self, tier: str) -> str:
        """A tier's title; a dash for none, the id for one that this version does not have."""
        if not tier:
            return "—"
        known = any(one.id == tier for one in self.plan.tiers)
        return self.words.tier(tier) if known or self.older is None else self.older.tier(tier)

    def rule(self, rule: str | None) -> str:
        """A rule with its title, and reasons and lots without a rule in words."""
        if not rule:
            return ""
        return self.phrases.made_by(rule)

    def quoted(self, rule: str) -> str:
        """The title of a discount, else its id."""
        title = next((one.title for one in self.words.scheme.discounts if one.id == rule), None)
        return self.words.title(title, rule)

    def card(self, kind: str) -> str:
        """The title of a kind of prepaid cards, else its id."""
        title = next((one.title for one in self.words.scheme.cards if one.id == kind), None)
        return self.words.title(title, kind)

    def service(self, service: str) -> str:
        """The title of a service of a card's package, else its id."""
        packages = [kind.package for kind in self.words.scheme.cards if kind.package is not None]
        title = next((one.title for package in packages for one in package.services if one.id == service), None)
        return self.words.title(title, service)

    def money(self, amount: str | Decimal | int) -> str:
        """`12,500.00` of a decimal in the currency."""
        return f"{Decimal(amount):,.{self.plan.places}f}"

    def minor(self, amount: int) -> str:
        """`12,500.00` of minor units."""
        return self.phrases.money(amount)

    def points(self, points: int) -> str:
        """`+68` and `−1,200`: with its sign."""
        return f"+{points:,}" if points >= 0 else f"\N{MINUS SIGN}{-points:,}"

    def figure(self, number: int) -> str:
        """`1,068` and `−20`."""
        return f"{number:,}" if number >= 0 else f"\N{MINUS SIGN}{-number:,}"


def say_for(call: Call, store: Store, number: int = 0) -> Say:
    """The words of a scheme version that the store knows; 0: the newest. What it does not name is named by those before it."""
    from patron.cli.store.versions import version_of, versions_of
    from patron.scheme.describe.words import Words

    versions = versions_of(store)
    asked = version_of(store, number)
    said: Say | None = None
    for one in versions.all:
        if one.number <= asked.number and one.scheme is not None:
            newer = Say(Words(call.lang, one.scheme, one.industry), one.plan)
            newer.older, said = said, newer
    assert said is not None, "a store's versions are files"
    return said


def say_of_file(call: Call, store: Store, path: Path, number: int) -> Say:
    """The words of a scheme file, and for tiers that it does not have those of a version of the store."""
    from patron.engine.plan.compile import compile_plan
    from patron.scheme.describe.words import Words
    from patron.scheme.load import load_scheme

    loaded = load_scheme(path)
    said = Say(Words(call.lang, loaded.require(), loaded.industry), compile_plan(loaded.require(), loaded.industry))
    said.older = say_for(call, store, number)
    return said

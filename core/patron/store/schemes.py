"""The schemes that a store ran and runs: each version from the day on which it takes effect."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, select

from patron.engine.live import Dated
from patron.engine.plan import Plan
from patron.store.tables import SchemeVersionRow
from patron.vocabulary import GENERAL, Industry

if TYPE_CHECKING:
    from patron.scheme.model import Scheme

scheme_versions: Table = SchemeVersionRow.__table__  # type: ignore[attr-defined]
EVER = -(10**6)  # the first version holds since ever


@dataclass(frozen=True, slots=True)
class Version:
    """A scheme as it was applied; it holds from the start of `effective_from` (days) until the next version's.

    `scheme` is None where the plan was given without a file.
    """

    number: int
    effective_from: int
    plan: Plan
    industry: Industry = GENERAL
    text: str = ""
    digest: str = ""
    scheme: Scheme | None = None
    ranks: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of_plan(cls, number: int, effective_from: int, plan: Plan, industry: Industry = GENERAL) -> Version:
        """A version of a plan without a file."""
        return cls(number, effective_from, plan, industry, ranks={tier.id: rank for rank, tier in enumerate(plan.tiers)})


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions, by number; the days on which they take effect rise."""

    all: tuple[Version, ...]

    def on(self, day: int) -> Version:
        """The version that holds on a day; before the first one's, the first."""
        return next((one for one in reversed(self.all) if one.effective_from <= day), self.all[0])

    @property
    def latest(self) -> Version:
        """The last one, which may take effect later."""
        return self.all[-1]

    def dated(self) -> list[Dated]:
        """The plans as the live runner takes them."""
        return [Dated(one.effective_from, one.plan) for one in self.all]

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Every version's plan."""
        return tuple(one.plan for one in self.all)

    @property
    def zone(self) -> str:
        """The one time zone of all versions."""
        return self.all[0].plan.time_zone

    @property
    def places(self) -> int:
        """The decimals of the one currency."""
        return self.all[0].plan.places

    @property
    def industry(self) -> Industry:
        """The one industry."""
        return self.all[-1].industry

    @property
    def cards(self) -> bool:
        """Whether some version has prepaid cards."""
        return any(one.plan.cards for one in self.all)

    @property
    def tiers_by_cards(self) -> bool:
        """Whether some version's cards give their holders a tier."""
        return any(kind.gives_tier is not None for one in self.all for kind in one.plan.cards)

    def any(self, needed: str) -> bool:
        """Whether some version's plan has a section of points that is filled: `referral`, `quiz`, `exchange`, `vouchers`."""
        return any(bool(getattr(one.plan.points, needed)) for one in self.all)


def loaded(text: str, name: str, *, number: int, effective_from: int) -> Version:
    """A version from its file's text. Raises FindingsError for what is wrong in it; `name` is shown as the file."""
    from patron.engine.plan.compile import compile_plan
    from patron.scheme.load import load_scheme

    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "scheme.yaml")
        path.write_bytes(text.encode())
        found = load_scheme(path)
        scheme = found.require()
    plan = compile_plan(scheme, found.industry)
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    return Version(number, effective_from, plan, found.industry, text, digest_of(text), scheme, ranks)


def digest_of(text: str) -> str:
    """SHA-256 of a scheme's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_versions(connection: Connection, known: Versions | None = None) -> Versions:
    """The versions as they are stored; those that are `known` are not compiled again, and are the same object if they are all."""
    columns = [scheme_versions.c[name] for name in ("number", "effective_from", "digest", "text")]
    rows = connection.execute(select(*columns).order_by(scheme_versions.c.number)).all()
    by_number = {} if known is None else {one.number: one for one in known.all}
    versions = []
    for number, effective_from, digest, text in rows:
        old = by_number.get(number)
        if old is not None and (old.digest, old.effective_from) == (digest, effective_from):
            versions.append(old)
        else:
            versions.append(loaded(text, f"version-{number}.yaml", number=number, effective_from=effective_from))
    same = known is not None and [id(one) for one in versions] == [id(one) for one in known.all]
    return known if known is not None and same else Versions(tuple(versions))

"""What the upkeep of a store reports."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class DayReport:
    """What closing a day did, counted from what it wrote: closing it again counts nothing.

    `due`: members for whom something was due, `transactions` that it took. Points are positive. `sealed`: entries of the audit log that
    were put into the chain. `refused`: members who could not be decided, since something on record has become impossible.
    """

    day: str
    due: int = 0
    transactions: int = 0
    kept: int = 0  # tiers kept at a review
    fell: int = 0
    rose: int = 0  # by the end of a granted lower tier
    carried: int = 0  # held a tier that a new version of the scheme does not have
    grants_ended: int = 0
    points_expired: int = 0
    points_lapsed: int = 0
    vouchers_issued: int = 0  # members who got some
    points_to_vouchers: int = 0
    cards_ended: int = 0  # prepaid cards whose last day is over
    rights_refreshed: int = 0  # members whose vouchers and entitlements were brought up to the day
    sealed: int = 0
    refused: tuple[str, ...] = ()
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """JSON values, keys in the order of the fields."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Deviation:
    """A figure that differs from what the events give; `column`: one of `evaluate`'s, `lots`, `changes`, `vouchers`, `entitlements`,
    or a kind of posting.

    Or it is `card`: then `stored` is the number of a prepaid card, and no member is named.
    """

    member: str
    column: str
    stored: str
    found: str


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What came of working everything out again. At most 1,000 deviations are named; `differing` counts the members with one."""

    members: int
    groups: int
    differing: int
    deviations: tuple[Deviation, ...]
    written: bool = False
    cards_differing: int = 0  # prepaid cards whose ledger or state is not what their movements say

    @property
    def clean(self) -> bool:
        """Whether everything that is stored follows from the events."""
        return self.differing == 0 and self.cards_differing == 0

    def as_json(self) -> dict[str, Any]:
        """JSON values, keys in the order of the fields; `clean` first."""
        return {"clean": self.clean} | asdict(self)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it must be. `entry` is the audit log's, `member` and `card` where it is about one."""

    check: str  # chain, head, rows, entry, account, balance, lots, state, card, version
    message: str
    entry: int | None = None
    member: str | None = None
    card: str | None = None


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was checked, and everything that is broken. At most 1,000 faults are named; `broken` counts them all.

    `judged` counts the judgements of tiers in the audit log, `durable` those of them that durable-rules made. `head` is the end of the
    chain as {place, entry, hash}, to be kept elsewhere: against it a truncated log is found. None: the log is empty.
    """

    entries: int
    sealed: int
    members: int
    postings: int
    cards: int
    judged: int
    durable: int
    head: dict[str, Any] | None
    broken: int
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is broken."""
        return self.broken == 0

    def as_json(self) -> dict[str, Any]:
        """JSON values, keys in the order of the fields; `ok` first."""
        return {"ok": self.ok} | asdict(self)

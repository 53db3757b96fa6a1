"""What the live runner says and knows beside the members themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

from patron.engine.plan import Plan
from patron.engine.reference.events import Key
from patron.engine.reference.judging import Judged
from patron.engine.reference.lots import Posting
from patron.engine.reference.standing import Change
from patron.findings import Finding

BEFORE_ALL: Key = (-(10**18), 0, "", 0)


@dataclass(frozen=True)
class Dated:
    """A version of a scheme: the plan that holds from the start of a day on. The first one holds since ever."""

    from_day: int
    plan: Plan


class LateError(Exception):
    """What was asked for lies before something that has been decided already; nothing was changed."""

    def __init__(self, member_id: str) -> None:
        super().__init__("the event is dated before what has been decided of a member")
        self.member_id = member_id


@dataclass
class Taken:
    """What came of an event or of the start of days, each with the member's id, in order of happening for each member.

    Changes and postings may be of introducers too, whose reviews were due. With `findings` it was refused, and nothing was changed.
    """

    changes: list[tuple[str, Change]] = field(default_factory=list)
    postings: list[tuple[str, Posting]] = field(default_factory=list)
    judged: list[tuple[str, Judged]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Stand:
    """How far one member has been decided."""

    version: int  # the number of the version, from 0
    last: Key | None = None  # of her last event
    decided_to: int | None = None  # the start of this day, and all before it
    asked: Key = BEFORE_ALL  # somebody's decision at this point looked at her tier
    told: bool = False  # only her tiers are known, from elsewhere: nothing falls due here

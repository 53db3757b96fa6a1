"""The event algebra as columns: what files, stores and generators hand to the runners.

Four frames, read and validated row by row (types, places, agreement of a purchase's rows, and that
ids are known), in any row order; a runner sorts them itself. Money is in minor units, `at` is the
instant in UTC microseconds, `day` is the local date in the scheme's zone as days since 1970-01-01,
`row` is the row of the source file as its reader sees it (the heading is row 1). A missing text is
null. Plugin line fields are further columns of `lines`: money and decimals as Int64, choices as text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

import numpy as np
import numpy.typing as npt
import polars as pl

LINES: dict[str, pl.DataType] = {
    "row": pl.Int64(),
    "purchase_id": pl.String(),
    "member_id": pl.String(),  # null: a walk-in sale
    "at": pl.Int64(),
    "day": pl.Int32(),
    "line": pl.String(),
    "amount": pl.Int64(),  # paid for the goods, 0 or more
    "category": pl.String(),
    "quantity": pl.Int64(),  # thousandths; null where the file gives none
    "list_amount": pl.Int64(),
    "store": pl.String(),
    "channel": pl.String(),
    "staff": pl.String(),
    "tender": pl.String(),
    "group_id": pl.String(),
}
RETURNS: dict[str, pl.DataType] = {
    "row": pl.Int64(),
    "purchase_id": pl.String(),  # the return's own id
    "member_id": pl.String(),
    "at": pl.Int64(),
    "day": pl.Int32(),
    "line": pl.String(),
    "amount": pl.Int64(),  # taken back, positive
    "category": pl.String(),
    "group_id": pl.String(),
    "returns": pl.String(),  # the id of the purchase that is taken back
}
MOVEMENTS: dict[str, pl.DataType] = {
    "row": pl.Int64(),
    "movement_id": pl.String(),
    "member_id": pl.String(),
    "at": pl.Int64(),
    "day": pl.Int32(),
    "kind": pl.String(),  # a key of `patron.engine.validate.kinds.KINDS`
    "points": pl.Int64(),
    "amount": pl.Int64(),
    "to_member": pl.String(),
    "ref": pl.String(),
    "value": pl.String(),
    "by": pl.String(),
}
MEMBERS: dict[str, pl.DataType] = {
    "row": pl.Int64(),
    "member_id": pl.String(),
    "joined_on": pl.Int32(),
    "birthday": pl.Int32(),
    "referred_by": pl.String(),
    "phone": pl.String(),
    "name": pl.String(),
    "opening_on": pl.Int32(),
    "opening_tier": pl.String(),
    "opening_since": pl.Int32(),
    "opening_points": pl.Int64(),
}


def _empty(schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True, slots=True)
class SourceNames:
    """The files that the frames came from, for findings in the data."""

    purchases: PurePath = field(default=PurePath("purchases"))
    members: PurePath = field(default=PurePath("members"))
    movements: PurePath = field(default=PurePath("movements"))


@dataclass(frozen=True, slots=True, eq=False)
class MemberOrder:
    """Says that `lines` lies by member_id as text, in each member by (`at`, purchase_id as text), rows of one purchase together.

    Walk-in sales (member_id null) all stand at the end, in any order. Whoever makes it answers for it: a runner does not look again.
    `member_ids` are the members with rows, String, distinct and ascending; the rows of the n-th are first[n] .. first[n + 1]
    (`first`: int64, one more than there are members, from 0 to the first walk-in row). `single`: every purchase of a member has one row.
    """

    lines: pl.DataFrame  # the very frame that it speaks of
    member_ids: pl.Series
    first: npt.NDArray[np.int64]
    single: bool


@dataclass(frozen=True, slots=True)
class History:
    """Everything that happened, as four frames with the schemas LINES, RETURNS, MOVEMENTS and MEMBERS."""

    lines: pl.DataFrame = field(default_factory=lambda: _empty(LINES))
    returns: pl.DataFrame = field(default_factory=lambda: _empty(RETURNS))
    movements: pl.DataFrame = field(default_factory=lambda: _empty(MOVEMENTS))
    members: pl.DataFrame = field(default_factory=lambda: _empty(MEMBERS))
    names: SourceNames = SourceNames()
    order: MemberOrder | None = field(default=None, compare=False, repr=False)

    @property
    def known_order(self) -> MemberOrder | None:
        """`order`, if it speaks of these very lines: a history with other lines than it was made with is in no known order."""
        return self.order if self.order is not None and self.order.lines is self.lines else None

"""What is known of members on days of issue: whether their profile is one that a grant asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.plan import Grant, Plan
from patron.engine.profiles import field_at_start, field_changes, profile_on


@dataclass(slots=True)
class Told:
    """By field, what the members file says of one member, and what movements made of it: day and text, in order."""

    at_start: dict[str, str | None]
    changes: dict[str, list[tuple[int, str | None]]]

    def fits(self, grant: Grant, day: int) -> bool:
        """Whether every field is one of the grant's values at the end of the day."""
        return all(self._on(field, day) in values for field, values in grant.profile)

    def _on(self, field: str, day: int) -> str | None:
        text = self.at_start.get(field)
        for since, value in self.changes.get(field, []):
            if since <= day:
                text = value
        return text


def told(plan: Plan, history: History) -> dict[str, Told]:
    """The members of whom something is known that some grant asks for."""
    found: dict[str, Told] = {}
    for field in sorted({field for grant in plan.benefits.grants for field, _ in grant.profile}):
        for member, text in field_at_start(history, field).iter_rows():
            found.setdefault(member, Told({}, {})).at_start[field] = text
        for member, day, text in field_changes(history, field).select("member_id", "day", "text").iter_rows():
            found.setdefault(member, Told({}, {})).changes.setdefault(field, []).append((day, text))
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """The profiles of all members over columns."""

    history: History
    ids: pl.Series

    def fits(self, grant: Grant, code: npt.NDArray[np.int64], day: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Of each day of a member (by number), whether every field is one of the grant's values at its end."""
        found = np.ones(len(code), dtype=np.bool_)
        if grant.profile and len(code):
            keys = pl.DataFrame({"member_id": self.ids.gather(code), "day": day})
            for field, values in grant.profile:
                found &= profile_on(self.history, field, keys).is_in(list(values)).fill_null(value=False).to_numpy()
        return found

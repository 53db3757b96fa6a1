"""A movement of a card that must not be: raised before anything has changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Movement:
    """A row of the movements that is about a card."""

    row: int
    id: str
    kind: str  # card_sell
    at: int
    day: int
    member: str | None
    amount: int | None
    ref: str
    value: str | None
    by: str | None

    @property
    def step(self) -> str:
        """The kind without `card_`: what `moved_by` names."""
        return self.kind.removeprefix("card_")


class RefusedError(Exception):
    """Why a movement is wrong: a finding's code, the column of the cell that is wrong, and what would be right."""

    def __init__(self, code: str, column: str, message: str, help_text: str) -> None:
        super().__init__(message)
        self.code = code
        self.column = column
        self.message = message
        self.help = help_text

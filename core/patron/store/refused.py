"""What the store says no to: a user's mistake or a rule, never a traceback. Texts name no phone and no name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason. `code` is that of the finding where the engine has one; `field` is the input that it is about, empty for the whole."""

    code: str
    message: str
    help: str
    field: str = ""

    @property
    def text(self) -> str:
        """As errors are shown: what is wrong, and what would be right."""
        where = f"{self.field}: " if self.field else ""
        return f"error[{self.code}]: {where}{self.message}\n    = help: {self.help}"


class RefusedError(Exception):
    """Nothing was written. The command line ends with 1, with 2 where `misuse` is set (no store, no such scheme file)."""

    def __init__(self, *refusals: Refusal, misuse: bool = False) -> None:
        super().__init__("; ".join(one.message for one in refusals))
        self.refusals = refusals
        self.misuse = misuse

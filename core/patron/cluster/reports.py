"""What tasks say to the command: numbers and the first findings, never rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from patron.engine.validate.found import MOST_SHOWN, File, Found, capped
from patron.findings import CellPlace, Finding


class Stage(IntEnum):
    """Which step found something; a command that runs alone stops at the first of them, so only its findings are shown."""

    READ = 0
    CHECKED = 1
    SPENT = 2
    USED = 3


@dataclass(frozen=True, slots=True)
class Faults:
    """The first findings of one file, at most MOST_SHOWN, and how many there are."""

    stage: Stage
    file: str
    first: tuple[Finding, ...]
    total: int


@dataclass(slots=True)
class Report:
    """Of one task, or of all together: everything adds up.

    `ran` members were run, `waiting` parts have some who wait, `letters` were written; `amount` is the sum of lines in minor units.
    `unfilled` are the profile's fields that nobody in a task's rows has, by how many tasks say so, of those `looked`; `words` those
    that are none of a field's choices. `sold`: by category the days with a sale; `opened`: the last
    day of an opening balance, -1 without one. Those two are only looked at where a job waits for them.
    """

    looked: int = 0  # tasks that looked at rows
    ran: int = 0
    waiting: int = 0
    letters: int = 0
    lines: int = 0
    amount: int = 0
    faults: list[Faults] = field(default_factory=list)
    outside: Counter[str] = field(default_factory=Counter)
    unfilled: Counter[str] = field(default_factory=Counter)
    words: dict[str, set[str]] = field(default_factory=dict)
    tiers: Counter[str] = field(default_factory=Counter)
    changes: int = 0
    sold: dict[str | None, set[int]] = field(default_factory=dict)
    opened: int = -1

    def add(self, other: Report) -> None:
        """The same of both together."""
        self.looked += other.looked
        self.ran += other.ran
        self.waiting += other.waiting
        self.letters += other.letters
        self.lines += other.lines
        self.amount += other.amount
        self.changes += other.changes
        self.opened = max(self.opened, other.opened)
        for category, days in other.sold.items():
            self.sold.setdefault(category, set()).update(days)
        self.faults = together([*self.faults, *other.faults])
        self.outside.update(other.outside)
        self.unfilled.update(other.unfilled)
        self.tiers.update(other.tiers)
        for name, words in other.words.items():
            self.words.setdefault(name, set()).update(words)


def faults_of(stage: Stage, found: Iterable[Finding]) -> list[Faults]:
    """Findings of one step by file."""
    by_file: dict[str, list[Finding]] = {}
    for one in found:
        by_file.setdefault(one.path, []).append(one)
    return [Faults(stage, path, _first(ones), len(ones)) for path, ones in by_file.items()]


def checked_faults(found: Sequence[Found], paths: dict[File, str]) -> list[Faults]:
    """Rows that do not go together, by file."""
    faults = []
    for one in found:
        rows = one.rows.sort("row").head(MOST_SHOWN).iter_rows()
        findings = [Finding(paths[one.file], CellPlace(row, one.column), one.code, message, one.help) for row, message in rows]
        faults.append(Faults(Stage.CHECKED, paths[one.file], _first(findings), one.rows.height))
    return together(faults)


def together(faults: Iterable[Faults]) -> list[Faults]:
    """One entry a step and file."""
    groups: dict[tuple[Stage, str], list[Faults]] = {}
    for one in faults:
        groups.setdefault((one.stage, one.file), []).append(one)
    return [
        Faults(stage, file, _first([finding for one in ones for finding in one.first]), sum(one.total for one in ones))
        for (stage, file), ones in groups.items()
    ]


def shown(faults: Sequence[Faults]) -> list[Finding]:
    """The findings of the first step that has any, and of each file one that counts the rest."""
    if not faults:
        return []
    first = min(one.stage for one in faults)
    ours = [one for one in faults if one.stage is first]
    return [finding for one in ours for finding in capped(one.first, one.total)]


def _first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: one.sort_key)[: MOST_SHOWN + 1])

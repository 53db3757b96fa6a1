"""What feature tests ask of rights: how many a member got, used and has left, what is refused, and what a quote refuses."""

from __future__ import annotations

from pathlib import Path

from apparel_case import Check, Row
from house import evaluated, patron, table

COUNTS = ("granted", "carried", "used", "lapsed", "left")


def rights(scheme: Path, sales: list[Row], as_of: str, members: list[Row] | None = None, movements: list[Row] | None = None) -> list[Row]:
    """The rows that `patron evaluate --entitlements` writes, numbers as numbers."""
    rows = evaluated(scheme, sales, as_of, "entitlements", members=members or [], movements=movements or [])["entitlements"]
    return [{**row, **{name: int(row[name]) for name in COUNTS}} for row in rows]


def issued(rows: list[Row], member: str, right: str, count: str = "granted") -> dict[object, object]:
    """One member's issues of one right: a count by the day from which each is good."""
    return {row["from"]: row[count] for row in rows if row["member_id"] == member and row["benefit"] == right}


def gives(right: str, want: dict[object, object], sales: list[Row], as_of: str, *more: list[Row], count: str = "granted") -> Check:
    """Ann's issues of a right; `more`: members and movements."""

    def check(scheme: Path) -> None:
        assert issued(rights(scheme, sales, as_of, *more), "ann", right, count) == want

    return check


def refused_use(scheme: Path, sales: list[Row], as_of: str, movements: list[Row], members: list[Row] | None = None) -> str:
    """What `patron evaluate` says of movements that it must refuse; it writes nothing then."""
    folder = scheme.parent
    words: list[object] = [scheme, "--purchases", table(folder / "s.csv", sales), "--movements", table(folder / "v.csv", movements)]
    if members:
        words += ["--members", table(folder / "m.csv", members)]
    said = patron("evaluate", *words, "--as-of", as_of, "--out", folder / "nothing.csv", cwd=folder, expect=1)
    assert not (folder / "nothing.csv").exists()
    return said


def asked(scheme: Path, basket: list[Row], *words: object) -> str:
    """What `patron quote` says of a basket, an error as well."""
    given = ["--basket", table(scheme.parent / "b.csv", basket), *words, "--format", "json"]
    return patron("quote", scheme, *given, cwd=scheme.parent, expect=None)

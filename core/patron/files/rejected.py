"""Rows that were set aside: written as they came, with the row's number and the reason, so that they can be mended and read again."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from patron.files.as_text import as_texts
from patron.files.sources import open_source
from patron.files.write import Output, write_tables


@dataclass(frozen=True, slots=True)
class Rejected:
    """Rows of one file, with the reasons."""

    path: Path
    reasons: dict[int, str]


def rejected_tables(rejected: Iterable[Rejected], folder: Path) -> list[Output]:
    """The rows of each file as a table `<name>.rejected.csv` in `folder`: `row`, `reason`, then the file's own columns."""
    outputs: dict[Path, Output] = {}
    for part in rejected:
        source = open_source(part.path)
        reasons = pl.DataFrame(
            {"row": list(part.reasons), "reason": list(part.reasons.values())}, schema={"row": pl.Int64, "reason": pl.String}
        )
        cells = (
            source.frame.with_row_index("row", offset=2)
            .with_columns(pl.col("row").cast(pl.Int64))
            .filter(pl.col("row").is_in(reasons["row"].implode()))
        )
        table = reasons.sort("row").join(as_texts(cells.collect()), on="row", how="left", maintain_order="left")
        path = _free(folder, part.path.stem, outputs)
        outputs[path] = Output(path, table.rename(_headings(source.headings)))
    return list(outputs.values())


def _free(folder: Path, stem: str, taken: Container[Path]) -> Path:
    """A name that no other file of this command has: two inputs may have the same name in different folders."""
    names = (folder / f"{stem}{number}.rejected.csv" for number in ("", *(f"-{count}" for count in range(2, 9))))
    return next(name for name in names if name not in taken)


def write_rejected(rejected: Iterable[Rejected], folder: Path) -> list[Path]:
    """Writes the tables of `rejected_tables` and gives their paths."""
    outputs = rejected_tables(rejected, folder)
    write_tables(outputs)
    return [output.path for output in outputs]


def _headings(headings: tuple[str, ...]) -> dict[str, str]:
    """The file's own headings, told apart where two are alike."""
    taken = {"row", "reason"}
    names: dict[str, str] = {}
    for index, heading in enumerate(headings):
        name = heading or f"column {index + 1}"
        while name in taken:
            name += "_"
        taken.add(name)
        names[f"c{index}"] = name
    return names

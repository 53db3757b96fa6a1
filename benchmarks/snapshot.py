"""Measures `patron snapshot`: making one, adding a day, and `patron evaluate` from it against the Parquet files.

    python benchmarks/snapshot.py FOLDER [--repeat 3]      FOLDER as benchmarks/data.py writes it

Every command is a process of its own: medians of seconds, peak resident GiB. Results from the files and from the snapshot, and
from it once a day was added, are compared byte for byte.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import polars as pl
from policy import SCHEME
from run import command, commands

AS_OF = "2024-12-31"


def halves(purchases: Path, place: Path) -> tuple[Path, Path]:
    """The file without the purchases and returns of its last day, and those: two files."""
    rows = pl.scan_parquet(purchases)
    last = pl.col("at") >= rows.select(pl.col("at").max().dt.truncate("1d")).collect().item()
    paths = place / "before.parquet", place / "day.parquet"
    rows.filter(~last).sink_parquet(paths[0])
    rows.filter(last).sink_parquet(paths[1])
    return paths


def size(folder: Path) -> float:
    """GiB on the disk."""
    return sum(path.stat().st_size for path in folder.iterdir()) / 2**30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    chosen = parser.parse_args()
    patron = str(Path(sys.executable).with_name("patron"))
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        place = Path(name)
        scheme, snapshot = place / "scheme.yaml", place / "snapshot"
        scheme.write_text(SCHEME, encoding="utf-8")
        files = [str(chosen.folder / "purchases.parquet"), "--members", str(chosen.folder / "members.parquet")]
        before, day = halves(chosen.folder / "purchases.parquet", place)

        def evaluate(out: str, *source: str) -> tuple[float, float]:
            words = [patron, "evaluate", str(scheme), "--purchases", *source, "--as-of", AS_OF, "--out", str(place / out)]
            return commands(words, chosen.repeat)

        figures["files_s"], figures["files_peak_gib"] = evaluate("files.parquet", *files)
        make = [patron, "snapshot", str(before), *files[1:], "--scheme", str(scheme), "--out", str(snapshot)]
        figures["make_s"], figures["make_peak_gib"] = command(make)
        figures["append_s"], figures["append_peak_gib"] = command([patron, "snapshot", str(day), "--append", str(snapshot)])
        figures["two_segments_s"], figures["two_segments_peak_gib"] = evaluate("added.parquet", str(snapshot))
        figures["compact_s"], figures["compact_peak_gib"] = command([patron, "snapshot", str(snapshot), "--compact"])
        figures["snapshot_s"], figures["snapshot_peak_gib"] = evaluate("snapshot.parquet", str(snapshot))
        figures["verify_s"], _ = command([patron, "snapshot", str(snapshot), "--verify"])
        figures["snapshot_gib"] = size(snapshot)
        wanted = (place / "files.parquet").read_bytes()
        for other in ("added.parquet", "snapshot.parquet"):
            if (place / other).read_bytes() != wanted:
                raise SystemExit(f"{other}: not the same bytes as from the files")
    figures["files_to_snapshot"] = figures["files_s"] / figures["snapshot_s"]
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}, indent=2))


if __name__ == "__main__":
    main()

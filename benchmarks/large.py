"""Measures `patron evaluate` of a file that is larger than memory would like: several houses of `data.py` in one file.

    python benchmarks/large.py [--members 1000000] [--purchases 20000000] [--houses 5] [--folder DIR]

Ids of each house begin with a letter of their own, and pieces of the houses alternate in the file. The rows of each house have to be
those that `evaluate` says of that house alone. Prints seconds and peaks of both, and of the bare read of the large file.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from string import ascii_uppercase

import polars as pl
import pyarrow.parquet as pq
from policy import SCHEME
from run import READ, command

PIECE = 1 << 20  # rows
AS_OF = "2024-12-31"


def houses_of(path: Path, out: Path, letters: str) -> None:
    """The file once for each letter, piece by piece."""
    scan = pl.scan_parquet(path)
    height = int(scan.select(pl.len()).collect().item())
    ids = [name for name in ("purchase_id", "member_id", "returns", "referred_by") if name in scan.collect_schema()]
    writer: pq.ParquetWriter | None = None
    for low in range(0, height, PIECE):
        rows = scan.slice(low, PIECE).collect()
        for letter in letters:
            named = rows.with_columns((pl.lit(letter) + pl.col(name)).alias(name) for name in ids)
            table = named.to_arrow(compat_level=pl.CompatLevel.oldest())
            writer = writer or pq.ParquetWriter(out, table.schema, compression="zstd")
            writer.write_table(table)
    if writer is not None:
        writer.close()


def evaluated(folder: Path, out: Path, scheme: Path) -> tuple[float, float]:
    """Seconds and peak GiB of the command."""
    patron = Path(sys.executable).with_name("patron")
    files = ["--purchases", str(folder / "purchases.parquet"), "--members", str(folder / "members.parquet")]
    return command([str(patron), "evaluate", str(scheme), *files, "--as-of", AS_OF, "--out", str(out)])


def same(one: Path, large: Path, letters: str) -> None:
    """Stops where the rows of a house differ from those of the house alone."""
    wanted = pl.read_parquet(one)
    for letter in letters:
        rows = pl.scan_parquet(large).filter(pl.col("member_id").str.starts_with(letter)).collect()
        if not rows.with_columns(pl.col("member_id").str.slice(1)).equals(wanted):
            raise SystemExit(f"house {letter}: not the rows of the house alone")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=1_000_000, help="of one house")
    parser.add_argument("--purchases", type=int, default=20_000_000, help="of one house")
    parser.add_argument("--houses", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the files are made, and left; those that are there are used")
    chosen = parser.parse_args()
    letters = ascii_uppercase[: chosen.houses]
    with tempfile.TemporaryDirectory(prefix="patron-large-") as place:
        folder = chosen.folder or Path(place)
        one, many, scheme = folder / "one", folder / "many", folder / "jewelry.yaml"
        many.mkdir(parents=True, exist_ok=True)
        scheme.write_text(SCHEME, encoding="utf-8")
        made = [sys.executable, str(Path(__file__).with_name("data.py")), str(chosen.members), str(chosen.purchases), str(one)]
        if not (one / "members.parquet").exists():  # the last that is written
            subprocess.run(made, check=True, capture_output=True)  # its memory is given back before anything is measured
        for name in ("purchases.parquet", "members.parquet"):
            if not (many / name).exists():
                houses_of(one / name, many / "unfinished", letters)
                (many / "unfinished").replace(many / name)
        alone, alone_peak = evaluated(one, folder / "one.parquet", scheme)
        together, peak = evaluated(many, folder / "many.parquet", scheme)
        bare, _ = command([sys.executable, "-c", READ, *map(str, (many / "purchases.parquet", many / "members.parquet"))])
        same(folder / "one.parquet", folder / "many.parquet", letters)
    about = {"members": chosen.members * chosen.houses, "purchases": chosen.purchases * chosen.houses, "cores": os.cpu_count()}
    seconds = {"evaluate_s": together, "evaluate_of_one_house_s": alone, "bare_read_s": bare, "evaluate_to_bare_read": together / bare}
    peaks = {"evaluate_peak_gib": peak, "evaluate_of_one_house_peak_gib": alone_peak}
    print(json.dumps(about | {name: round(value, 3) for name, value in (seconds | peaks).items()}, indent=2))


if __name__ == "__main__":
    main()

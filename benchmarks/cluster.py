"""`evaluate --on` this machine's Spark against the run without it: the same files, what it costs beside, and what stays small.

    python benchmarks/cluster.py [MEMBERS PURCHASES [PARTS]]

Prints one row a way: seconds of the clock, seconds of the processors (of all processes), and the largest resident memory of the command's
own process, of Spark's Java machine, and of one worker. Both ways' files are compared byte for byte.
"""

from __future__ import annotations

import filecmp
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

AS_OF = "2024-12-31"
HEAP = "600m"  # of Spark's Java machine, which is driver and executors at once here
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


def made(folder: Path, members: int, purchases: int) -> None:
    """Two years of jewelry in order of time: 30 % of members introduced by another, 2 % of sales returned, 2 % without a member."""
    random = np.random.default_rng(7)
    ids = "m" + pl.Series(np.arange(members)).cast(pl.String).str.zfill(9)
    at = np.sort(random.integers(0, 730 * 86_400, purchases)) * 1_000_000 + 1_672_531_200_000_000
    goods = np.array(["gold", "silver", "diamond", "jade", "coloured-stone"])
    sales = pl.DataFrame(
        {
            "purchase_id": "p" + pl.Series(np.arange(purchases)).cast(pl.String).str.zfill(10),
            "member_id": ids.gather(random.integers(0, members, purchases)),
            "at": pl.Series(at).cast(pl.Datetime("us")),
            "amount": pl.Series(np.exp(random.normal(8.2, 1.2, purchases)).round(2)).cast(pl.Decimal(12, 2)),
            "category": goods[random.integers(0, 5, purchases)],
        }
    )
    nobody = pl.Series(random.random(purchases) < 0.02)
    sales = sales.with_columns(member_id=pl.when(nobody).then(None).otherwise("member_id"), returns=pl.lit(None, pl.String))
    back = sales[np.sort(random.choice(purchases, purchases // 50, replace=False))].with_columns(
        returns="purchase_id", purchase_id="r" + pl.col("purchase_id"), at=pl.col("at") + pl.duration(days=9)
    )
    pl.concat([sales, back]).write_parquet(folder / "purchases.parquet")
    by = np.where(random.random(members) < 0.3, random.integers(0, members, members), -1)
    referred = ids.gather(pl.Series(np.maximum(by, 0)))
    told = pl.DataFrame({"member_id": ids, "referred_by": referred.set(pl.Series(by < 0), None)})
    told.write_parquet(folder / "members.parquet")


@dataclass
class Watched:
    """A command and all that it starts."""

    wall: float = 0.0
    cpu: dict[int, float] = field(default_factory=dict)
    peak: dict[str, int] = field(default_factory=dict)
    out: str = ""


def watch(argv: list[str], environment: dict[str, str]) -> Watched:
    """Runs a command, looking at its processes five times a second."""
    found = Watched()
    began = time.perf_counter()
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
    done = threading.Event()
    looking = threading.Thread(target=_look, args=(process.pid, found, done))
    looking.start()
    found.out, _ = process.communicate()
    done.set()
    looking.join()
    found.wall = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"{argv} ended with {process.returncode}")
    return found


def _look(root: int, found: Watched, done: threading.Event) -> None:
    while not done.wait(0.2):
        parents: dict[int, int] = {}
        facts: dict[int, tuple[str, float, int]] = {}
        for path in Path("/proc").iterdir():
            if not path.name.isdigit():
                continue
            try:
                text = path.joinpath("stat").read_text()
            except OSError:
                continue
            name, _, rest = text.partition("(")[2].rpartition(")")
            cells = rest.split()
            pid = int(path.name)
            parents[pid] = int(cells[1])
            facts[pid] = (name, (int(cells[11]) + int(cells[12])) / TICKS, int(cells[21]) * PAGE)
        for pid, (name, seconds, memory) in facts.items():
            if _below(pid, root, parents):
                found.cpu[pid] = max(found.cpu.get(pid, 0.0), seconds)
                kind = "command" if pid == root else "java" if name == "java" else "worker"
                found.peak[kind] = max(found.peak.get(kind, 0), memory)


def _below(pid: int, root: int, parents: dict[int, int]) -> bool:
    while pid not in (0, root):
        pid = parents.get(pid, 0)
    return pid == root


ON_SPARK = """
import json, sys
from datetime import date
from pathlib import Path
from time import perf_counter
from patron.cluster.command import Wish, evaluate_on
from patron.engine.plan.compile import compile_plan
from patron.files.prepare import DataFiles
from patron.scheme.load import load_scheme

scheme, folder, day, parts = sys.argv[1:]
began, phases = perf_counter(), []
loaded = load_scheme(Path(scheme))
folder = Path(folder)
files = DataFiles(folder / "purchases.parquet", folder / "members.parquet")
wish = Wish("local[2,4]", (date.fromisoformat(day) - date(1970, 1, 1)).days, folder / "there.csv", folder / "there-changes.csv", int(parts))
plan = compile_plan(loaded.require(), loaded.industry)
done = evaluate_on(plan, loaded.industry, files, wish, lambda text: phases.append((text, round(perf_counter() - began, 1))))
print(json.dumps({"rounds": done.rounds, "parts": done.parts, "members": sum(done.tiers.values()), "phases": phases}))
"""


def main() -> None:
    members, purchases, parts = [*map(int, sys.argv[1:]), *(400_000, 4_000_000, 0)[len(sys.argv) - 1 :]]
    scheme = Path(__file__).parents[1] / "plugins/jewelry/patron_jewelry/schemes/jewelry.yaml"
    assert date.fromisoformat(AS_OF)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made(folder, members, purchases)
        files = ["--purchases", str(folder / "purchases.parquet"), "--members", str(folder / "members.parquet")]
        written = ["--out", str(folder / "here.csv"), "--changes", str(folder / "here-changes.csv"), "--runner", "batch"]
        command = [sys.executable, "-c", "from patron.cli import main; main()", "evaluate", str(scheme), *files, "--as-of", AS_OF, *written]
        conf = folder / "conf"
        conf.mkdir()
        conf.joinpath("spark-defaults.conf").write_text(f"spark.driver.memory {HEAP}\nspark.driver.maxResultSize 8m\n", encoding="utf-8")
        on_spark = [sys.executable, "-c", ON_SPARK, str(scheme), str(folder), AS_OF, str(parts)]
        small = pl.read_parquet(folder / "purchases.parquet", n_rows=100_000).estimated_size() / 100_000
        print(
            f"{members:,} members, {purchases:,} purchases: {(folder / 'purchases.parquet').stat().st_size >> 20} MiB of Parquet,", end=" "
        )
        print(f"{int(small * purchases * 1.02) >> 20} MiB as columns in memory; Java heap {HEAP}")
        print(f"{'way':<12}{'wall s':>8}{'cpu s':>8}{'command MiB':>13}{'java MiB':>10}{'worker MiB':>12}")
        for way, argv in (("one machine", command), ("spark", on_spark)):
            found = watch(argv, {"SPARK_CONF_DIR": str(conf)})
            peak = {kind: size >> 20 for kind, size in found.peak.items()}
            row = (found.wall, sum(found.cpu.values()), peak["command"], peak.get("java", 0), peak.get("worker", 0))
            print(f"{way:<12}{row[0]:>8.1f}{row[1]:>8.1f}{row[2]:>13}{row[3]:>10}{row[4]:>12}")
        print(json.loads(found.out))
        for table in ("", "-changes"):
            same = filecmp.cmp(folder / f"here{table}.csv", folder / f"there{table}.csv", shallow=False)
            print(f"{table or 'members'}: {'the same bytes' if same else 'DIFFERENT'}")


if __name__ == "__main__":
    main()

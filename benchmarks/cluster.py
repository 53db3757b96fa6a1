"""`evaluate` or `simulate --purchases` on this machine's Spark against the run without it: the same files, and what stays small.

    python benchmarks/cluster.py [MEMBERS PURCHASES] [--parts N] [--heap 600m] [--simulate]

Prints one row a way: seconds of the clock, seconds of the processors (of all processes), and the largest resident memory of the command's
own process, of Spark's Java machine, and of one worker. Both ways' files are compared byte for byte. Spark asks for 450 MiB of heap.
"""

from __future__ import annotations

import argparse
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
RESULT = "8m"  # what tasks may send to the driver in one job: far less than the rows
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


SIMULATE_ON_SPARK = """
import json, sys
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from patron.cli.simulate.of_sales import SalesWish
from patron.cli.simulate.outputs import write
from patron.cli.simulate.sales_on_cluster import Place, simulate_sales_on
from patron.files.prepare import DataFiles
from patron.scheme.load import load_scheme

scheme, folder, day, parts = sys.argv[1:]
began, phases = perf_counter(), []
folder = Path(folder)
files = DataFiles(folder / "purchases.parquet", folder / "members.parquet")
wish = SalesWish(None, None, Fraction(2, 5), None, False)
told = lambda text: phases.append((text, round(perf_counter() - began, 1)))
document, _ = simulate_sales_on(load_scheme(Path(scheme)), files, wish, Place("local[2,4]", int(parts), "en"), told)
write(document, folder / "there", "en")
print(json.dumps({"phases": phases}))
"""


def commands(folder: Path, scheme: Path, parts: int, *, simulate: bool) -> tuple[list[str], list[str], list[str]]:
    """What runs on one machine, what runs on Spark, and the files that both write, with `here` for the one and `there` for the other."""
    files = ["--purchases", str(folder / "purchases.parquet"), "--members", str(folder / "members.parquet")]
    patron = [sys.executable, "-c", "from patron.cli import main; main()"]
    told = [str(scheme), str(folder), AS_OF, str(parts)]
    if simulate:
        here = [*patron, "simulate", str(scheme), *files, "--margin", "0.4", "--lang", "en", "--out", str(folder / "here")]
        return here, [sys.executable, "-c", SIMULATE_ON_SPARK, *told], ["{}/result.json", "{}/report.html", "{}/result.xlsx"]
    written = ["--out", str(folder / "here.csv"), "--changes", str(folder / "here-changes.csv"), "--runner", "batch"]
    here = [*patron, "evaluate", str(scheme), *files, "--as-of", AS_OF, *written]
    return here, [sys.executable, "-c", ON_SPARK, *told], ["{}.csv", "{}-changes.csv"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("members", type=int, nargs="?", default=400_000)
    parser.add_argument("purchases", type=int, nargs="?", default=4_000_000)
    parser.add_argument("--parts", type=int, default=0)
    parser.add_argument("--heap", default="600m", help="of Spark's Java machine, which is driver and executors at once here")
    parser.add_argument("--simulate", action="store_true")
    parser.add_argument("--folder", type=Path, help="where the made files go, for as long as it runs")
    asked = parser.parse_args()
    scheme = Path(__file__).parents[1] / "plugins/jewelry/patron_jewelry/schemes/jewelry.yaml"
    assert date.fromisoformat(AS_OF)
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        made(folder, asked.members, asked.purchases)
        conf = folder / "conf"
        conf.mkdir()
        settings = f"spark.driver.memory {asked.heap}\nspark.driver.maxResultSize {RESULT}\nspark.local.dir {folder}\n"
        conf.joinpath("spark-defaults.conf").write_text(settings, encoding="utf-8")
        here, there, written = commands(folder, scheme, asked.parts, simulate=asked.simulate)
        small = pl.read_parquet(folder / "purchases.parquet", n_rows=100_000).estimated_size() / 100_000
        sizes = (folder / "purchases.parquet").stat().st_size >> 20, int(small * asked.purchases * 1.02) >> 20
        print(f"{asked.members:,} members, {asked.purchases:,} purchases: {sizes[0]} MiB of Parquet,", end=" ")
        print(f"{sizes[1]} MiB as columns in memory; Java heap {asked.heap}, at most {RESULT} a job to the driver")
        print(f"{'way':<12}{'wall s':>8}{'cpu s':>8}{'command MiB':>13}{'java MiB':>10}{'worker MiB':>12}", flush=True)
        for way, argv in (("one machine", here), ("spark", there)):
            found = watch(argv, {"SPARK_CONF_DIR": str(conf)})
            peak = {kind: size >> 20 for kind, size in found.peak.items()}
            row = (found.wall, sum(found.cpu.values()), peak["command"], peak.get("java", 0), peak.get("worker", 0))
            print(f"{way:<12}{row[0]:>8.1f}{row[1]:>8.1f}{row[2]:>13}{row[3]:>10}{row[4]:>12}", flush=True)
        print(json.loads(found.out))
        for one in written:
            same = filecmp.cmp(folder / one.format("here"), folder / one.format("there"), shallow=False)
            print(f"{one.format('*')}: {'the same bytes' if same else 'DIFFERENT'}")


if __name__ == "__main__":
    main()

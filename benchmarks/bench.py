"""The one command of the benchmarks: runs peers and goals, keeps their figures, and writes docs/benchmarks.md.

    make bench                                 quick sizes: some minutes
    make bench FULL=1                          1,000,000 members / 20,000,000 purchases and 5,000,000 / 100,000,000, too
    python benchmarks/bench.py --only peers plain_python columns-quick     some of them
    python benchmarks/bench.py --table         only the page, from the figures that are kept

Each script has a process of its own. What fails is said, and kept as failed; the others go on.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import results_kept
import tables
from goals import MEASURES, Measure
from peers import FILES, Peer, peer

HERE = Path(__file__).parent
BATCH = "patron_batch"


def answer(arguments: list[str]) -> dict[str, Any]:
    """The JSON that a script prints; `failed` with the last line of its complaint otherwise."""
    paths = [str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run([sys.executable, *arguments], check=False, capture_output=True, text=True, env=environment)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        return {"failed": without_places(said[-1])}
    try:
        found: dict[str, Any] = json.loads(done.stdout[done.stdout.find("{") :])
    except json.JSONDecodeError:
        found = {"text": done.stdout}
    return found


def without_places(complaint: str) -> str:
    """Files by their names alone: a figure that is kept tells nothing of the machine's folders."""
    return re.sub(r"(?<![\w.:/])(?:/[^\s/'\",]+)*/(?=[^\s/'\",])", "", complaint)


def measure_peer(file: str, found: Peer, repeat: int, size: tuple[int, int]) -> dict[str, Any]:
    """One row of the peers' table, without its ratio."""
    members, purchases = size
    about = results_kept.about()
    asked = ["-m", "peers.one", file, "--members", str(members), "--purchases", str(purchases), "--repeat", str(repeat)]
    told = answer(asked)
    if "missing" in told or "failed" in told:
        return about | told
    rates = [purchases / seconds for seconds in told["clock"]]
    return about | {
        "version": told["version"],
        "members": members,
        "purchases": purchases,
        "repeat": repeat,
        "rate": round(median(rates)),
        "least": round(min(rates)),
        "most": round(max(rates)),
        "processor_rate": round(purchases / median(told["processor"])),
        "peak_gib": told["peak_gib"],
        "exact": told["exact"],
    }


def run_peers(files: list[str], repeat: int, *, full: bool) -> None:
    """Peers, the batch runner first: its rate in this run is what the others' is divided by."""
    rate = 0
    for file in [BATCH, *(one for one in files if one != BATCH)]:
        found = peer(file)
        began = time.monotonic()
        row = measure_peer(file, found, repeat, found.full if full and found.full[0] else found.size)
        if file == BATCH:
            if "rate" not in row:
                raise SystemExit(f"the batch runner, by which all are measured: {row.get('failed')}")
            rate = row["rate"]
        if "failed" in row:
            said(f"{found.name}: {row['failed']}", began)
            continue
        results_kept.keep("peers", {file: row | {"batch_rate": rate}})
        said(f"{found.name}: " + (f"{row['rate']:,} a second" if "rate" in row else "not installed"), began)


def figures(measure: Measure, told: dict[str, Any]) -> dict[str, dict[str, float]]:
    """By goal: value, and least and most where the script tells them."""
    out = {}
    for goal, read in measure.figures.items():
        value = read(told)
        if value is None:
            continue
        many = value if isinstance(value, tuple) else (value,)
        out[goal] = dict(zip(("value", "least", "most"), (float(one) for one in many), strict=False))
    return out


def run_measure(name: str, measure: Measure, jewelry: Path) -> None:
    """One script, and the rows of the goals that it measures."""
    began, about = time.monotonic(), results_kept.about()
    if not (HERE / measure.script).exists():
        said(f"{name}: there is no {measure.script}", began)
        return
    told = answer([str(HERE / measure.script), *(filled(one, jewelry) for one in measure.arguments)])
    rows: dict[str, dict[str, Any]] = dict(figures(measure, told)) if "failed" not in told else dict.fromkeys(measure.figures, told)
    results_kept.keep("goals", {f"{goal} {name}": about | row for goal, row in rows.items()})
    said(f"{name}: " + ", ".join(f"{goal} {row.get('value', 'failed')}" for goal, row in rows.items()), began)


def filled(argument: str, place: Path) -> str:
    """`{jewelry}` is the folder of the ready scheme; `{house MEMBERS PURCHASES}` one in it with the files of such a house.

    `{temporary}` is the system's folder for files that may go.
    """
    if argument.startswith("{house "):
        members, purchases = argument.strip("{}").split()[1:]
        house = place / f"house-{members}-{purchases}"
        if not house.exists():
            subprocess.run([sys.executable, str(HERE / "data.py"), members, purchases, str(house)], check=True, capture_output=True)
        return str(house)
    return argument.replace("{jewelry}", str(place)).replace("{temporary}", tempfile.gettempdir())


def said(what: str, began: float) -> None:
    """A line of progress."""
    print(f"{what} [{time.monotonic() - began:.0f} s]", flush=True)


def main() -> None:
    """Run what is asked for, then write the page and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="the large sizes, too: hours on two cores, and 16 GiB of memory")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", nargs="+", metavar="NAME", help=f"`peers`, `goals`, or some of: {' '.join((*FILES, *MEASURES))}")
    parser.add_argument("--table", action="store_true", help="only write the page from the figures that are kept")
    asked = parser.parse_args()
    chosen = set(asked.only or ("peers", "goals"))
    unknown = chosen - {"peers", "goals", *FILES, *MEASURES}
    if unknown:
        parser.error(f"no such peers or measurements: {', '.join(sorted(unknown))}")
    if not asked.table:
        files = list(FILES) if "peers" in chosen else [one for one in FILES if one in chosen]
        if files:
            run_peers(files, asked.repeat, full=asked.full)
        whens = {"quick", "full"} if asked.full else {"quick"}
        with tempfile.TemporaryDirectory(prefix="patron-benchmark-") as place:
            patron = str(Path(sys.executable).with_name("patron"))
            subprocess.run([patron, "init", "jewelry", place], check=True, capture_output=True)
            for name, measure in MEASURES.items():
                if name in chosen or ("goals" in chosen and measure.when in whens):
                    run_measure(name, measure, Path(place))
    tables.write()
    print("\n".join([*tables.peer_rows(), "", *tables.goal_rows()]))


if __name__ == "__main__":
    main()

"""Seconds and peak memory of what looks at a whole store: a day's close, a month's, verifying, rebuilding.

    python benchmarks/store_upkeep.py --store FILE [--only verify rebuild …]

The goal is below 1 GiB with 10,000,000 purchases. FILE is a SQLite database that is there, made by store_import.py --once --store, and
stands at the end of AS_OF; what is closed in it stays closed, so that a second run finds less to do. Each command is the installed
one, in a process of its own; how often it told its progress is counted too.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from store_common import AS_OF, show

COMMANDS = {
    "close a day": ("close-day", (AS_OF + timedelta(days=1)).isoformat()),
    "close a month": ("close-day", (AS_OF + timedelta(days=31)).isoformat()),
    "verify": ("verify",),
    "rebuild": ("rebuild",),
}


def ran(store: Path, command: tuple[str, ...]) -> dict[str, Any]:
    """Its seconds by the clock and on processors, its peak in GiB, and what it found."""
    patron = str(Path(sys.executable).with_name("patron"))
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        child = subprocess.Popen([patron, "store", *command, "--store", f"sqlite:///{store}", "--json"], stdout=out)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        out.seek(0)
        told = json.loads(out.read() or b"{}")
    return {
        "seconds": round(seconds, 1),
        "processor seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak GiB": round(used.ru_maxrss / 2**20, 2),
        "exit": os.waitstatus_to_exitcode(status),
        "found": {name: value for name, value in told.items() if isinstance(value, int)},
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=list(COMMANDS), default=list(COMMANDS))
    asked = parser.parse_args()
    if not asked.store.exists():
        parser.error(f"there is no {asked.store.name}; store_import.py --once --store makes one")
    found = {name: ran(asked.store, COMMANDS[name]) for name in asked.only}
    show({**found, "peak GiB": max(one["peak GiB"] for one in found.values())})


if __name__ == "__main__":
    main()

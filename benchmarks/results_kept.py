"""Figures that were measured, kept as JSON beside the scripts: a partial run replaces its own rows and leaves the others."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("results")
Rows = dict[str, dict[str, Any]]
VERSIONS = ("numpy", "numba", "polars", "duckdb")


def load(name: str) -> Rows:
    """The rows of one file by their keys; none where there is no file."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def keep(name: str, rows: Rows) -> None:
    """Put rows among those of the file."""
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(dict(sorted((load(name) | rows).items())), ensure_ascii=False, indent=1)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def about() -> dict[str, Any]:
    """What a figure was measured with: day, commit, machine, versions, and how busy the machine was before."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "machine": machine(),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in VERSIONS},
        "load": round(os.getloadavg()[0], 1),
    }


def machine() -> str:
    """Model of the processor, cores and memory."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}"


def _commit() -> str:
    asked = ["git", "rev-parse", "--short=9", "HEAD"]
    answer = subprocess.run(asked, check=False, cwd=FOLDER.parent, capture_output=True, text=True)
    return answer.stdout.strip()

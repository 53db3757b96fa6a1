"""json-rules-engine on Node: the host is written in JavaScript too (node/), so that no event crosses between two languages.

The house is handed over once as JSON before anything is timed; what is timed is told by the Node process itself.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import polars as pl
from patron.engine.history import History
from patron.engine.results import MEMBER_COLUMNS

from peers.host import events_of
from peers.judge import EXPRESSES
from peers.peer import Peer, Run

FOLDER = Path(__file__).with_name("node")
PACKAGE = FOLDER / "node_modules" / "json-rules-engine" / "package.json"


class Node:
    """One process of Node that keeps one house."""

    def __init__(self, node: str) -> None:
        self._node, self._place = node, tempfile.TemporaryDirectory(prefix="patron-benchmark-")
        self._process: subprocess.Popen[str] | None = None
        self._of: int | None = None
        self.seconds: tuple[float, ...] = (0.0, 0.0)

    def __call__(self, history: History, as_of: int) -> pl.DataFrame:
        """The rows; `seconds`: how long Node says that it took, by the clock and on processors."""
        out = Path(self._place.name) / "rows.json"
        if self._process is None or self._of != id(history):
            self.close()
            house = Path(self._place.name) / "house.json"
            members = history.members.select("member_id", "referred_by").rows()
            house.write_text(json.dumps({"members": members, "events": list(events_of(history, as_of).items()), "as_of": as_of}))
            self._process = subprocess.Popen(
                [self._node, str(FOLDER / "serve.mjs"), str(house), str(out)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            self._of = id(history)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print("again", file=self._process.stdin, flush=True)
        self.seconds = tuple(json.loads(self._process.stdout.readline()))
        return pl.DataFrame(json.loads(out.read_text()), schema=MEMBER_COLUMNS, orient="row")

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait()
            self._process = None


def prepare() -> Run:
    """Node and the package have to be there."""
    node = shutil.which("node")
    if node is None or not PACKAGE.exists():
        raise ImportError("node, or its package json-rules-engine, is not installed")
    return Node(node)


def told_version() -> str:
    """Of the package."""
    return str(json.loads(PACKAGE.read_text())["version"]) if PACKAGE.exists() else ""


PEER = Peer(
    "json-rules-engine (Node)",
    None,
    "2025-10",
    EXPRESSES,
    "windows, reviews, points, returns and introductions, in JavaScript (node/host.mjs)",
    (2_000, 40_000),
    prepare,
    told_version=told_version,
)

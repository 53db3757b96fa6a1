"""Every goal of speed and scale: which script measures it, at which size, and which figure of its JSON is meant.

A goal with several sizes has a measurement for each; one that has not been run at a size is shown as such. Scripts that a session of
`make bench` does not run (they take longer than minutes, or another machine) are asked for by name: `bench.py --only store-import-full`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Found = dict[str, Any]
Read = Callable[[Found], Any]


@dataclass(frozen=True)
class Goal:
    """What was promised. `bound`: None where only the figure is told. `most`: at most the bound, otherwise at least. `unit` follows it."""

    title: str
    bound: float | None
    most: bool = True
    unit: str = ""


@dataclass(frozen=True)
class Measure:
    """One run of a script. `figures`: by goal, the figure, or (figure, least, most), or None where the script does not tell it.

    `when`: quick, full, or only when asked for. What a script prints other than JSON is its `text`.
    """

    script: str
    arguments: tuple[str, ...]
    size: str
    when: str
    figures: dict[str, Read]


GOALS = {
    "kernel-jewelry": Goal("batch runner ÷ hand-written kernel, jewelry, sorted columns", 1.1),
    "kernel-processor": Goal("the same, by time on processors", None),
    "kernel-apparel": Goal("batch runner ÷ hand-written kernel, apparel's cards, points, promotions and returns, sorted columns", 1.5),
    "kernel-apparel-processor": Goal("the same, by time on processors", None),
    "unsorted": Goal("batch runner, columns in order of time ÷ sorted columns", 2.5),
    "kernel-limit": Goal("hand-written kernel ÷ reading the same columns once", 30),
    "parquet-read": Goal("`patron evaluate`, Parquet to results ÷ the bare read", 1.5),
    "parquet-duckdb": Goal("DuckDB SQL ÷ `patron evaluate`, both from Parquet", 8, most=False),
    "memory-evaluate": Goal("peak memory of `patron evaluate`", None, unit=" GiB"),
    "memory-100m": Goal("peak memory of `patron evaluate` at 100,000,000 purchases", 8, unit=" GiB"),
    "variants": Goal("cost of one more variant ÷ a single run", 0.6),
    "variants-processor": Goal("the same, by time on processors", None),
    "variants-sales": Goal("one more scheme searched over the same sales ÷ one alone", 0.6),
    "variants-sales-processor": Goal("the same, by time on processors", 0.6),
    "variants-compare": Goal("the second scheme of `compare` over sales ÷ one alone", None),
    "variants-compare-processor": Goal("the same, by time on processors", None),
    "snapshot-start": Goal("`patron evaluate` from Parquet ÷ from a snapshot", None),
    "cluster-equal": Goal("files written on Spark that equal the local ones byte for byte, of both", 1, most=False),
    "replay": Goal("replay ÷ evaluate of the same frames", 2.5),
    "replay-processor": Goal("the same, by time on processors", None),
    "decide-p50": Goal("one purchase decided in process, of a member with 1,000, p50", 50, unit=" µs"),
    "decide-p99": Goal("the same, p99", 200, unit=" µs"),
    "decide-redemption": Goal("one redemption by her, p50", 50, unit=" µs"),
    "decide-redemption-p99": Goal("the same, p99", 200, unit=" µs"),
    "decide-return": Goal("one return of hers, p50", 50, unit=" µs"),
    "decide-return-p99": Goal("the same, p99", 200, unit=" µs"),
    "commit": Goal("decided and committed on SQLite ÷ the bare driver's rate", 0.45, most=False),
    "import-bulk": Goal("import in bulk, purchases a second", 50_000, most=False),
    "import-events": Goal("import into members with events, purchases a second", 10_000, most=False),
    "import-one": Goal("import event by event, purchases a second", 10_000, most=False),
    "import-memory": Goal("peak memory of an import of 10,000,000 purchases", 1, unit=" GiB"),
    "statement": Goal("a statement with 10,000,000 purchases stored, p50", 5, unit=" ms"),
    "statement-p99": Goal("the same, p99", 5, unit=" ms"),
    "upkeep-memory": Goal("peak memory of `close-day`, `verify` and `rebuild` with 10,000,000 purchases stored", 1, unit=" GiB"),
    "close-day": Goal("a day's close with 10,000,000 purchases stored", None, unit=" s"),
    "close-month": Goal("a month's close at once", None, unit=" s"),
    "verify": Goal("`verify`", None, unit=" s"),
    "rebuild": Goal("`rebuild`", None, unit=" s"),
    "worlds": Goal("200 worlds × 100,000 customers × 12 months, two processes", 60, unit=" s"),
    "world-large": Goal("1 world × 1,000,000 customers × 36 months", 30, unit=" s"),
    "fit": Goal("`patron fit`, time on processors", None, unit=" s"),
    "fit-memory": Goal("`patron fit`, peak memory", None, unit=" GiB"),
}


def told(name: str) -> Read:
    """The figure of a name; by the clock, where it is told by the clock and on processors."""
    return lambda found: found.get(name, found.get(f"{name}_clock"))


def _house(members: int, purchases: int) -> tuple[tuple[str, ...], str]:
    return ("--members", str(members), "--purchases", str(purchases)), f"{members:,} members, {purchases:,} purchases"


def _columns(members: int, purchases: int, when: str) -> Measure:
    arguments, size = _house(members, purchases)
    figures = {
        "kernel-jewelry": told("batch_to_hand_kernel"),
        "kernel-processor": told("batch_to_hand_kernel_processor"),
        "kernel-limit": told("hand_kernel_to_read_once"),
        "unsorted": told("unsorted_to_sorted"),
        "parquet-read": told("evaluate_to_bare_read"),
        "parquet-duckdb": told("duckdb_to_evaluate"),
        "memory-evaluate": told("evaluate_peak_gib"),
    }
    return Measure("run.py", arguments, size, when, figures)


def _apparel(members: int, purchases: int, when: str) -> Measure:
    arguments, size = _house(members, purchases)
    figures = {"kernel-apparel": told("batch_to_hand_kernel"), "kernel-apparel-processor": told("batch_to_hand_kernel_processor")}
    return Measure("apparel.py", arguments, size, when, figures)


def _cluster(members: int, purchases: int, when: str) -> Measure:
    """Two tables are compared byte for byte."""
    same = {"cluster-equal": lambda found: found["text"].count("the same bytes") / 2}
    return Measure("cluster.py", (str(members), str(purchases)), _house(members, purchases)[1], when, same)


def _snapshot(members: int, purchases: int, when: str) -> Measure:
    figures: dict[str, Read] = {"snapshot-start": told("files_to_snapshot")}
    return Measure("snapshot.py", (f"{{house {members} {purchases}}}",), _house(members, purchases)[1], when, figures)


def _variants(members: int, purchases: int, when: str) -> Measure:
    arguments, size = _house(members, purchases)
    figures = {
        "variants": lambda found: found["further_to_alone_clock"],
        "variants-processor": lambda found: found["further_to_alone_processor"],
    }
    return Measure("variants.py", arguments, size, when, figures)


def _variants_search(members: int, purchases: int, when: str) -> Measure:
    arguments, size = _house(members, purchases)
    vary = "single-purchase.purchase.at_least=40000,45000,50000,60000,70000"
    figures: dict[str, Read] = {
        "variants-sales": lambda found: found["search"]["further_to_alone_clock"],
        "variants-sales-processor": lambda found: found["search"]["further_to_alone_processor"],
        "variants-compare": lambda found: found["compare"]["further_to_alone_clock"],
        "variants-compare-processor": lambda found: found["compare"]["further_to_alone_processor"],
    }
    return Measure("variants_search.py", ("--scheme", "{jewelry}/jewelry.yaml", "--vary", vary, *arguments), size, when, figures)


def _replay(members: int, purchases: int, when: str, *further: str) -> Measure:
    arguments, size = _house(members, purchases)
    figures = {
        "replay": lambda found: tuple(found["in_memory"][name] for name in ("ratio", "ratio_least", "ratio_most")),
        "replay-processor": lambda found: found["in_memory"]["processor_ratio"],
    }
    return Measure("replay.py", (*arguments, "--only", "memory", *further), size, when, figures)


# By row of the script, the goals of its median and of its 99th percentile.
DECIDED = {
    "1000 purchases": ("p50", "p99"),
    "1000 purchases, then redemptions": ("redemption", "redemption-p99"),
    "1000 purchases, then returns": ("return", "return-p99"),
}


def _decided(rows: str, part: str) -> Read:
    return lambda found: found["deciding, microseconds"][rows][part]


def _worlds(goal: str, customers: int, months: int, worlds: int, jobs: int, when: str) -> Measure:
    """Worlds are linear in their number: 20 stand for 200 at a tenth of the time."""
    tenth = 10 if goal == "worlds" and worlds == 20 else 1
    arguments = ("--customers", str(customers), "--months", str(months), "--worlds", str(worlds), "--jobs", str(jobs))
    size = f"{worlds} × {customers:,} customers × {months} months" + (", counted ten times" if tenth > 1 else "")
    place = ("--scheme", "{jewelry}/jewelry.yaml", "--assumptions", "{jewelry}/assumptions.yaml")
    return Measure("worlds.py", (*place, *arguments), size, when, {goal: lambda found: found["seconds"] * tenth})


MEASURES = {
    "columns-quick": _columns(100_000, 2_000_000, "quick"),
    "columns": _columns(1_000_000, 20_000_000, "full"),
    "evaluate-100m": Measure(
        "large.py",
        ("--folder", "{temporary}/patron-large"),
        "5,000,000 members, 100,000,000 purchases",
        "full",
        {"parquet-read": told("evaluate_to_bare_read"), "memory-100m": told("evaluate_peak_gib")},
    ),
    "apparel-quick": _apparel(100_000, 2_000_000, "quick"),
    "apparel": _apparel(1_000_000, 20_000_000, "full"),
    "cluster-quick": _cluster(40_000, 400_000, "quick"),
    "cluster": _cluster(400_000, 4_000_000, "full"),
    "snapshot-quick": _snapshot(100_000, 2_000_000, "quick"),
    "snapshot": _snapshot(1_000_000, 20_000_000, "full"),
    "variants-quick": _variants(100_000, 2_000_000, "quick"),
    "variants": _variants(1_000_000, 20_000_000, "full"),
    "variants-search-quick": _variants_search(20_000, 400_000, "quick"),
    "variants-search": _variants_search(100_000, 2_000_000, "full"),
    "replay-quick": _replay(20_000, 400_000, "quick"),
    "replay": _replay(100_000, 2_000_000, "full"),
    "decide-quick": Measure(
        "store_decide.py",
        (),
        "500 events, five times",
        "quick",
        {
            f"decide-{goal}": _decided(rows, part)
            for rows, goals in DECIDED.items()
            for goal, part in zip(goals, ("p50", "p99"), strict=True)
        },
    ),
    "commit-quick": Measure(
        "store_commit.py",
        (),
        "50 members, 200 purchases a turn",
        "quick",
        {"commit": lambda found: (found["store ÷ driver"], min(found["each turn"]), max(found["each turn"]))},
    ),
    "import-quick": Measure(
        "store_import.py",
        ("--members", "2000", "--purchases", "40000"),
        "2,000 members, 40,000 purchases",
        "quick",
        {
            "import-bulk": lambda found: found["a second"]["bulk"],
            "import-events": lambda found: found["a second"]["with events"],
        },
    ),
    "import": Measure(
        "store_import.py",
        ("--members", "50000", "--purchases", "1000000", "--repeat", "1"),
        "50,000 members, 1,000,000 purchases",
        "full",
        {
            "import-bulk": lambda found: found["a second"]["bulk"],
            "import-events": lambda found: found["a second"]["with events"],
        },
    ),
    "import-one-quick": Measure(
        "store_import.py",
        ("--by-event", "--members", "200", "--purchases", "4000"),
        "200 members, 4,000 purchases",
        "quick",
        {"import-one": lambda found: found["a second by event"]},
    ),
    "import-memory": Measure(
        "store_import.py",
        ("--once", "--members", "500000", "--purchases", "10000000", "--store", "{temporary}/patron-ten-million.db"),
        "500,000 members, 10,000,000 purchases",
        "asked",
        {"import-memory": lambda found: found["peak GiB"], "import-bulk": lambda found: found["a second"]},
    ),
    "statement": Measure(
        "store_statement.py",
        ("--store", "{temporary}/patron-ten-million.db", "--asked", "200"),  # what import-memory leaves
        "500,000 members, 10,000,000 purchases",
        "asked",
        {
            "statement": lambda found: found["milliseconds"]["first"]["clock"]["p50"],
            "statement-p99": lambda found: found["milliseconds"]["first"]["clock"]["p99"],
        },
    ),
    "upkeep": Measure(
        "store_upkeep.py",
        ("--store", "{temporary}/patron-ten-million.db"),  # after the statements: days are closed in it
        "500,000 members, 10,000,000 purchases",
        "asked",
        {
            "upkeep-memory": lambda found: found["peak GiB"],
            "close-day": lambda found: found["close a day"]["seconds"],
            "close-month": lambda found: found["close a month"]["seconds"],
            "verify": lambda found: found["verify"]["seconds"],
            "rebuild": lambda found: found["rebuild"]["seconds"],
        },
    ),
    "worlds-quick": _worlds("worlds", 100_000, 12, 20, 2, "quick"),
    "worlds": _worlds("worlds", 100_000, 12, 200, 2, "full"),
    "world-large": _worlds("world-large", 1_000_000, 36, 1, 1, "full"),
    "fit-quick": Measure(
        "fit.py",
        ("--members", "50000", "--purchases", "750000"),
        "50,000 customers, 750,000 purchases",
        "quick",
        {"fit": lambda found: found["processor_s"], "fit-memory": lambda found: found["peak_gib"]},
    ),
    "fit": Measure(
        "fit.py",
        ("--members", "1000000", "--purchases", "15000000"),
        "1,000,000 customers, 15,000,000 purchases",
        "full",
        {"fit": lambda found: found["processor_s"], "fit-memory": lambda found: found["peak_gib"]},
    ),
}

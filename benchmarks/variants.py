"""Measures what each further plan costs on a bench, against a run by itself; prints ratios of medians within one run.

    python benchmarks/variants.py [--members 1000000] [--purchases 20000000] [--variants 5] [--repeat 5] [--detail]

The jewelry policy with other thresholds and rates, as `tune` and `--vary` ask for. Each plan's answer is the answer of a run by itself,
cell by cell.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median

import data
from patron.engine import batch
from patron.engine.many import Bench
from patron.engine.plan import AllOf, AnyOf, Condition, Plan, Test
from patron.engine.results import Evaluation
from policy import PLAN


def varied(step: int) -> Plan:
    """The policy with every threshold and rate moved by so many hundredths."""

    def moved(when: Condition) -> Condition:
        if isinstance(when, AllOf | AnyOf):
            return replace(when, parts=tuple(moved(part) for part in when.parts))
        if isinstance(when, Test) and when.measure != "referrer_tier":
            return replace(when, comparisons=tuple(replace(one, value=one.value * (100 + step) // 100) for one in when.comparisons))
        return when

    rules = {name: tuple(replace(rule, when=moved(rule.when)) for rule in getattr(PLAN, name)) for name in ("qualification", "maintenance")}
    accrual = tuple(replace(rule, one_point_per=rule.one_point_per * (100 + step) // 100) for rule in PLAN.points.accrual)
    return replace(PLAN, **rules, points=replace(PLAN.points, accrual=accrual))


def timed(work: Callable[[], Evaluation]) -> tuple[float, float, Evaluation]:
    """Seconds by the clock and on processors, and the answer."""
    clock, processor = time.perf_counter(), time.process_time()
    answer = work()
    return time.perf_counter() - clock, time.process_time() - processor, answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--purchases", type=int, default=20_000_000)
    parser.add_argument("--variants", type=int, default=5)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--detail", action="store_true", help="with purchases and postings by number, as a search asks for")
    chosen = parser.parse_args()
    detail = "codes" if chosen.detail else False
    history = data.history_of(data.sales(chosen.members, chosen.purchases))
    plans = [varied(step) for step in range(chosen.variants)]
    batch.run(PLAN, history, data.AS_OF, detail=detail)  # compiled, and memory asked for
    alone: list[tuple[float, float]] = []
    further: list[tuple[float, float]] = []
    for _ in range(chosen.repeat):
        bench = Bench()
        bench.run(PLAN, history, data.AS_OF, runner="batch", detail=detail)
        for plan in plans:  # in turn, so that what else the machine does touches both
            clock, processor, wanted = timed(partial(batch.run, plan, history, data.AS_OF, detail=detail))
            alone.append((clock, processor))
            clock, processor, found = timed(partial(bench.run, plan, history, data.AS_OF, runner="batch", detail=detail))
            further.append((clock, processor))
            if not (found.members.equals(wanted.members) and found.changes.equals(wanted.changes)):
                raise SystemExit("a bench and a run by itself: not the same cells")
    figures = {
        f"{name}_{unit}_s": median(pair[n] for pair in pairs)
        for name, pairs in (("alone", alone), ("further", further))
        for n, unit in enumerate(("clock", "processor"))
    }
    figures |= {f"further_to_alone_{unit}": figures[f"further_{unit}_s"] / figures[f"alone_{unit}_s"] for unit in ("clock", "processor")}
    about = {"members": chosen.members, "purchases": chosen.purchases, "variants": chosen.variants, "repeat": chosen.repeat}
    print(json.dumps(about | {"detail": chosen.detail} | {name: round(value, 3) for name, value in figures.items()}, indent=2))


if __name__ == "__main__":
    main()

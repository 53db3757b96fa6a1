"""What a further scheme costs in a search: over the same sales, in a comparison, and in the same worlds.

    python benchmarks/variants_search.py --scheme jewelry.yaml [--members 100000] [--purchases 2000000] [--folder DIR] \\
        [--assumptions assumptions.yaml --customers 100000] --vary single-purchase.purchase.at_least=40000,45000,50000,60000,70000

Over sales the schemes are tried on the frames that the commands read; worlds only with --assumptions. By the clock, and on the processors
of one process; every answer is held against that one by one. The first run of a scheme compiles its kernels and is not counted.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from statistics import median

import data
from patron.cli.simulate.job import job_of
from patron.cli.simulation_options import PopulationWish
from patron.engine.plan.compile import compile_plan
from patron.files.prepare import prepare
from patron.scheme.load import load_scheme
from patron.simulation.behaviour.made import baseline
from patron.simulation.population.world import draw_world
from patron.simulation.replay.request import Margins, Request
from patron.simulation.search.compare import compare_sales
from patron.simulation.search.market import Ask, Market, PopulationMarket, SalesMarket
from patron.simulation.search.vary import parse_vary
from patron.simulation.worlds.job import Job
from replay import made

REPEATS = 3
Spent = tuple[float, float]  # seconds by the clock, and of this process on processors


def main() -> None:
    """Prints the figures as JSON."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--scheme", type=Path, required=True)
    options.add_argument("--vary", required=True)
    options.add_argument("--members", type=int, default=100_000)
    options.add_argument("--purchases", type=int, default=2_000_000)
    options.add_argument("--folder", type=Path, default=Path("/tmp/patron-benchmark"))
    options.add_argument("--assumptions", type=Path)
    options.add_argument("--customers", type=int, default=100_000)
    options.add_argument("--months", type=int, default=12)
    options.add_argument("--repeat", type=int, default=REPEATS)
    asked = options.parse_args()
    variable = parse_vary(asked.vary)
    asks = []
    for text in variable.values:
        scheme = load_scheme(asked.scheme, changes={variable.key: text})
        asks.append(Ask(scheme.require(), compile_plan(scheme.require(), scheme.industry)))
    found: dict[str, object] = {"schemes": len(asks), "repeat": asked.repeat, **_over_sales(asks, asked)}
    if asked.assumptions is not None:
        wish = PopulationWish(asked.customers, asked.assumptions, months=asked.months)
        job = replace(job_of(load_scheme(asked.scheme), wish), runner="batch")
        found["worlds"] = {"customers": job.customers, **_searched(asks, partial(PopulationMarket, job, 1, 1), asked.repeat)}
        found["made"] = _over_made_sales(asks, job, asked.repeat)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def _over_sales(asks: list[Ask], asked: argparse.Namespace) -> dict[str, object]:
    """A search and a comparison over the same sales."""
    plan = asks[0].plan
    history = prepare(made(asked.folder, asked.members, asked.purchases), plan, load_scheme(asked.scheme).industry, data.AS_OF).history
    request = Request(margins=Margins(Fraction(2, 5)))
    fresh = partial(SalesMarket, history, request, runner="batch")
    size = {"members": asked.members, "purchases": asked.purchases}
    searched = _searched(asks, fresh, asked.repeat)
    pair = [asks[0], asks[-1]]

    def compared() -> list[dict[str, object]]:
        """The figures of both."""
        pairs = compare_sales(pair, history, request, runner="batch").pairs
        return [{one.name: side.p50 for one in pairs if (side := getattr(one, name)) is not None} for name in ("first", "second")]

    def singly() -> list[dict[str, object]]:
        return [dict(fresh().outcomes([ask], _silent)[0][0].figures) for ask in pair]

    if compared() != singly():
        sys.exit("the answers of compare differ")
    spent = [(_spent(singly), _spent(compared)) for _ in range(asked.repeat)]
    both = _shares([(one[0] / 2, one[1] / 2) for one, _ in spent], [one for _, one in spent], 1)
    return {**size, "search": searched, "compare": both}


def _over_made_sales(asks: list[Ask], job: Job, repeat: int) -> dict[str, float]:
    """A search over the sales of a made world, which lie in order: one by itself has little to prepare."""
    people = draw_world(job.population, job.span, seed=job.seed, world=0, customers=job.customers)
    history = baseline(people, job.plan).history
    fresh = partial(SalesMarket, history, Request(job.span.launch, job.span.last), runner="batch")
    return {"lines": history.lines.height, **_searched(asks, fresh, repeat)}


def _searched(asks: list[Ask], fresh: Callable[[], Market], repeat: int) -> dict[str, float]:
    """Seconds of one scheme by itself (the mean), and of each further one (the medians of some runs in turn)."""
    singles, together = [], []
    for turn in range(repeat + 1):  # the first one compiles
        alone: list[object] = []
        every: list[object] = []
        one = _spent(lambda alone=alone: alone.extend(_alone(fresh(), ask) for ask in asks))
        many = _spent(lambda every=every: every.extend(fresh().outcomes(asks, _silent)))
        if every != alone:
            sys.exit("the answers differ")
        if turn:
            singles.append((one[0] / len(asks), one[1] / len(asks)))
            together.append(many)
    return _shares(singles, together, len(asks) - 1)


def _alone(market: Market, ask: Ask) -> object:
    return market.outcomes([ask], _silent)[0]


def _silent(done: int, of: int) -> None:
    pass


def _spent(work: Callable[[], object]) -> Spent:
    gc.collect()
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def _shares(singles: list[Spent], together: list[Spent], further: int) -> dict[str, float]:
    """The medians of one alone and of each of so many `further` ones, and their share, by the clock and on processors."""
    found = {}
    for place, name in enumerate(("clock", "processor")):
        one = median(single[place] for single in singles)
        more = median((whole[place] - single[place]) / further for single, whole in zip(singles, together, strict=True))
        found |= {f"alone_{name}_s": round(one, 3), f"further_{name}_s": round(more, 3), f"further_to_alone_{name}": round(more / one, 3)}
    return found


if __name__ == "__main__":
    main()

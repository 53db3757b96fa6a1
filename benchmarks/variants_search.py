"""What a further scheme costs in a search: in the same worlds, and over the same sales; every answer is held against that one by one.

    python benchmarks/variants_search.py --scheme jewelry.yaml --assumptions assumptions.yaml \\
        --vary single-purchase.purchase.at_least=40000,45000,50000,60000,70000

Processor time of one process. The first run of a scheme compiles its kernels; run it twice and read the second.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from patron.cli.simulate.job import job_of
from patron.cli.simulation_options import PopulationWish
from patron.engine.plan.compile import compile_plan
from patron.scheme.load import load_scheme
from patron.simulation.population.world import draw_world
from patron.simulation.replay.request import Request
from patron.simulation.search.market import Ask, Market, PopulationMarket, SalesMarket
from patron.simulation.search.vary import parse_vary

REPEATS = 3


def main() -> None:
    """Prints the figures as JSON."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--scheme", type=Path, required=True)
    options.add_argument("--assumptions", type=Path)
    options.add_argument("--vary", required=True)
    options.add_argument("--customers", type=int, default=100_000)
    options.add_argument("--months", type=int, default=12)
    asked = options.parse_args()
    variable = parse_vary(asked.vary)
    loaded = load_scheme(asked.scheme)
    job = replace(job_of(loaded, PopulationWish(asked.customers, asked.assumptions, months=asked.months)), runner="batch")
    asks = []
    for text in variable.values:
        scheme = load_scheme(asked.scheme, changes={variable.key: text})
        asks.append(Ask(scheme.require(), compile_plan(scheme.require(), scheme.industry)))
    from patron.simulation.behaviour.made import baseline

    people = draw_world(job.population, job.span, seed=job.seed, world=0, customers=job.customers)
    history = baseline(people, job.plan).history
    sales = partial(SalesMarket, history, Request(job.span.launch, job.span.last), runner="batch")
    found = {
        "customers": job.customers,
        "schemes": len(asks),
        "worlds": _measured(asks, partial(PopulationMarket, job, 1, 1)),
        "sales": {"lines": history.lines.height, **_measured(asks, sales)},
    }
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def _measured(asks: list[Ask], fresh: partial[Market]) -> dict[str, float]:
    """Seconds of a processor: of one scheme by itself (the mean), and of each further one (the medians of some runs in turn)."""
    singles, further = [], []
    for turn in range(REPEATS + 1):  # the first one compiles
        started = time.process_time()
        alone = [fresh().outcomes([ask], lambda done, of: None)[0] for ask in asks]
        between = time.process_time()
        together = fresh().outcomes(asks, lambda done, of: None)
        ended = time.process_time()
        if together != alone:
            sys.exit("the answers differ")
        if turn:
            singles.append((between - started) / len(asks))
            further.append((ended - between - singles[-1]) / (len(asks) - 1))
    one, more = sorted(singles)[REPEATS // 2], sorted(further)[REPEATS // 2]
    return {"seconds_alone": round(one, 3), "seconds_of_a_further_one": round(more, 3), "share": round(more / one, 2)}


if __name__ == "__main__":
    main()

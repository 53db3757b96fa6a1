"""How long worlds take: processor time by world, memory, and whether worlds grow linearly.

    python benchmarks/worlds.py --scheme examples/jewelry.yaml --customers 100000 --months 12 --worlds 200 --jobs 2
    python benchmarks/worlds.py --scheme examples/jewelry.yaml --customers 1000000 --months 36 --worlds 1 --jobs 1

The first run of a scheme compiles its kernels; run it twice and read the second. With a busy machine read processor time, not the clock.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

from patron.cli.simulate.job import job_of
from patron.cli.simulation_options import PopulationWish
from patron.scheme.load import load_scheme
from patron.simulation.worlds.run import run_worlds


def main() -> None:
    """Runs the worlds and prints what they took as JSON."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--scheme", type=Path, required=True)
    options.add_argument("--population", type=Path, help="default: the industry's own")
    options.add_argument("--assumptions", type=Path)
    options.add_argument("--margins", type=Path)
    options.add_argument("--customers", type=int, default=100_000)
    options.add_argument("--months", type=int, default=12)
    options.add_argument("--worlds", type=int, default=200)
    options.add_argument("--jobs", type=int, default=2)
    asked = options.parse_args()
    loaded = load_scheme(asked.scheme)
    wish = PopulationWish(
        asked.population or asked.customers,
        asked.assumptions,
        months=asked.months,
        worlds=asked.worlds,
        margins=asked.margins,
    )
    job = replace(job_of(loaded, wish), customers=asked.customers)
    run_worlds([(job, asked.worlds, None)], processes=1)  # compiles, and is a world that is not asked for
    before = _used()
    started = time.perf_counter()
    run_worlds([(job, world, None) for world in range(asked.worlds)], processes=asked.jobs)
    clock, used = time.perf_counter() - started, _used() - before
    kilobytes = 1 if sys.platform != "darwin" else 1024
    peak = [resource.getrusage(who).ru_maxrss // kilobytes for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    found = {
        "customers": job.customers,
        "months": asked.months,
        "worlds": asked.worlds,
        "jobs": asked.jobs,
        "seconds": round(clock, 2),
        "processor_seconds": round(used, 2),
        "processor_seconds_a_world": round(used / asked.worlds, 3),
        "peak_mib_of_this_process": peak[0] // 1024,
        "peak_mib_of_the_largest_child": peak[1] // 1024,
    }
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def _used() -> float:
    """Processor seconds of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()

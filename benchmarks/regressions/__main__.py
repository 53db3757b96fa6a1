"""Ratios that must not grow, each within a stated band: `make regressions`, under a minute.

    PYTHONPATH=benchmarks python -m regressions [--turns 15] [--only NAME ...]

Both sides of a ratio are taken in turn in one process with one thread, by time on processors, and each side counts by its quickest turn:
what else the machine does makes turns slower and never quicker. A ratio above its band is told, and the exit is 1: something got
slower. Below its band something got much faster; that is told too, and the band wants to follow.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

for name in ("NUMBA_NUM_THREADS", "POLARS_MAX_THREADS", "OMP_NUM_THREADS"):  # before anything that starts threads is imported
    os.environ[name] = "1"

from regressions.ratios import RATIOS, Ratio  # noqa: E402


def measured(ratio: Ratio, turns: int) -> float:
    """Above ÷ below, each by its quickest turn."""
    above, below = ratio.prepare()
    quickest = [float("inf"), float("inf")]
    above(), below()  # compiled, and in memory
    for _ in range(turns):
        for side, work in enumerate((above, below)):
            began = time.process_time()
            work()
            quickest[side] = min(quickest[side], time.process_time() - began)
    return quickest[0] / quickest[1]


def main() -> None:
    """Measure, print, and say by the exit whether one is above its band."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--only", nargs="+", choices=sorted(RATIOS))
    asked = parser.parse_args()
    began, outside = time.monotonic(), 0
    for name in asked.only or RATIOS:
        ratio = RATIOS[name]
        found = measured(ratio, asked.turns)
        outside += found > ratio.most
        word = "SLOWER" if found > ratio.most else "faster" if found < ratio.least else "ok"
        print(f"{word:6} {name}: {found:.2f}, band {ratio.least}–{ratio.most} ({ratio.says})", flush=True)
    print(f"{len(asked.only or RATIOS) - outside} passed, {outside} failed")
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(1 if outside else 0)


if __name__ == "__main__":
    main()

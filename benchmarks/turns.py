"""Programs measured in turn in one process, so that what else the machine does touches all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any


def in_turn(programs: Mapping[str, Callable[[], Any]], repeat: int) -> tuple[dict[str, float], dict[str, Any]]:
    """Median seconds of each by the clock (`name_clock_s`) and on processors (`name_processor_s`), and the last answers.

    The first round is not counted.
    """
    clock: dict[str, list[float]] = {name: [] for name in programs}
    processor: dict[str, list[float]] = {name: [] for name in programs}
    answers = {}
    for turn in range(repeat + 1):
        for name, program in programs.items():
            began, used = time.perf_counter(), time.process_time()
            answers[name] = program()
            if turn:
                clock[name].append(time.perf_counter() - began)
                processor[name].append(time.process_time() - used)
    seconds = {}
    for name in programs:
        seconds[f"{name}_clock_s"] = round(median(clock[name]), 4)
        seconds[f"{name}_processor_s"] = round(median(processor[name]), 4)
    return seconds, answers


def ratios(seconds: Mapping[str, float], pairs: Mapping[str, tuple[str, str]]) -> dict[str, float]:
    """Each pair's ratio by the clock and on processors."""
    found = {}
    for name, (one, other) in pairs.items():
        for unit in ("clock", "processor"):
            found[f"{name}_{unit}"] = round(seconds[f"{one}_{unit}_s"] / seconds[f"{other}_{unit}_s"], 3)
    return found

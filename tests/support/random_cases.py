"""How many random cases tests of agreement try: what a change's tests have time for, or `PATRON_EXAMPLES`; `make soak` says 800.

A module that divides this number among its tests is marked `random`.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

EXAMPLES = int(os.environ.get("PATRON_EXAMPLES", "320"))


def repeatable(examples: int, *, shrink: bool = False) -> settings:
    """The same cases in every run, each as long as it takes; `shrink`: one that fails is made small, which takes longer than finding it."""
    return settings(
        max_examples=max(1, examples),
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )

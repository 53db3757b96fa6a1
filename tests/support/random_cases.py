"""How many random cases tests of agreement try: what a change's tests have time for, or `PATRON_EXAMPLES`; `make soak` says 800.

A module that divides this number among its tests is marked `random`.
"""

from __future__ import annotations

import os

EXAMPLES = int(os.environ.get("PATRON_EXAMPLES", "320"))

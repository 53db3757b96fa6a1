"""Numbers that columns and kernel agree on."""

from __future__ import annotations

NEVER_DAY = 1 << 40  # a day after every other
NO_DAY = -(1 << 40)  # a day before every other; `no day`

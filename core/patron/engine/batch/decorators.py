"""How generated functions are compiled: only the entry is cached, since its machine code holds the helpers."""

from __future__ import annotations

from numba import njit

helper = njit(nogil=True)
entry = njit(nogil=True, cache=True)

"""How generated functions are compiled: only the entry is cached, since its machine code holds the helpers."""

from __future__ import annotations

from typing import Any

from numba import int64, njit

# Helpers are called by other compiled code only, allocate nothing, and never divide by zero:
# without wrappers, reference counts and checks they compile in a fraction of the time.
_ENTRY: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
_HELPER: dict[str, Any] = {**_ENTRY, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
helper = njit(**_HELPER)
# An array is seven arguments of a call, and a function that is handed a dozen of them spends its time on passing them on: what runs
# at every purchase is put into its caller, which makes the kernel several times as fast.
inlined = njit(**_HELPER, forceinline=True)
entry = njit(**_ENTRY, cache=True)
whole = int64

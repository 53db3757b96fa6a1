"""The one type that the template knows beside `int`: a flat array of integers, or a list of them."""

from __future__ import annotations

from typing import Protocol


class Ints(Protocol):
    """What the template does with an array: read and write single cells."""

    def __getitem__(self, index: int, /) -> int: ...

    def __setitem__(self, index: int, value: int, /) -> None: ...

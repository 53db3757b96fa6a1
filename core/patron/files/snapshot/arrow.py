"""Columns that lie in files, as polars sees them: over the Arrow C data interface, without a copy.

Texts are Arrow's string views: 16 bytes a row, which hold texts of up to 12 bytes themselves and say of longer ones where they
stand among the texts of the column. https://arrow.apache.org/docs/format/CDataInterface.html
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Views = npt.NDArray[np.uint32]  # one row of four words a text: length, first four bytes, then either the rest or buffer and offset
INLINE = 12  # bytes of a text that its view holds itself
FORMATS: dict[str, tuple[bytes, type[np.generic] | None]] = {
    "Int64": (b"l", np.int64),
    "Int32": (b"i", np.int32),
    "String": (b"vu", None),
}


class _Schema(ctypes.Structure):
    pass


class _Array(ctypes.Structure):
    pass


class _Stream(ctypes.Structure):
    pass


_FreeSchema = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Schema))
_FreeArray = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))
_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p),
    ("release", _FreeSchema),
    ("private_data", ctypes.c_void_p),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p),
    ("release", _FreeArray),
    ("private_data", ctypes.c_void_p),
]
_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.c_void_p),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]
_capsule = ctypes.pythonapi.PyCapsule_New
_capsule.restype, _capsule.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
_held: dict[int, object] = {}  # by address: what must live as long as polars uses the memory


def _schema_is_free(schema: Any) -> None:
    schema.contents.release = _FreeSchema(0)


def _array_is_free(array: Any) -> None:
    held = array.contents.private_data
    array.contents.release = _FreeArray(0)
    _held.pop(held, None)


_free_schema, _free_array = _FreeSchema(_schema_is_free), _FreeArray(_array_is_free)


class _Import:
    """What polars asks for the two structures."""

    def __init__(self, schema: _Schema, array: _Array) -> None:
        self.schema, self.array = schema, array

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[Any, Any]:
        """The capsules; polars takes the structures over."""
        return (
            _capsule(ctypes.addressof(self.schema), b"arrow_schema", None),
            _capsule(ctypes.addressof(self.array), b"arrow_array", None),
        )


def series_over(kind: str, rows: int, nulls: int, buffers: Sequence[npt.NDArray[Any] | None]) -> pl.Series:
    """A column over memory that is not copied: a bit for each row (None: no nulls), the values or views, then the texts' buffers.

    `kind` is a key of FORMATS; the arrays are contiguous, and live until the column and all made from it are gone.
    """
    code, dtype = FORMATS[kind]
    held = list(buffers)
    if dtype is None:
        held.append(np.array([0 if one is None else one.nbytes for one in buffers[2:]], dtype=np.int64))
    addresses = (ctypes.c_void_p * len(held))(*(None if one is None else one.ctypes.data for one in held))
    schema = _Schema(format=code, name=b"", flags=2, release=_free_schema)
    array = _Array(length=rows, null_count=nulls, n_buffers=len(held), buffers=addresses, release=_free_array)
    array.private_data = ctypes.addressof(addresses)
    _held[array.private_data] = (addresses, held)
    return pl.Series(_Import(schema, array))


def views_of(texts: pl.Series) -> Views:
    """The views of a column of texts, a copy; those of texts beyond INLINE bytes have the right first two words only."""
    found: list[Views] = []
    with_views(texts.rechunk(), lambda views: found.append(views.copy()))
    return found[0] if found else np.empty((0, 4), dtype=np.uint32)


def with_views(texts: pl.Series, look: Callable[[Views], object]) -> None:
    """Calls `look` with the views of each piece of a column of texts, which may be looked at until it returns; of a null, anything."""
    if texts.is_empty():
        return
    stream = ctypes.cast(_pointer(capsule := texts.__arrow_c_stream__(), b"arrow_array_stream"), ctypes.POINTER(_Stream))
    array = _Array()
    while not stream.contents.get_next(stream, ctypes.byref(array)) and array.release:
        try:
            if array.length:
                words = (ctypes.c_uint32 * (4 * array.length)).from_address(array.buffers[1] + 16 * array.offset)
                look(np.ctypeslib.as_array(words).reshape(-1, 4))
        finally:
            array.release(ctypes.byref(array))
    del capsule

"""One random case: a plan, the rows of a history, an as-of date; readable when shrunk, and kept as JSON."""

from __future__ import annotations

import json
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from patron.engine import history as tables
from patron.engine.history import History
from patron.engine.plan import conditions, model, streams, uses
from patron.scheme import durations

Row = dict[str, Any]
_MODULES = (durations, conditions, model, uses, streams)
_CLASSES = {name: value for module in _MODULES for name, value in vars(module).items() if isinstance(value, type)}


@dataclass(frozen=True)
class Case:
    """`prices` has one list a tier, in the order of `lines`; `extra` names plugin columns of `lines` (text), `units` such of numbers."""

    plan: model.Plan
    as_of: int
    lines: list[Row] = field(default_factory=list)
    returns: list[Row] = field(default_factory=list)
    movements: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    prices: list[list[int]] | None = None
    extra: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def history(self) -> History:
        """The four frames; rows are numbered as a file's reader would."""
        lines = {**tables.LINES, **dict.fromkeys(self.extra, pl.String()), **dict.fromkeys(self.units, pl.Int64())}
        return History(
            lines=_frame(self.lines, lines),
            returns=_frame(self.returns, tables.RETURNS, len(self.lines)),
            movements=_frame(self.movements, tables.MOVEMENTS),
            members=_frame(self.members, {**dict.fromkeys(self.plan.profile_fields, pl.String()), **tables.MEMBERS}),
        )

    def price_array(self) -> np.ndarray | None:
        """int64 of shape (tiers, lines), or None."""
        if self.prices is None:
            return None
        return np.array(self.prices, dtype=np.int64).reshape(len(self.plan.tiers), len(self.lines))


def _frame(rows: list[Row], schema: dict[str, pl.DataType], before: int = 0) -> pl.DataFrame:
    columns = {name: [row.get(name) for row in rows] for name in schema}
    columns["row"] = [row.get("row", before + index + 2) for index, row in enumerate(rows)]
    return pl.DataFrame(columns, schema=schema)


def encode(value: Any) -> Any:
    """Plain JSON values; classes by name, fields at their default left out."""
    if isinstance(value, Enum):
        return {"$": type(value).__name__, "value": value.value}
    if is_dataclass(value) and not isinstance(value, type):
        kept = {spec.name: encode(getattr(value, spec.name)) for spec in fields(value) if getattr(value, spec.name) != _default(spec)}
        return {"$": type(value).__name__, **kept}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    return {key: encode(item) for key, item in value.items()} if isinstance(value, dict) else value


def decode(value: Any) -> Any:
    """The inverse of `encode`; every list becomes a tuple."""
    if isinstance(value, list):
        return tuple(decode(item) for item in value)
    if isinstance(value, dict):
        parts = {key: decode(item) for key, item in value.items() if key != "$"}
        return _CLASSES[value["$"]](**parts) if "$" in value else parts
    return value


def _default(spec: Any) -> Any:
    if spec.default is not MISSING:
        return spec.default
    return spec.default_factory() if spec.default_factory is not MISSING else MISSING


def dump(case: Case, path: Path, note: str) -> None:
    """Keep a case; rows without their empty cells."""
    body = {
        "note": note,
        "plan": encode(case.plan),
        "as_of": case.as_of,
        "prices": case.prices,
        "extra": list(case.extra),
        "units": list(case.units),
    }
    for name in ("members", "lines", "returns", "movements"):
        body[name] = [{key: cell for key, cell in row.items() if cell is not None} for row in getattr(case, name)]
    path.write_text(_wrapped(body) + "\n", encoding="utf-8")


def _wrapped(body: dict[str, Any]) -> str:
    parts = []
    for key, value in body.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in value)
            parts.append(f'"{key}": [\n  {rows}\n]')
        elif key == "plan":
            inner = ",\n  ".join(f'"{name}": {json.dumps(item, ensure_ascii=False)}' for name, item in value.items())
            parts.append(f'"{key}": {{\n  {inner}\n}}')
        else:
            parts.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}"


def load(path: Path) -> Case:
    """A kept case."""
    body = json.loads(path.read_text(encoding="utf-8"))
    rows = {name: body.get(name, []) for name in ("members", "lines", "returns", "movements")}
    return Case(
        decode(body["plan"]),
        body["as_of"],
        prices=body.get("prices"),
        extra=tuple(body.get("extra", ())),
        units=tuple(body.get("units", ())),
        **rows,
    )

"""What a company calls its columns and values: `--map FILE` or `--map 客户=member_id,日期=at`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from patron.files.problems import whole_file
from patron.findings import FindingsError

_MOST_BYTES = 1_000_000
_KEYS = {"columns", "time_format", "date_format", "values"}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """`columns`: their heading to our column; `values`: our column, then their word to ours; formats as in strptime."""

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    time_format: str | None = None
    date_format: str | None = None
    name: str = "--map"


Given = Mapping[str, str] | Path | str | Sequence[str] | None


def read_mapping(mapping: Given) -> ColumnMap:
    """A mapping from any of the ways in which one is given; of several, the later ones win. Raises FindingsError if it cannot be read."""
    if mapping is None:
        return ColumnMap()
    if not isinstance(mapping, Path | Mapping | str):
        merged = ColumnMap()
        for one in mapping:
            merged = _merged(merged, read_mapping(one))
        return merged
    if isinstance(mapping, Path):
        return _from_file(mapping)
    if isinstance(mapping, Mapping):
        return ColumnMap(columns=dict(mapping))
    path = Path(mapping)
    return _from_file(path) if "=" not in mapping or path.is_file() else ColumnMap(columns=_from_line(mapping))


def _merged(first: ColumnMap, second: ColumnMap) -> ColumnMap:
    return ColumnMap(
        columns=first.columns | second.columns,
        values=first.values | second.values,
        time_format=second.time_format or first.time_format,
        date_format=second.date_format or first.date_format,
        name=first.name if second.name == "--map" else second.name,
    )


def _from_line(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.replace("，", ",").split(",") if part.strip()]
    if not all(theirs.strip() and ours.strip() for theirs, _, ours in pairs):
        raise _bad("--map", f"{text!r} is not 'their column=our column,…'")
    found: dict[str, str] = {}
    for theirs, _, ours in pairs:
        if found.setdefault(theirs.strip(), ours.strip()) != ours.strip():
            raise _bad("--map", f"'{theirs.strip()}' is named twice, for {found[theirs.strip()]} and for {ours.strip()}")
    return found


def _from_file(path: Path) -> ColumnMap:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _bad(path, "is larger than 1 MB")
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        instead = "name a mapping file, or write THEIRS=OURS, such as 客户=member_id"
        raise FindingsError([whole_file(path, "cannot-read", f"cannot be opened: {error.strerror}", instead)]) from error
    except (YAMLError, ValueError, RecursionError) as error:
        problem = str(getattr(error, "problem", None) or error).splitlines()[0]
        raise _bad(path, f"is not YAML: {problem}") from error
    if not isinstance(content, dict):
        raise _bad(path, "is not a list of 'their column: our column'")
    if not _KEYS & set(content):
        return ColumnMap(columns=_words(path, content), name=str(path))
    if unknown := [str(key) for key in content if key not in _KEYS]:
        raise _bad(path, f"unknown key {unknown[0]!r}")
    values = content.get("values") or {}
    if not isinstance(values, dict):
        raise _bad(path, "'values' is not a list of columns")
    return ColumnMap(
        columns=_words(path, content.get("columns") or {}),
        values={str(column): _words(path, words) for column, words in values.items()},
        time_format=_format(path, content.get("time_format")),
        date_format=_format(path, content.get("date_format")),
        name=str(path),
    )


def _words(path: Path, content: Any) -> dict[str, str]:
    scalars = (str, int, float, bool)
    if not isinstance(content, dict) or not all(isinstance(part, scalars) for pair in content.items() for part in pair):
        raise _bad(path, "is not a list of 'theirs: ours'")
    return {str(theirs).strip(): str(ours).strip() for theirs, ours in content.items()}


def _format(path: Path, content: Any) -> str | None:
    if content is None or (isinstance(content, str) and "%" in content):
        return content
    raise _bad(path, f"{content!r} is not a format such as '%d/%m/%Y %H:%M'")


def _bad(path: Path | str, message: str) -> FindingsError:
    return FindingsError(
        [
            whole_file(
                path, "bad-mapping", message, "write 'their column: our column', one a line; or columns, values, time_format, date_format"
            )
        ]
    )

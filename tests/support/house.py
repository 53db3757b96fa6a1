"""Drives the installed `patron` command on files, as a company would: for the feature tests of the ready schemes."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import chdir
from copy import deepcopy
from functools import cache, lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from unittest.mock import patch

import click
import pytest
from click.testing import CliRunner
from patron.scheme.load import LoadedScheme, load_scheme
from ruamel.yaml import YAML

PATRON = Path(sys.executable).parent / "patron"


class UnexpectedError(Exception):
    """A command ended with another code than it should: no answer to a test's question, so no AssertionError."""


def patron(*words: object, cwd: Path, expect: int | None = 0) -> str:
    """The command's standard output (and its errors behind it); UnexpectedError if it ends with another code than `expect` (None: any).

    It is what the installed `patron` starts, in this process, and a scheme that was read before is not read again: a tenth of the time.
    """
    with chdir(cwd), patch("patron.scheme.load.load_scheme", _load):
        done = CliRunner().invoke(_installed(), [str(word) for word in words])
    said = done.stdout + done.stderr
    if done.exit_code != (done.exit_code if expect is None else expect):
        raise UnexpectedError(f"{' '.join(map(str, words))} ended with {done.exit_code}:\n{said}")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise UnexpectedError(f"{' '.join(map(str, words))} crashed") from done.exception
    return said


@cache
def _installed() -> click.Command:
    """The entry point of the `patron` that is installed."""
    (command,) = entry_points(group="console_scripts", name="patron")
    return cast(click.Command, command.load())


def _load(path: Path, *, parameters: Mapping[str, str] | None = None) -> LoadedScheme:
    """What `load_scheme` gives; of the same file with the same text, what it gave before."""
    return _loaded(path, path.read_bytes() if path.is_file() else b"", tuple((parameters or {}).items()))


@lru_cache(maxsize=32)
def _loaded(path: Path, _: bytes, parameters: tuple[tuple[str, str], ...]) -> LoadedScheme:
    return load_scheme(path, parameters=dict(parameters))


def ready(folder: Path, industry: str = "jewelry", name: str | None = None) -> Path:
    """The industry's ready scheme (`name`, where it has several) as `patron init` writes it, in the folder."""
    for file, text in _ready_files(industry, name):
        (folder / file).write_text(text, encoding="utf-8")
    return folder / f"{name or industry}.yaml"


@cache
def _ready_files(industry: str, name: str | None) -> tuple[tuple[str, str], ...]:
    with TemporaryDirectory() as folder:
        patron("init", industry, folder, *([] if name is None else ["--scheme", name]), cwd=Path(folder))
        return tuple((path.name, path.read_text(encoding="utf-8")) for path in sorted(Path(folder).glob("*.yaml")))


def without(scheme: Path, *names: str) -> Path:
    """A copy of the scheme with the named rules (ids) or sections (paths like `points.redemption`) taken out."""
    target = scheme.with_name("without-" + "-".join(names).replace(".", "-") + ".yaml")
    content = deepcopy(_content(scheme.read_text(encoding="utf-8")))
    for name in names:
        if not _take_out(content, name):
            raise UnexpectedError(f"{name} is not in the scheme")
    _drop_unused_parameters(content)
    with target.open("w", encoding="utf-8") as file:
        _yaml().dump(content, file)
    return target


@lru_cache(maxsize=8)
def _content(text: str) -> Any:
    return _yaml().load(text)


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode, yaml.default_flow_style = True, False
    return yaml


def _drop_unused_parameters(content: Any) -> None:
    """A parameter that only the rule taken out has read would be a finding of its own."""
    used = str({key: value for key, value in content.items() if key != "parameters"})
    for name in [name for name in content.get("parameters", {}) if f"${name}" not in used]:
        del content["parameters"][name]


def _take_out(content: Any, name: str) -> bool:
    head, _, rest = name.partition(".")
    if isinstance(content, dict) and head in content and (rest or name == head):
        if rest:
            return _take_out(content[head], rest)
        del content[head]
        return True
    if isinstance(content, list):
        for index, one in enumerate(content):
            if isinstance(one, dict) and one.get("id") == head:
                if rest:
                    return _take_out(one, rest)
                del content[index]
                return True
    parts: Iterable[Any] = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return any(_take_out(part, name) for part in list(parts))


def table(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """A CSV file with the columns of all rows."""
    rows = list(rows)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def sale(number: str, member: str, on: str, amount: object, **columns: object) -> dict[str, object]:
    """One line of a purchases file."""
    return {"purchase_id": number, "member_id": member, "at": f"{on}T12:00", "amount": amount, **columns}


def evaluate(
    scheme: Path, sales: Iterable[Mapping[str, object]], as_of: str, *, members: Iterable[Mapping[str, object]] = (), movements: Any = ()
) -> dict[str, dict[str, str]]:
    """The rows that `patron evaluate` writes, by member."""
    return {row["member_id"]: row for row in evaluated(scheme, sales, as_of, members=members, movements=movements)["out"]}


def evaluated(
    scheme: Path,
    sales: Iterable[Mapping[str, object]],
    as_of: str,
    *outputs: str,
    members: Iterable[Mapping[str, object]] = (),
    movements: Iterable[Mapping[str, object]] = (),
) -> dict[str, list[dict[str, str]]]:
    """The tables that `patron evaluate` writes: `out`, and those named, as `changes` or `entitlements`."""
    folder = scheme.parent
    names = ["out", *outputs]
    words: list[object] = [scheme, "--purchases", table(folder / "sales.csv", sales), "--as-of", as_of]
    words += [word for name in names for word in (f"--{name}", folder / f"written-{name}.csv")]
    patron("evaluate", *words, *_more(folder, members, movements), cwd=folder)
    return {name: rows_of(folder / f"written-{name}.csv") for name in names}


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def quote(scheme: Path, basket: Iterable[Mapping[str, object]], *words: object, expect: int | None = 0) -> str:
    """What `patron quote` says of a basket."""
    return patron("quote", scheme, "--basket", table(scheme.parent / "basket.csv", basket), *words, cwd=scheme.parent, expect=expect)


def quoted(scheme: Path, basket: Iterable[Mapping[str, object]], *words: object) -> dict[str, Any]:
    """What `patron quote --format json` says of a basket."""
    said = quote(scheme, basket, *words, "--format", "json")
    return dict(json.JSONDecoder().raw_decode(said)[0])  # remarks may come behind


def explain(
    scheme: Path,
    sales: Iterable[Mapping[str, object]],
    as_of: str,
    member: str,
    *words: object,
    members: Iterable[Mapping[str, object]] = (),
    movements: Iterable[Mapping[str, object]] = (),
) -> str:
    """What `patron explain` says of a member."""
    folder = scheme.parent
    given = ["--purchases", table(folder / "sales.csv", sales), *_more(folder, members, movements)]
    return patron("explain", scheme, *given, "--as-of", as_of, "--member", member, *words, cwd=folder)


def simulate(
    scheme: Path,
    sales: Iterable[Mapping[str, object]],
    *words: object,
    members: Iterable[Mapping[str, object]] = (),
    movements: Iterable[Mapping[str, object]] = (),
) -> dict[str, Any]:
    """What `patron simulate` wrote to result.json; the same question is asked once."""
    return _simulated(scheme.read_text(encoding="utf-8"), _frozen(sales), _frozen(members), _frozen(movements), tuple(map(str, words)))


_Rows = tuple[tuple[tuple[str, object], ...], ...]


def _frozen(rows: Iterable[Mapping[str, object]]) -> _Rows:
    return tuple(tuple(row.items()) for row in rows)


@cache
def _simulated(text: str, sales: _Rows, members: _Rows, movements: _Rows, words: tuple[str, ...]) -> dict[str, Any]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "scheme.yaml").write_text(text, encoding="utf-8")
        table(folder / "sales.csv", map(dict, sales))
        more = _more(folder, map(dict, members), map(dict, movements))
        patron("simulate", "scheme.yaml", "--purchases", "sales.csv", *more, *words, "--out", "report", cwd=folder)
        return dict(json.loads((folder / "report" / "result.json").read_text(encoding="utf-8")))


def costs(result: Mapping[str, Any], rule: str) -> dict[str, int]:
    """What a rule cost by tier, in fen."""
    by_tier: dict[str, int] = {}
    for cell in result["costs"]["cells"]:
        if cell["rule"] == rule:
            by_tier[cell["tier"]] = by_tier.get(cell["tier"], 0) + cell["amount"]
    return by_tier


def shown(check: Callable[[Path], None], scheme: Path, *rules: str) -> None:
    """The check holds of the full scheme, and of none from which one of the rules (or several, as `a+b`) is taken out."""
    check(scheme)
    for rule in rules:
        with pytest.raises(AssertionError):
            check(without(scheme, *rule.split("+")))


def each_shown(checks: Mapping[str, Callable[[Path], None]], scheme: Path) -> None:
    """Each rule's own check holds of the full scheme, and of the one from which these rules are taken out none does."""
    for check in checks.values():
        check(scheme)
    bare = without(scheme, *checks)
    for check in checks.values():
        with pytest.raises(AssertionError):
            check(bare)


def charter(scheme: Path, lang: str) -> str:
    """The members' charter."""
    return _charter(scheme.read_text(encoding="utf-8"), lang)


@cache
def _charter(text: str, lang: str) -> str:
    with TemporaryDirectory() as folder:
        (Path(folder) / "scheme.yaml").write_text(text, encoding="utf-8")
        return patron("describe", "scheme.yaml", "--lang", lang, cwd=Path(folder))


def _more(folder: Path, members: Iterable[Mapping[str, object]], movements: Iterable[Mapping[str, object]]) -> list[object]:
    words: list[object] = []
    if members := list(members):
        words += ["--members", table(folder / "members.csv", members)]
    if movements := list(movements):
        words += ["--movements", table(folder / "movements.csv", movements)]
    return words

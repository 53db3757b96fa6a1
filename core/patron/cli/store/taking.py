"""One event from the options of a command, or many from a file: each is decided, answered and written by itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patron.cli.store.options import Call, refused_json, refused_text, show

if TYPE_CHECKING:
    from patron.cli.store.told import Told
    from patron.store.answer import Decision
    from patron.store.refused import RefusedError
    from patron.store.store import Store

Take = Callable[["Store", dict[str, Any], str | None], "Decision"]


def take_one(call: Call, take: Callable[[Store], Decision]) -> None:
    """Decides one thing and prints the decision; a refusal ends the command."""
    with call.store() as store:
        _show(call, store, take(store))


def take_all(call: Call, path: Path, take: Take) -> None:
    """Decides every object of a file, each with a `key` of its own where it has one, and goes on after a refusal.

    With --json one line an object, in order, as soon as it is decided. Exits with 1 if any was refused.
    """
    from patron.cli.store.told import told_in
    from patron.store.refused import RefusedError

    if call.key is not None:
        raise click.UsageError('--key is the key of one event; in a file each object has its own, as in {"key": "till-3/8841", …}')
    taken = refused = 0
    with call.store() as store:
        for told in told_in(path):
            outcome = _taken(store, told, take)
            if isinstance(outcome, RefusedError):
                refused += 1
                _show_refused(call, told.place, outcome)
            else:
                taken += 1
                _show(call, store, outcome, brief=True)
            sys.stdout.flush()
    if not call.json:
        click.echo(_count(call, taken, refused), err=True)
    if refused:
        raise SystemExit(1)


def _show(call: Call, store: Store, decision: Decision, *, brief: bool = False) -> None:
    if call.json:
        click.echo(json.dumps(decision.as_json(), ensure_ascii=False))
        return
    from patron.cli.store.decision_text import decision_body
    from patron.cli.store.say import say_for

    show(*decision_body(decision, say_for(call, store, decision.version), brief=brief))


def _taken(store: Store, told: Told, take: Take) -> Decision | RefusedError:
    from patron.store.refused import Refusal, RefusedError

    if told.problem:
        return RefusedError(Refusal("not-json", told.problem, "write one JSON object a line, with figures as numbers or text"))
    content = dict(told.content)
    key = content.pop("key", None)
    if key is not None and not isinstance(key, str):
        return RefusedError(Refusal("bad-value", "a key is text", 'as in {"key": "till-3/8841"}', "key"))
    try:
        return take(store, content, key)
    except RefusedError as error:
        return error


def _show_refused(call: Call, place: str, error: RefusedError) -> None:
    if call.json:
        click.echo(json.dumps({"place": place, **refused_json(error)}, ensure_ascii=False))
    click.echo(refused_text(error, call.lang, place), err=True)


def _count(call: Call, taken: int, refused: int) -> str:
    written = call.words("试算" if call.dry_run else "已记入", "tried" if call.dry_run else "taken")
    return call.words(f"{written} {taken:,} 项，拒绝 {refused:,} 项", f"{taken:,} {written}, {refused:,} refused")

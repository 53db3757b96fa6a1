"""What the commands that record a movement have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click

from patron.cli.store.figures import TIME
from patron.cli.store.options import Call, store_options
from patron.cli.store.taking import take_one

F = TypeVar("F", bound=Callable[..., Any])


def movement_options(*, by: str = "Who entered it.", by_required: bool = False) -> Callable[[F], F]:
    """Adds `--id`, `--at`, `--by` and the store's options; the command gets `call`, `movement_id`, `at` and `by`."""

    def decorate(function: F) -> F:
        decorated = store_options(key=True, dry_run=True)(function)
        decorated = click.option("--by", required=by_required, metavar="WHO", help=by)(decorated)
        decorated = click.option("--at", type=TIME, help="When it was, in the scheme's zone, as 2025-06-18T14:30.  [default: now]")(
            decorated
        )
        return click.option("--id", "movement_id", metavar="ID", help="Your own number of it.  [default: made up]")(decorated)

    return decorate


def take_movement(call: Call, kind: str, *, movement_id: str | None, at: datetime | None, by: str | None, **told: Any) -> None:
    """Records a movement of a kind and prints the decision; cells that are None are left out."""
    cells = {"kind": kind, "id": movement_id, "at": at, "by": by, **told}
    given = {name: value for name, value in cells.items() if value is not None}
    take_one(call, lambda store: store.move(given, key=call.key, dry_run=call.dry_run))

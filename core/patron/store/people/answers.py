"""Answers that idempotency keys keep: a retry after an erasure gets the first answer, but it names nobody any more.

Nor does the digest of what was asked, from which a phone could be found by trying all that there are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select, or_, select, update

from patron.store.audit.log import canonical
from patron.store.deciding.keys import without_person
from patron.store.people.tables import idempotency_keys

_MOST = 50  # patterns in one statement


def rename_in_answers(connection: Connection, names: Mapping[str, str]) -> None:
    """Put the new name wherever an answer has one of the old ones as a text of its own; digests of what was asked then go."""
    every = list(names)
    for start in range(0, len(every), _MOST):
        patterns = [
            idempotency_keys.c.answer.contains(json.dumps(name, ensure_ascii=False), autoescape=True)
            for name in every[start : start + _MOST]
        ]
        columns = (idempotency_keys.c.key, idempotency_keys.c.answer, idempotency_keys.c.digest)
        for key, answer, digest in connection.execute(select(*columns).where(or_(*patterns))).all():
            told = {"answer": canonical(_renamed(json.loads(answer), names)), "digest": without_person(digest)}
            connection.execute(update(idempotency_keys).where(idempotency_keys.c.key == key).values(told))


def forget_asked(connection: Connection, entries: Select[tuple[int]]) -> None:
    """The digests of what named a person go, of keys whose events are of these entries of the audit log."""
    columns = (idempotency_keys.c.key, idempotency_keys.c.digest)
    for key, digest in connection.execute(select(*columns).where(idempotency_keys.c.entry.in_(entries))).all():
        connection.execute(update(idempotency_keys).where(idempotency_keys.c.key == key).values(digest=without_person(digest)))


def _renamed(told: Any, names: Mapping[str, str]) -> Any:
    if isinstance(told, dict):
        return {name: _renamed(value, names) for name, value in told.items()}
    if isinstance(told, list):
        return [_renamed(value, names) for value in told]
    return names.get(told, told) if isinstance(told, str) else told

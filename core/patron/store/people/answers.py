"""Answers that idempotency keys keep: a retry after an erasure gets the first answer, but it names nobody any more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, or_, select, update

from patron.store.audit.log import canonical
from patron.store.people.tables import idempotency_keys

_MOST = 50  # patterns in one statement


def rename_in_answers(connection: Connection, names: Mapping[str, str]) -> None:
    """Put the new name wherever an answer has one of the old ones as a text of its own."""
    every = list(names)
    for start in range(0, len(every), _MOST):
        patterns = [
            idempotency_keys.c.answer.contains(json.dumps(name, ensure_ascii=False), autoescape=True)
            for name in every[start : start + _MOST]
        ]
        for key, answer in connection.execute(select(idempotency_keys.c.key, idempotency_keys.c.answer).where(or_(*patterns))).all():
            told = canonical(_renamed(json.loads(answer), names))
            connection.execute(update(idempotency_keys).where(idempotency_keys.c.key == key).values(answer=told))


def _renamed(told: Any, names: Mapping[str, str]) -> Any:
    if isinstance(told, dict):
        return {name: _renamed(value, names) for name, value in told.items()}
    if isinstance(told, list):
        return [_renamed(value, names) for value in told]
    return names.get(told, told) if isinstance(told, str) else told

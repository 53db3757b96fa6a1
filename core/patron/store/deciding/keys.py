"""Idempotency keys: the same key with the same content is answered as the first time, with other content refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select

from patron.store.answer import Decision
from patron.store.audit.log import canonical
from patron.store.deciding.answering import PERSONAL
from patron.store.reading.naming import find_member
from patron.store.refused import Refusal, RefusedError
from patron.store.tables import IdempotencyRow

idempotency_keys: Table = IdempotencyRow.__table__  # type: ignore[attr-defined]
LONGEST_KEY = 200
_NOBODY = {"unknown-member", "erased-member"}
_ANSWERED = select(idempotency_keys.c.digest, idempotency_keys.c.answer).where(idempotency_keys.c.key == bindparam("told"))


def digest_of(op: str, asked: Mapping[str, Any]) -> str:
    """What was asked as two SHA-256, in hexadecimal: of all of it, and of what of it names nobody.

    Whoever tries all phones finds the one of a first digest; so it goes when the person does (`without_person`).
    """
    return ":".join(_sha256({"op": op, "asked": told}) for told in (asked, {name: asked[name] for name in asked if name not in PERSONAL}))


def _sha256(told: Mapping[str, Any]) -> str:
    return sha256(canonical(told).encode("utf-8", "surrogatepass")).hexdigest()


def without_person(digest: str) -> str:
    """What is left of a digest when a person is erased: that of what names nobody; of one that has no such part nothing."""
    return f":{digest.partition(':')[2]}"


def answered(connection: Connection, key: str, digest: str) -> Decision | None:
    """The answer that the key was given; None for a new key. Raises RefusedError where it was used for something else."""
    row = connection.execute(_ANSWERED, {"told": key}).one_or_none()
    if row is None:
        return None
    if row.digest not in {digest, digest.partition(":")[0], without_person(digest)}:  # the second: as digests were at first
        raise _used()
    return Decision.from_json(json.loads(row.answer))


def refuse_living(connection: Connection, member: str) -> None:
    """A key that erased somebody does not know any more whom: it is no retry where somebody is called so. Raises RefusedError."""
    try:
        find_member(connection, member)
    except RefusedError as error:
        if {one.code for one in error.refusals} <= _NOBODY:
            return
    raise _used()


def _used() -> RefusedError:
    return RefusedError(
        Refusal("key-used", "this key was used for something else", "give each operation a key of its own, and a retry the same", "key")
    )


def keep_answer(connection: Connection, key: str, digest: str, decision: Decision, entry: int) -> None:
    """From now on the key is answered with this decision."""
    connection.execute(insert(idempotency_keys), [{"key": key, "digest": digest, "answer": canonical(decision.as_json()), "entry": entry}])


def check_key(key: str | None) -> None:
    """Raises RefusedError for a key that is empty, too long or not printable."""
    if key is not None and not (isinstance(key, str) and 0 < len(key) <= LONGEST_KEY and key.isprintable()):
        raise RefusedError(
            Refusal("not-valid", "the key is empty, too long or not printable", f"1 to {LONGEST_KEY} printable signs", "key")
        )

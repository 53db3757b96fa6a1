"""Brings a store that an older version of patron made up to date: `python -m patron.store.migrations URL`."""

from __future__ import annotations

import sys

from patron.store.database import Database
from patron.store.migrations import REVISION, missing, revision_of, upgrade
from patron.store.refused import RefusedError


def main(words: list[str]) -> int:
    """One word, the store's URL; 0 once its tables are those of this version, else 2."""
    if len(words) != 1:
        print("usage: python -m patron.store.migrations URL", file=sys.stderr)
        return 2
    try:
        database = Database(words[0])
        if not database.is_there:
            raise missing(database)
        with database.read() as connection:
            found = revision_of(connection)
        if found is None:
            raise missing(database)
        upgrade(database)
    except RefusedError as refused:
        print(*(one.text for one in refused.refusals), sep="\n", file=sys.stderr)
        return 2
    print(f"{database.shown}: tables of revision {REVISION}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A scheme file with other values at their places: everything else, comments and blanks too, stays as it is."""

from __future__ import annotations

from pathlib import Path

from patron.findings import FindingsError
from patron.scheme.keys import find_key
from patron.scheme.load import LoadedScheme
from patron.scheme.nodes import ScalarNode, path_to
from patron.scheme.problem import Problem, locate
from patron.scheme.source import read_source
from patron.simulation.search.vary import Changes


def rewritten(loaded: LoadedScheme, changes: Changes) -> bytes:
    """The file's bytes with the changed values; raises FindingsError for keys that name nothing."""
    source = read_source(loaded.path)
    assert source.root is not None
    lines = loaded.path.read_bytes().decode("utf-8-sig").splitlines(keepends=True)
    edits = []
    for name, text in changes:
        found = find_key(source.root, name)
        if isinstance(found, Problem):
            raise FindingsError([locate(found, source.root, str(loaded.path))])
        node = path_to(source.root, found.loc)[-1]
        assert isinstance(node, ScalarNode)
        edits.append((node.place, text))
    for place, text in sorted(edits, key=lambda edit: edit[0], reverse=True):
        line, start = lines[place.line - 1], place.column - 1
        lines[place.line - 1] = line[:start] + text + line[start + place.length :]
    return "".join(lines).encode()


def write_scheme(path: Path, content: bytes) -> None:
    """Writes the whole file or none of it. Raises OSError as writing does."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        scratch.write_bytes(content)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)

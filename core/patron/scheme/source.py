"""Reading a scheme file into nodes: what is not plain, bounded YAML is a finding with its place, never a traceback."""

from __future__ import annotations

import hashlib
import io
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from patron.findings import Finding, TextPlace
from patron.scheme.nodes import MappingNode, Node, ScalarNode, SequenceNode
from patron.scheme.slips import find_slip

# Bounds within which the slowest file that passes is parsed in well under 2 s.
MAX_BYTES = 256 * 1024
MAX_NODES = 8_192
MAX_DEPTH = 32

_ONE = {"scheme": "a scheme", "population": "a population", "assumptions": "assumptions"}
_IS = {"scheme": "is", "population": "is", "assumptions": "are"}
_LENGTHS = {kind: f"{one} {_IS[kind]} a page or two" for kind, one in _ONE.items()}
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: `root` is None where `findings` say why it could not be."""

    path: str
    digest: str = ""
    text: str = ""
    root: MappingNode | None = None
    findings: tuple[Finding, ...] = ()


class _RefusedError(Exception):
    """Reading stops here."""

    def __init__(self, code: str, message: str, help_: str = "", place: TextPlace | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.help, self.place = code, message, help_, place


@dataclass(slots=True)
class _Builder:
    """Builds nodes from YAML events; findings that need not stop it are kept."""

    path: str
    lines: list[str]
    findings: list[Finding] = field(default_factory=list)
    nodes: int = 0
    kind: str = "scheme"

    def note(self, code: str, message: str, place: TextPlace, help_: str = "") -> None:
        self.findings.append(Finding(self.path, place, code, message, help_))

    def place(self, event: Any) -> TextPlace:
        start, end = event.start_mark, event.end_mark
        if start.line == end.line:
            length = end.column - start.column
        else:
            length = len(self.lines[start.line].rstrip()) - start.column if start.line < len(self.lines) else 1
        return TextPlace(start.line + 1, start.column + 1, max(1, length))

    def build(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        kind = type(event).__name__
        place = self.place(event)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _RefusedError(
                "too-large", f"the file has more than {MAX_NODES:,} values", f"{_LENGTHS[self.kind]}; is this the right file?", place
            )
        if depth > MAX_DEPTH:
            raise _RefusedError(
                "too-deep", f"values are nested more than {MAX_DEPTH} deep", "no scheme needs that; is this the right file?", place
            )
        if kind == "AliasEvent" or event.anchor is not None:
            mark = "*" if kind == "AliasEvent" else "&"
            raise _RefusedError(
                "alias",
                f"'{mark}{event.anchor}' is a YAML alias, which {self.kind} files do not use",
                "name the figure under 'parameters' and use $name" if self.kind == "scheme" else "write the value out",
                place,
            )
        if event.ctag is not None:
            raise _RefusedError(
                "tag", f"'{_tag(event.ctag)}' is a YAML tag, which {self.kind} files do not use", "write the value without the tag", place
            )
        if kind == "ScalarEvent":
            # ruamel.yaml marks where the lines of a folded text met by a BEL; a file cannot hold one itself (`_NOT_TEXT`)
            text = event.value.replace("\a", "") if event.style == ">" else event.value
            return ScalarNode(place, text, quoted=event.style is not None)
        if kind == "SequenceStartEvent":
            return self.sequence(place, events, depth)
        return self.mapping(place, events, depth)

    def sequence(self, place: TextPlace, events: Iterator[Any], depth: int) -> SequenceNode:
        node = SequenceNode(TextPlace(place.line, place.column))
        while type(event := next(events)).__name__ != "SequenceEndEvent":
            node.items.append(self.build(event, events, depth + 1))
        return node

    def mapping(self, place: TextPlace, events: Iterator[Any], depth: int) -> MappingNode:
        node = MappingNode(TextPlace(place.line, place.column))
        first: dict[str, TextPlace] = {}
        while type(event := next(events)).__name__ != "MappingEndEvent":
            key = self.build(event, events, depth + 1)
            value = self.build(next(events), events, depth + 1)
            if not isinstance(key, ScalarNode) or not key.text or key.text == "<<":
                self.note("bad-key", "a key is a word", key.place, "write `key: value`, without brackets, '?' or '<<'")
            elif key.text in first:
                line = first[key.text].line
                self.note(
                    "duplicate-key",
                    f"the key '{key.text}' stands here a second time; the first is in line {line}",
                    key.place,
                    "keep one of the two",
                )
            else:
                first[key.text] = key.place
                node.entries[key.text] = value
                node.keys[key.text] = key.place
        if node.keys and min(node.keys.values()) < place:  # pragma: no cover - a mapping starts at or before its first key
            node.place = min(node.keys.values())
        return node


def read_source(path: Path, kind: str = "scheme") -> Source:
    """Read a file; every trouble with the file, its encoding or its YAML is among the findings.

    `kind` is `scheme`, `population` or `assumptions`: findings speak of such a file.
    """
    try:
        return _parse(path, _bytes(path, kind), kind)
    except _RefusedError as refused:
        return Source(str(path), findings=(Finding(str(path), refused.place, refused.code, refused.message, refused.help),))


def _bytes(path: Path, kind: str) -> bytes:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise _RefusedError("cannot-read", "this is a folder, not a file", f"name the {kind} file in it")
        if not stat.S_ISREG(about.st_mode):
            raise _RefusedError("cannot-read", "this is not a regular file", f"write the {kind} to a file first")
        if about.st_size > MAX_BYTES:
            raise _RefusedError(
                "too-large", f"the file is larger than {MAX_BYTES // 1024} KiB", f"{_LENGTHS[kind]}; is this the right file?"
            )
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)[:MAX_BYTES]
    except FileNotFoundError as error:
        raise _RefusedError("cannot-read", "there is no such file", "see that the name and the folder are right") from error
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise _RefusedError("cannot-read", f"the file cannot be read: {reason}", "see that you may read it") from error


def _decode(raw: bytes) -> str:
    save = "save the file as UTF-8"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _RefusedError("not-utf-8", "the file is UTF-16, not UTF-8", save, TextPlace(1, 1))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        place = TextPlace(before.count("\n") + 1, len(before.rsplit("\n", 1)[-1]) + 1)
        kind = ""
        try:
            raw.decode("gb18030")
            kind = "; it may be GBK"
        except UnicodeDecodeError:
            pass
        raise _RefusedError("not-utf-8", f"the byte 0x{raw[error.start]:02x} is not UTF-8{kind}", save, place) from error
    if found := _NOT_TEXT.search(text):
        before = text[: found.start()]
        place = TextPlace(before.count("\n") + 1, len(before.rsplit("\n", 1)[-1]) + 1)
        if raw[1:4:2] == b"\0\0" or raw[0:3:2] == b"\0\0":
            raise _RefusedError("not-utf-8", "the file is UTF-16 or UTF-32, not UTF-8", save, TextPlace(1, 1))
        raise _RefusedError("control-character", f"the character U+{ord(found[0]):04X} does not belong in a text file", "delete it", place)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parse(path: Path, raw: bytes, kind: str) -> Source:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError

    digest = hashlib.sha256(raw).hexdigest()
    text = _decode(raw)
    builder = _Builder(str(path), text.split("\n"), kind=kind)
    root: Node | None = None
    try:
        events = iter(YAML(pure=True).parse(io.StringIO(text)))
        for event in events:
            happens = type(event).__name__
            if happens == "DocumentStartEvent":
                _directives(event, builder)
                if root is not None:
                    raise _RefusedError(
                        "several-documents",
                        "a second document starts here",
                        f"keep {_ONE[kind]} in a file, without '---' between",
                        builder.place(event),
                    )
            elif happens not in {"StreamStartEvent", "StreamEndEvent", "DocumentEndEvent", "CommentEvent"}:
                root = builder.build(event, events, 0)
        _top(root, builder)
    except MarkedYAMLError as error:
        unclosed = "end of stream" in str(error.problem) or "<stream end>" in str(error.problem)
        mark = (error.context_mark if unclosed else None) or error.problem_mark or error.context_mark
        place = TextPlace(mark.line + 1, mark.column + 1) if mark else None
        slip = find_slip(builder.lines, mark.line + 1) if mark else None
        place, help_ = slip or (place, "see the indentation, quotes, colons and brackets here")
        return _refusal(
            path,
            digest,
            text,
            builder,
            _RefusedError("yaml-syntax", _syntax(error), help_, place),
        )
    except (YAMLError, YAMLStreamError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split("\n", 1)[0].split())
        return _refusal(path, digest, text, builder, _RefusedError("yaml-syntax", f"this is not YAML: {reason}"))
    except _RefusedError as refused:
        return _refusal(path, digest, text, builder, refused)
    assert isinstance(root, MappingNode)
    return Source(str(path), digest, text, root, tuple(builder.findings))


def _tag(tag: object) -> str:
    return str(tag).replace("tag:yaml.org,2002:", "!!")


def _refusal(path: Path, digest: str, text: str, builder: _Builder, refused: _RefusedError) -> Source:
    builder.findings.append(Finding(str(path), refused.place, refused.code, refused.message, refused.help))
    return Source(str(path), digest, text, None, tuple(builder.findings))


def _directives(event: Any, builder: _Builder) -> None:
    if event.version or event.tags:
        raise _RefusedError(
            "tag",
            f"YAML directives such as '%YAML' or '%TAG' are not used in {builder.kind} files",
            "delete the line",
            builder.place(event),
        )


def _top(root: Node | None, builder: _Builder) -> None:
    if root is None or (isinstance(root, ScalarNode) and not root.text):
        raise _RefusedError("empty-file", "the file is empty", f"`patron init` writes {_ONE[builder.kind]} to begin with", TextPlace(1, 1))
    if not isinstance(root, MappingNode):
        what = "a list" if isinstance(root, SequenceNode) else "a text"
        raise _RefusedError(
            "not-a-mapping",
            f"the file holds {what}; {_ONE[builder.kind]} {_IS[builder.kind]} keys with values",
            f"begin with `{builder.kind}: my-{builder.kind}`",
            root.place,
        )


def _syntax(error: Any) -> str:
    """ruamel's words on one line, without its marks."""
    problem = " ".join(str(error.problem or error.context or "this is not YAML").split())
    context = " ".join(str(error.context).split()) if error.context and error.problem else ""
    return f"{problem} ({context})" if context else problem

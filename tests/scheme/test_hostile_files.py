"""Files that are meant to break a reader: each gives one clear error, and none a traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from building import VALID, codes, load
from patron.scheme import source
from patron.scheme.load import load_scheme

BOMB = "a: &a [x, x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BOMB, "alias"),
        ("a: *missing\n", "alias"),
        ("a: !!python/object/apply:os.system [ls]\n", "tag"),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", "tag"),
        ("[" * 100_000, "too-deep"),
        ("{a: " * 50_000, "too-deep"),
        ("- " * 100_000, "too-deep"),
        ("? " * 100_000, "too-deep"),
        ("a: [" + "0," * 100_000 + "0]\n", "too-large"),
        ("".join(f"k{i}: 1\n" for i in range(20_000)), "too-large"),
        (b"a: 1\0\n", "control-character"),
        (b"\0" * 1000, "not-utf-8"),
        (b"a: 1 \x1b[31mred\n", "control-character"),
        (VALID.encode("utf-16"), "not-utf-8"),
        (VALID.encode("utf-16-le"), "not-utf-8"),
        (VALID.encode("utf-32"), "not-utf-8"),
        (VALID.encode("gbk"), "not-utf-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not-utf-8"),
        ("", "empty-file"),
        ("   \n\n# only a comment\n", "empty-file"),
        ("---\n", "empty-file"),
        ("null\n", "not-a-mapping"),
        ("- 1\n", "not-a-mapping"),
        ("a: 1\n---\nb: 2\n", "several-documents"),
        ("a: 'unclosed\n", "yaml-syntax"),
        ("a: b: c\n", "yaml-syntax"),
        ("\ta: 1\n", "yaml-syntax"),
        ("a: @x\n", "yaml-syntax"),
        ("a: {b\n", "yaml-syntax"),
        ("]" * 1000, "yaml-syntax"),
    ],
)
def test_a_hostile_file_is_one_error(tmp_path: Path, content: str | bytes, code: str) -> None:
    loaded = load(tmp_path, content)
    assert codes(loaded) == [code]
    assert loaded.scheme is None
    assert "\n" not in loaded.findings[0].message


@pytest.mark.parametrize(
    "figure", [".nan", ".inf", "-.inf", "NaN", "1E+1000000", "1e9", "0x10", "0o17", "017", "1_000", "\uff15", "1:30", "9" * 5000]
)
def test_a_figure_that_is_no_plain_decimal_is_refused(tmp_path: Path, figure: str) -> None:
    assert codes(load(tmp_path, VALID.replace("at_least: 3000", f"at_least: {figure}"))) == ["not-a-number"]


def test_duplicate_keys_are_each_an_error(tmp_path: Path) -> None:
    assert codes(load(tmp_path, VALID + "currency: USD\ncurrency: EUR\n")) == ["duplicate-key", "duplicate-key"]


def test_a_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    assert codes(load_scheme(path)) == ["too-large"]


def test_a_file_at_the_limit_of_its_size_is_read(tmp_path: Path) -> None:
    filler = "# " + "x" * 97 + "\n"
    text = VALID + filler * ((source.MAX_BYTES - len(VALID.encode())) // len(filler))
    assert codes(load(tmp_path, text)) == []
    assert codes(load(tmp_path, text + filler * 2)) == ["too-large"]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    loaded = load(tmp_path, b"\xef\xbb\xbf" + VALID.replace("\n", "\r\n").replace("grants: silver", "grants: gold").encode())
    assert codes(loaded) == ["unknown-tier"]
    assert loaded.place("qualification", 0, "grants") == loaded.findings[0].place
    assert loaded.findings[0].place is not None


def test_what_cannot_be_read_says_so(tmp_path: Path) -> None:
    assert codes(load_scheme(tmp_path / "missing.yaml")) == ["cannot-read"]
    assert codes(load_scheme(tmp_path)) == ["cannot-read"]
    assert codes(load_scheme(Path("a\0b"))) == ["cannot-read"]
    assert codes(load_scheme(tmp_path / ("x" * 5000))) == ["cannot-read"]
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    assert codes(load_scheme(fifo)) == ["cannot-read"]
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert codes(load_scheme(loop)) == ["cannot-read"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text(VALID)
    path.chmod(0)
    assert codes(load_scheme(path)) == ["cannot-read"]


@pytest.mark.parametrize("value", ["[]", "{}", "{a: {b: [c]}}", "''", "~", "x", "[[[]]]", "- x"])
def test_no_value_in_any_place_crashes_the_checks(tmp_path: Path, value: str) -> None:
    """Every key of a full scheme in turn gets a value of the wrong shape."""
    lines = (Path(__file__).parent / "schemes" / "design-page.yaml").read_text("utf-8")
    for key in (
        "tiers",
        "qualification",
        "discounts",
        "points",
        "costs",
        "goals",
        "benefits",
        "parameters",
        "title",
        "industry",
        "currency",
    ):
        text = "".join(f"{line}\n" for line in lines.split("\n") if line)
        loaded = load(tmp_path, text.replace(f"\n{key}:", f"\n{key}: {value}\nold_{key}:", 1))
        assert loaded.scheme is None
        assert all(finding.message for finding in loaded.findings)

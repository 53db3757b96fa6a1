"""A small valid scheme file that tests change line by line."""

from __future__ import annotations

from pathlib import Path

from patron.scheme.load import LoadedScheme, load_scheme

VALID = """\
scheme: tea-club
title: {zh: 茶友会, en: Tea club}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: silver, title: {zh: 银卡, en: Silver}, term: 12 months}
qualification:
  - id: spend-3000
    grants: silver
    when: {spend: {within: 12 months, at_least: 3000}}
maintenance:
  - id: keep-by-2000
    keeps: silver
    when: {spend: {within: 12 months, at_least: 2000}}
"""


def load(folder: Path, text: str | bytes, **parameters: str) -> LoadedScheme:
    """Write a scheme file and load it."""
    path = folder / "scheme.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_scheme(path, parameters=parameters)


def codes(loaded: LoadedScheme) -> list[str]:
    """The codes of its findings, in order."""
    return [finding.code for finding in loaded.findings]

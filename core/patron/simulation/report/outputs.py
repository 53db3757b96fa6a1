"""The three files of a simulation's folder, written together or not at all."""

from __future__ import annotations

import errno
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from patron.simulation.report.words import Lang

Document = dict[str, Any]
NAMES = ("report.html", "result.xlsx", "result.json")


def write_outputs(document: Document, folder: Path, lang: Lang) -> list[Path]:
    """Writes report.html, result.xlsx and result.json and gives their paths; other files in the folder stay.

    Everything is written beside the folder first and then moved in. Raises OSError as writing does.
    """
    from patron.simulation.report.page import report
    from patron.simulation.report.workbook import write_workbook

    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        if (folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder of that name is there", str(folder / name))
    scratch = Path(tempfile.mkdtemp(prefix=".patron-", dir=folder))
    try:
        (scratch / "result.json").write_text(dumps(document), encoding="utf-8")
        (scratch / "report.html").write_text(report(document, lang), encoding="utf-8")
        write_workbook(document, scratch / "result.xlsx", lang)
        for name in NAMES:
            (scratch / name).replace(folder / name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return [folder / name for name in NAMES]


def dumps(document: Document) -> str:
    """The document as JSON text, keys in order, with a final newline."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"

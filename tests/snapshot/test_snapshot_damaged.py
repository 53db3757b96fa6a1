"""A snapshot that is not as it was written is never read: flipped bytes, cut, lost, exchanged and foreign files, and ends midway."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from patron.files.prepare import DataFiles
from patron.files.snapshot.guard import STAMPS, check_files
from patron.files.snapshot.load import open_snapshot
from patron.files.snapshot.make import append_snapshot, make_snapshot, remove_leftovers
from patron.files.snapshot.manifest import NAME, read_manifest
from patron.findings import FindingsError
from snapshot_case import MEMBERS, MOVEMENTS, SALES, ground, told, write

ROWS = [
    "P1,9,2024-01-05,600,gold,上海南京东路旗舰店,,",
    "P1,9,2024-01-05,20,jade,上海南京东路旗舰店,,",
    "P2 with a long id,客1,2024-02-05,100,,,,",
    "P3,,2024-02-06,100,jade,B,,",
    "R1,9,2024-03-05,20,jade,,P1,",
]
DAY = ["P4,9,2024-05-05,60,,,,", "R2,客1,2024-05-06,10,,,P2 with a long id,"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    files = DataFiles(
        write(folder / "sales.csv", SALES, ROWS),
        write(folder / "members.csv", MEMBERS, ["9,2023-01-01,客1,,,,,茶"]),
        write(folder / "movements.csv", MOVEMENTS, ["V1,9,2024-06-01,调整,5,,"]),
    )
    make_snapshot(files, ground(folder), folder / "snap")
    append_snapshot(DataFiles(write(folder / "day.csv", SALES, DAY)), folder / "snap")
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """A copy, which is looked at as a whole when it is first read."""
    shutil.copytree(made / "snap", tmp_path / "snap")
    return tmp_path / "snap"


def codes(work: Callable[[], object]) -> set[str]:
    with pytest.raises(FindingsError) as caught:
        work()
    assert all(one.help for one in caught.value.findings)
    return {one.code for one in caught.value.findings}


def columns(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name not in {NAME, STAMPS} and path.stat().st_size)


def test_every_byte_counts(copy: Path) -> None:
    open_snapshot(copy)
    for path in columns(copy):
        content = path.read_bytes()
        for place in {0, len(content) // 2, len(content) - 1}:
            path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            assert codes(lambda: open_snapshot(copy)) == {"snapshot-damaged"}, path
        path.write_bytes(content)
    open_snapshot(copy)


def test_every_byte_of_the_manifest_counts(copy: Path) -> None:
    path = copy / NAME
    content = path.read_bytes()
    for place in range(0, len(content), 41):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        try:
            if json.loads(changed) == json.loads(content):
                continue  # a blank in another form
        except ValueError:
            pass
        path.write_bytes(changed)
        assert codes(lambda: open_snapshot(copy)) <= {"snapshot-damaged", "not-a-snapshot"}, place
    for length in (0, 1, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:length])
        assert codes(lambda: open_snapshot(copy)) == {"snapshot-damaged"}


def test_files_that_are_cut_lengthened_lost_or_exchanged(copy: Path) -> None:
    for path in columns(copy):
        content = path.read_bytes()
        for other in (content[:-1], content + b"\0", b""):
            path.write_bytes(other)
            assert codes(lambda: open_snapshot(copy)) == {"snapshot-damaged"}
        path.unlink()
        assert codes(lambda: open_snapshot(copy)) == {"snapshot-damaged"}
        path.write_bytes(content)
    alike = [path for path in columns(copy) if path.name.endswith("at.values") or path.name.endswith("row.values")]
    one, other = [path for path in alike if path.stat().st_size == alike[0].stat().st_size][:2]
    swap = copy / "swap"
    one.rename(swap)
    other.rename(one)
    swap.rename(other)
    assert codes(lambda: open_snapshot(copy)) == {"snapshot-damaged"}


def test_what_a_disk_changes_in_secret_is_found_by_verifying(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_snapshot(copy)
    path = columns(copy)[0]
    path.write_bytes(bytes(path.stat().st_size))
    stamps = json.loads((copy / STAMPS).read_bytes())
    found = path.stat()
    stamps[path.name][1:] = [found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]
    (copy / STAMPS).write_text(json.dumps(stamps))
    manifest = read_manifest(copy)
    check_files(copy, manifest)
    assert codes(lambda: check_files(copy, manifest, every=True)) == {"snapshot-damaged"}


def test_stamps_that_are_damaged_are_not_believed(copy: Path) -> None:
    for text in ("", "[]", '{"a": 1}', "{"):
        (copy / STAMPS).write_text(text)
        open_snapshot(copy)


def test_other_folders_and_versions(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert codes(lambda: open_snapshot(tmp_path / "empty")) == {"not-a-snapshot"}
    (tmp_path / "empty" / NAME).write_text('{"name": "my web app"}')
    assert codes(lambda: open_snapshot(tmp_path / "empty")) == {"not-a-snapshot"}
    from patron.files.snapshot import manifest

    content = json.loads((copy / NAME).read_bytes())
    content["version"] = 2
    content["sha256"] = manifest._sum(content)
    (copy / NAME).write_text(json.dumps(content))
    assert codes(lambda: open_snapshot(copy)) == {"snapshot-version"}


def test_names_that_lead_out_of_the_folder_are_refused(copy: Path) -> None:
    from patron.files.snapshot import manifest

    content = json.loads((copy / NAME).read_bytes())
    content["snapshot"]["segments"][0]["lines"]["columns"][0]["values"]["name"] = "../../etc/passwd"
    content["sha256"] = manifest._sum(content)
    (copy / NAME).write_text(json.dumps(content))
    assert codes(lambda: open_snapshot(copy)) == {"snapshot-damaged"}


def test_adding_leaves_what_is_there_as_it_is(made: Path, copy: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in columns(copy)}
    append_snapshot(DataFiles(write(tmp_path / "more.csv", SALES, ["P9,9,2024-09-09,1,,,,"])), copy)
    assert all((copy / name).read_bytes() == content for name, content in before.items())


def test_what_is_there_is_not_added_again(made: Path, copy: Path, tmp_path: Path) -> None:
    was = (copy / NAME).read_bytes()
    assert codes(lambda: append_snapshot(DataFiles(made / "day.csv"), copy)) == {"already-there"}
    again = write(tmp_path / "again.csv", SALES, ["P1,9,2024-01-05,7,,,,", "R1,9,2024-09-05,1,jade,,P1,"])
    assert codes(lambda: append_snapshot(DataFiles(again), copy)) == {"duplicate-id"}
    moved = write(tmp_path / "moved.csv", MOVEMENTS, ["V1,9,2024-06-02,调整,6,,"])
    assert codes(lambda: append_snapshot(DataFiles(None, None, moved), copy)) == {"duplicate-id"}
    much = write(tmp_path / "much.csv", SALES, ["R3,客1,2024-05-07,91,,,P2 with a long id,"])
    assert codes(lambda: append_snapshot(DataFiles(much), copy)) == {"more-than-left"}
    nothing = write(tmp_path / "nothing.csv", SALES, ["R3,客1,2024-05-07,1,,,P77,"])
    assert codes(lambda: append_snapshot(DataFiles(nothing), copy)) == {"unknown-purchase"}
    assert (copy / NAME).read_bytes() == was


KILLED = """
import os, sys, threading, time
from pathlib import Path
from patron.files.prepare import DataFiles
from patron.files.snapshot.make import append_snapshot
wait = float(sys.argv[3])
print("ready", flush=True)
threading.Thread(target=lambda: (time.sleep(wait), os._exit(9)), daemon=True).start()
append_snapshot(DataFiles(Path(sys.argv[2])), Path(sys.argv[1]))
"""


def test_a_process_that_is_killed_leaves_the_old_or_the_new_snapshot(copy: Path, made: Path, tmp_path: Path) -> None:
    more = write(tmp_path / "more.csv", SALES, [f"Q{number},9,2024-09-09,1,,,," for number in range(3000)])
    old = told(DataFiles(copy), made)
    whole = tmp_path / "whole"
    shutil.copytree(copy, whole)
    began = time.perf_counter()
    append_snapshot(DataFiles(more), whole)
    took = time.perf_counter() - began
    new = told(DataFiles(whole), made)
    seen = set()
    for part in (0.1, 0.3, 0.5, 0.7, 0.9, 1.2):
        at = tmp_path / f"at{part}"
        shutil.copytree(copy, at)
        subprocess.run([sys.executable, "-c", KILLED, str(at), str(more), str(took * part)], check=False, capture_output=True)
        found = told(DataFiles(at), made)
        assert found in (old, new)
        seen.add(found == new)
        if found == old:
            remove_leftovers(at, read_manifest(at))
            append_snapshot(DataFiles(more), at)
            assert told(DataFiles(at), made) == new
    assert False in seen

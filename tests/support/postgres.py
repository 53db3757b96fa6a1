"""A PostgreSQL server of the tests' own: started by the first test that asks, shared by all workers, gone with the last of them.

The program comes from Debian's package or from an installed wheel that carries it. It listens on a socket in a folder of its own only,
and never runs as root. Every process that uses it holds a shared lock on a file, which the system gives back however the process ends;
the keeper (this module, run as a program) waits until nobody holds one, then stops the server and removes the folder.
Nothing is synced to disk: what it holds outlives a killed client and a killed server, but not the machine.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import site
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO
from uuid import uuid4

import psycopg
import pytest

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin")
IN_WHEELS = ("*/bin", "*/*/bin", "*/*/*/bin")
SHARED = Path("/tmp") / f"patron-postgres-{os.getuid()}"  # a socket's path may have 107 bytes only
ROLE = "patron"
PATIENCE = 60.0  # seconds until a server has started
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "autovacuum": "off",
    "timezone": "UTC",
}
_held: list[IO[bytes]] = []  # this process's shared locks


@cache
def programs() -> Path | None:
    """The folder with `initdb` and `postgres`, of the highest version that is there; None where none is."""
    found = [path for place in PLACES for path in Path("/").glob(place.lstrip("/"))]
    usable = [path for path in found if (path / "initdb").is_file() and (path / "postgres").is_file()]
    if usable:
        return max(usable, key=lambda path: (len(path.parent.name), path.parent.name) if path.parent.name.isdigit() else (0, ""))
    wheels = [path for folder in site.getsitepackages() for pattern in IN_WHEELS for path in Path(folder).glob(f"{pattern}/initdb")]
    return wheels[0].parent if wheels else None


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: the tests' own user, and somebody without rights where that is root."""
    if os.getuid():
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _as_account() -> dict[str, int | list[int]]:
    account = _account()
    return {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _holding(folder: Path) -> bool:
    """Whether this process now keeps the server of the folder running."""
    try:
        file = (folder / "users").open("rb")
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:  # there is none, or its keeper is about to stop it
        return False
    try:
        _admin(folder).close()
    except psycopg.OperationalError:  # stopped, or killed
        file.close()
        return False
    _held.append(file)
    return True


@cache
def server() -> Path:
    """The folder of a running server, which keeps running as long as this process does."""
    SHARED.mkdir(mode=0o711, exist_ok=True)
    assert SHARED.stat().st_uid == os.getuid(), f"{SHARED} belongs to somebody else"
    with (SHARED / "start").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        current = SHARED / "current"
        if current.is_symlink() and _holding(folder := current.resolve()):
            return folder
        folder = Path(tempfile.mkdtemp(dir=SHARED))
        (folder / "users").touch()
        _start(folder)
        current.unlink(missing_ok=True)
        current.symlink_to(folder)
        return folder


def _start(folder: Path) -> None:
    account = _account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    held = (folder / "users").open("rb")
    fcntl.flock(held, fcntl.LOCK_SH)
    _held.append(held)
    said = (folder / "keeper.log").open("wb")
    keeper = subprocess.Popen(
        [sys.executable, __file__, str(folder)], cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
    )
    patience = time.monotonic() + PATIENCE
    while not (folder / "ready").exists():
        if keeper.poll() is not None or time.monotonic() > patience:
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'keeper.log').read_text()}")
        time.sleep(0.02)


def keep(folder: Path) -> None:
    """Runs a server in the folder until no process holds its lock any more."""
    bin_, data, who = programs(), folder / "data", _as_account()
    assert bin_ is not None
    made = [bin_ / "initdb", "-D", data, "-U", ROLE, "-A", "trust", "--no-sync", "--encoding=UTF8", "--locale=C", "--no-instructions"]
    subprocess.run([str(word) for word in made], cwd=folder, check=True, **who)  # type: ignore[call-overload]
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    words = [str(bin_ / "postgres"), "-D", str(data), "-k", str(folder), *settings]
    running = subprocess.Popen(words, cwd=folder, **who)  # type: ignore[call-overload]
    try:
        while running.poll() is None:
            try:
                _admin(folder).close()
                break
            except psycopg.OperationalError:
                time.sleep(0.02)
        (folder / "ready").touch()
        with (folder / "users").open("rb") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            (folder / "ready").unlink()
            running.send_signal(signal.SIGQUIT)
            running.wait()
    finally:
        running.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _admin(folder: Path) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(folder), user=ROLE, dbname="postgres", autocommit=True)


def server_or_skip() -> Path:
    """The running server; without the program the test is skipped, and fails where `CI` is set."""
    if programs() is not None:
        return server()
    message = "NO POSTGRESQL: install Debian's package postgresql, or a wheel that carries the server; this test did not run"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def fresh_database() -> Iterator[str]:
    """The URL of an empty database, which is dropped afterwards, whoever is still connected."""
    folder, name = server_or_skip(), f"test_{uuid4().hex[:12]}"
    with _admin(folder) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0'.encode())
        try:
            yield f"postgresql+psycopg://{ROLE}@/{name}?host={folder}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


if __name__ == "__main__":
    keep(Path(sys.argv[1]))

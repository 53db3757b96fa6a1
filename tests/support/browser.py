"""A real browser for the tests of pages: Chromium without a window, driven by its own protocol over a pair of pipes.

The program is the one that PATRON_CHROMIUM names, else the first of Debian's and Google's names that is installed.
It reads commands from file descriptor 3 and writes answers and events to 4, JSON texts with a zero byte behind each.
The protocol: https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60.0  # seconds for one answer
FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",  # which root cannot have; the pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "about:blank",
)
Message = dict[str, Any]


class BrowserError(Exception):
    """The browser ended, fell silent or refused a command."""


@cache
def program() -> str | None:
    """The browser's program; None where none is installed."""
    stated = os.environ.get("PATRON_CHROMIUM")
    return stated or next((found for name in NAMES if (found := shutil.which(name))), None)


def program_or_skip() -> str:
    """The browser's program; without one the test is skipped, and fails where `CI` is set."""
    found = program()
    if found is not None:
        return found
    message = "NO BROWSER: install Debian's package chromium, or set PATRON_CHROMIUM; this test did not run"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


class Browser:
    """A running browser with one tab; `events` is what it said unasked since `open`."""

    def __init__(self, path: str) -> None:
        self._profile = tempfile.mkdtemp(prefix="patron-browser-")
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # Moved out of the way first: a pipe that happens to be 3 or 4 would be overwritten before it is copied.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs_in, theirs_out)]
        moves = [(os.POSIX_SPAWN_DUP2, end, place) for end, place in zip(ends, (3, 4), strict=True)]
        quiet = [(os.POSIX_SPAWN_OPEN, place, "/dev/null", os.O_RDWR, 0) for place in (0, 1, 2)]
        words = [path, *FLAGS[:-1], f"--user-data-dir={self._profile}", FLAGS[-1]]
        self._process = os.posix_spawn(path, words, os.environ, file_actions=[*moves, *quiet], setsid=True)
        for end in (theirs_in, theirs_out, *ends):
            os.close(end)
        self._number, self._unread, self._session = 0, b"", ""
        self.events: list[Message] = []
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(one["targetId"] for one in targets if one["type"] == "page")
        self._session = str(self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"])
        for part in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{part}.enable")

    def call(self, method: str, **parameters: Any) -> Message:
        """One command and its answer."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters} | ({"sessionId": self._session} if self._session else {})
        os.write(self._out, json.dumps(command).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == self._number:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']}")
                return dict(message["result"])

    def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise BrowserError(str(done["exceptionDetails"]))
        return done["result"].get("value")

    def open(self, file: Path, width: int, height: int = 900) -> None:
        """Shows a file in a window of that many CSS pixels and waits until everything of it is there."""
        self.resize(width, height)
        self.call("Page.navigate", url="about:blank")
        self._until("Page.loadEventFired")
        self.events = []
        self.call("Page.navigate", url=file.resolve().as_uri())
        self._until("Page.loadEventFired")
        self.run("document.fonts.ready.then(() => true)")

    def resize(self, width: int, height: int = 900) -> None:
        """The window's size, as of a screen with one dot a pixel."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def click(self, selector: str) -> None:
        """Presses the mouse in the middle of an element, as a person would."""
        box = self.run(
            f"(() => {{ const one = document.querySelector({json.dumps(selector)}); one.scrollIntoView({{block: 'center'}});"
            " const box = one.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def _next(self) -> Message:
        while b"\0" not in self._unread:
            if not select.select([self._in], [], [], PATIENCE)[0]:
                raise BrowserError(f"nothing said for {PATIENCE:.0f} seconds")
            read = os.read(self._in, 1 << 20)
            if not read:
                raise BrowserError("the browser ended")
            self._unread += read
        text, _, self._unread = self._unread.partition(b"\0")
        message: Message = json.loads(text)
        if "method" in message:
            self.events.append(message)
        return message

    def _until(self, event: str) -> None:
        while all(one["method"] != event for one in self.events):
            self._next()
        self.events = [one for one in self.events if one["method"] != event]

    def close(self) -> None:
        """Ends the browser and removes what it kept."""
        self._session = ""
        with suppress(BrowserError, OSError):  # it is gone, which is what was asked
            self.call("Browser.close")
        patience = time.monotonic() + 10
        while os.waitpid(self._process, os.WNOHANG)[0] == 0:
            if time.monotonic() > patience:
                os.killpg(self._process, 9)
                os.waitpid(self._process, 0)
                break
            time.sleep(0.02)
        os.close(self._in)
        os.close(self._out)
        shutil.rmtree(self._profile, ignore_errors=True)


@contextmanager
def browser_or_skip() -> Iterator[Browser]:
    """A browser for the length of a block; see `program_or_skip`."""
    browser = Browser(program_or_skip())
    try:
        yield browser
    finally:
        browser.close()

"""The collector of cycles is held back for bounded work, and is afterwards as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from threading import Event, Thread

import pytest
from patron.store.uncollected import uncollected


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.enable()
    yield
    (gc.enable if was_on else gc.disable)()


def test_it_is_off_inside_and_on_again_afterwards() -> None:
    with uncollected(), uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_on_again_after_a_failure() -> None:
    with pytest.raises(ValueError, match="broken"), uncollected():
        raise ValueError("broken")
    assert gc.isenabled()


def test_whoever_had_turned_it_off_finds_it_off() -> None:
    gc.disable()
    with uncollected():
        pass
    assert not gc.isenabled()


def test_the_last_of_two_threads_turns_it_on() -> None:
    inside, leave = Event(), Event()

    def other() -> None:
        with uncollected():
            inside.set()
            leave.wait(10)

    thread = Thread(target=other)
    with uncollected():
        thread.start()
        assert inside.wait(10)
    assert not gc.isenabled()
    leave.set()
    thread.join()
    assert gc.isenabled()

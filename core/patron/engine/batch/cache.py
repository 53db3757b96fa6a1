"""Generated modules on disk, compiled once a structure and found again by later processes."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from platformdirs import user_cache_path

_HEADER = "from patron.engine.batch.decorators import entry, helper, inlined, whole\n\n\n"
_loaded: dict[str, Callable[..., int]] = {}
_lock = Lock()


def cache_folder() -> Path:
    """`PATRON_CACHE_DIR`, else the user's cache folder; a fresh temporary one where neither can be written."""
    named = os.environ.get("PATRON_CACHE_DIR")
    folder = (Path(named) if named else user_cache_path("patron")) / "kernels"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="patron-kernels-"))


def plain(source: str) -> Callable[..., int]:
    """The same source as plain Python, over lists."""
    space: dict[str, Any] = {name: lambda function: function for name in ("entry", "helper", "inlined")} | {"whole": int}
    exec(compile(source, "<generated kernel>", "exec"), space)  # noqa: S102 - generated from the plan's structure, never from a user's text
    run: Callable[..., int] = space["run_members"]
    return run


def compiled(source: str) -> tuple[Callable[..., int], bool]:
    """The compiled kernel, and True if it is known to be compiled already.

    The module's name holds the hash of its source, so that another structure or another version of the
    engine is another module; the hash of the libraries' versions is kept by Numba beside the machine code.
    """
    with _lock:  # runs side by side share one module, and what it compiles
        return _compiled(source)


def _compiled(source: str) -> tuple[Callable[..., int], bool]:
    text = _HEADER + source
    name = f"patron_kernel_{sha256(text.encode()).hexdigest()[:24]}"
    if name in _loaded:
        return _loaded[name], True
    path = cache_folder() / f"{name}.py"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        _write(path, text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None, path
    assert spec.loader is not None, path
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    _loaded[name] = module.run_members
    return _loaded[name], any(path.parent.joinpath("__pycache__").glob(f"{name}.run_members*.nbc"))


def _write(path: Path, text: str) -> None:
    """In one step, so that another process never reads half a module."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(temporary).replace(path)

"""`patron init-plugin` writes a distribution that patron finds, whose scheme runs and whose tests pass; or it writes nothing.

Here the distribution is put on the path as an installer would; `tests/packaging/check_wheels.py` installs it for good.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from house import PATRON, patron


def installed(folder: Path, distribution: Path) -> dict[str, str]:
    """An environment in which the distribution's code and entry points are found."""
    project = tomllib.loads((distribution / "pyproject.toml").read_text("utf-8"))["project"]
    info = folder / "site" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", encoding="utf-8")
    lines = [f"[{group}]\n{name} = {value}\n" for group, found in project["entry-points"].items() for name, value in found.items()]
    (info / "entry_points.txt").write_text("".join(lines), encoding="utf-8")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder / "site"), str(distribution)]), "PYTHONDONTWRITEBYTECODE": "1"}


def run(env: dict[str, str], cwd: Path, *words: object) -> str:
    done = subprocess.run([*map(str, words)], cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_is_written_is_found_runs_and_passes_its_tests(tmp_path: Path) -> None:
    said = patron("init-plugin", "tea-house", "new", "--zh", "茶馆", "--en", "Tea house", cwd=tmp_path)
    made = tmp_path / "new" / "patron-tea-house"
    assert "写入" in said
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["patron-tea-house"]
    env = installed(tmp_path, made)
    reports = {one["name"]: one for one in json.loads(run(env, tmp_path, PATRON, "plugins", "--format", "json"))}
    assert reports["tea-house"]["error"] == ""
    assert reports["tea-house"]["title"] == {"zh": "茶馆", "en": "Tea house"}
    assert reports["tea-house"]["checks"]
    run(env, tmp_path, PATRON, "init", "tea-house", "mine")
    assert run(env, tmp_path, PATRON, "check", "mine/tea-house.yaml") == "No findings in 1 scheme.\n"
    every = ("mine/tea-house.yaml", "mine/population.yaml", "mine/assumptions.yaml")
    assert run(env, tmp_path, PATRON, "check", *every) == "No findings in 1 scheme, 1 population and 1 file of assumptions.\n"
    tested = run(env, tmp_path, PATRON, "test", "mine")
    assert "9 passed" in tested
    assert "no test made" not in tested
    assert "茶馆会员方案" in run(env, tmp_path, PATRON, "describe", "mine/tea-house.yaml")
    shown = run(env, made, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert "13 passed" in shown
    run(env, made, sys.executable, "-m", "ruff", "check", "--select", "E,F,I,UP,B", "--line-length", "140", ".")
    run(env, made, sys.executable, "-m", "ruff", "format", "--check", "--line-length", "140", ".")


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["Coffee"], "不能作为插件名", "cannot name a plugin"),
        (["咖啡"], "不能作为插件名", "cannot name a plugin"),
        (["coffee_house"], "不能作为插件名", "cannot name a plugin"),
        (["../coffee"], "不能作为插件名", "cannot name a plugin"),
        (["c" * 41], "不能作为插件名", "cannot name a plugin"),
        (["hotel"], "已经存在", "there is an industry 'hotel' already"),
        (["general"], "已经存在", "there is an industry 'general' already"),
        (["coffee", "--zh", '"'], "不能作为行业名称", "cannot be a title"),
        (["coffee", "--en", "a: {b}"], "不能作为行业名称", "cannot be a title"),
    ],
)
def test_a_bad_name_is_refused_in_both_languages_and_nothing_is_written(tmp_path: Path, words: list[str], zh: str, en: str) -> None:
    assert zh in patron("init-plugin", *words, cwd=tmp_path, expect=2)
    assert en in patron("init-plugin", *words, "--lang", "en", cwd=tmp_path, expect=2)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "patron-coffee").mkdir()
    assert "已经存在" in patron("init-plugin", "coffee", cwd=tmp_path, expect=1)
    assert "is there already; nothing was written" in patron("init-plugin", "coffee", "--lang", "en", cwd=tmp_path, expect=1)
    assert list(tmp_path.rglob("*")) == [tmp_path / "patron-coffee"]


def test_a_failure_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from patron.cli.new_plugin import NewPlugin, make

    def full(self: Path, *_: object, **__: object) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        make(NewPlugin("coffee", "咖啡", "Coffee"), tmp_path)
    assert list(tmp_path.iterdir()) == []

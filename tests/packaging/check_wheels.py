"""Builds every wheel, installs them in a clean environment outside the repository, and runs `patron` there.

Run by `make package`; not collected by pytest, because it builds an environment of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))
# Files that must be in the wheels: a build that finds no code exits 0 and writes an empty wheel.
EXPECTED = {
    "patron": ["patron/__init__.py", "patron/cli/__init__.py", "patron/engine/batch/__init__.py", "patron/simulation/"],
    "patron_jewelry": ["patron_jewelry/__init__.py", "patron_jewelry/schemes/jewelry.yaml", "patron_jewelry/schemes/jewelry_test.yaml"],
}
PURCHASES = """purchase_id,member_id,at,amount
p1,m1,2025-03-01,50000
p2,m2,2025-03-02,49999.99
"""
SCHEME = """scheme: small
title: {zh: 小方案, en: Small}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 会员, en: VIP}}
qualification:
  - {id: single-purchase, grants: vip, when: {purchase: {at_least: 50000}}}
"""


def run(*command: str | Path, cwd: Path) -> str:
    """Runs a command, which must succeed, and gives back what it printed."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def build(into: Path) -> list[Path]:
    """The wheels of the core and of every plugin, each with the files it must hold."""
    for project in (ROOT, *PLUGINS):
        run(sys.executable, "-m", "build", "--wheel", "--outdir", into, project, cwd=into)
    wheels = sorted(into.glob("*.whl"))
    for wheel in wheels:
        names = zipfile.ZipFile(wheel).namelist()
        for part in EXPECTED.get(wheel.name.split("-")[0], []):
            if not any(name.startswith(part) for name in names):
                raise SystemExit(f"{wheel.name} holds no {part}")
    return wheels


def main() -> None:
    """Builds, installs, and runs the commands that a new user would."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        wheels = build(place)
        venv.create(place / "clean", with_pip=True)
        python = place / "clean" / "bin" / "python"
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", ROOT / "constraints.txt", *wheels, cwd=place)
        (place / "small.yaml").write_text(SCHEME, encoding="utf-8")
        (place / "sales.csv").write_text(PURCHASES, encoding="utf-8")
        patron = place / "clean" / "bin" / "patron"
        run(patron, "evaluate", "small.yaml", "--purchases", "sales.csv", "--as-of", "2025-12-31", "--out", "out.csv", cwd=place)
        rows = (place / "out.csv").read_text(encoding="utf-8").splitlines()
        assert rows[1].startswith("m1,vip,2025-03-01,,single-purchase,"), rows
        assert rows[2].startswith("m2,guest,,,,"), rows
        for plugin in PLUGINS:
            run(patron, "init", plugin.name, place / plugin.name, cwd=place)
            run(patron, "check", place / plugin.name / f"{plugin.name}.yaml", cwd=place)
            run(patron, "test", place / plugin.name, cwd=place)
        print(f"{len(wheels)} wheels built, installed and run in a clean environment")


if __name__ == "__main__":
    main()

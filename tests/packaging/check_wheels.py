"""Builds every wheel and tries them in clean environments outside the repository.

The core alone; each plugin alone beside the core, with its ready schemes; a new plugin as `patron init-plugin` writes it, built,
installed and tested as a third party's would be. Run by `make package`; not collected by pytest, because it builds environments of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))
# A line or two of each industry, to be quoted at every tier.
BASKETS = {
    "apparel": "amount,category,item,promotion\n1000,dress,D-1024,none\n",
    "hospital": "amount,category,visit,ward_kind\n800,ward,inpatient,vip\n300,medicine,outpatient,\n",
    "hotel": "amount,category,nights,covers\n1200,room,2,\n300,dining,,2\n",
    "jewelry": "amount,category,grams,priced_by\n8000,gold,10,weight\n1000,pearl,,\n",
    "coffee": "amount,category,packs\n60,regular,2\n",
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
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def expected(project: Path) -> set[str]:
    """Every file of a project's package: a build that finds no code exits 0 and writes an empty wheel."""
    package = next(iter([*project.glob("core/patron"), *project.glob("patron_*")]))
    found = {str(path.relative_to(package.parent)) for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert f"{package.name}/__init__.py" in found
    return found


def build(into: Path, *projects: Path) -> list[Path]:
    """The wheels of some projects, in their order, each with the files it must hold."""
    wheels: list[Path] = []
    for project in projects:
        run(sys.executable, "-m", "build", "--wheel", "--outdir", into, project, cwd=into)
        (wheel,) = set(into.glob("*.whl")) - set(wheels)
        missing = expected(project) - set(zipfile.ZipFile(wheel).namelist())
        if missing:
            raise SystemExit(f"{wheel.name} holds no {', '.join(sorted(missing))}")
        wheels.append(wheel)
    return wheels


def pip(python: Path, *words: str | Path, cwd: Path) -> None:
    """Installs or removes without asking, at the versions of the repository."""
    run(python, "-m", "pip", words[0], "--quiet", "--disable-pip-version-check", *words[1:], cwd=cwd)


def try_core(patron: Path, place: Path) -> None:
    """The core alone: a scheme of no industry runs and goes live, and one of an industry says what to install."""
    (place / "small.yaml").write_text(SCHEME, encoding="utf-8")
    (place / "sales.csv").write_text(PURCHASES, encoding="utf-8")
    run(patron, "evaluate", "small.yaml", "--purchases", "sales.csv", "--as-of", "2025-12-31", "--out", "out.csv", cwd=place)
    rows = (place / "out.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1].startswith("m1,vip,2025-03-01,,single-purchase,"), rows
    assert rows[2].startswith("m2,guest,,,,"), rows
    try_store(patron, place)
    (place / "stay.yaml").write_text(SCHEME.replace("currency", "industry: hotel\ncurrency"), encoding="utf-8")
    done = subprocess.run([patron, "check", "stay.yaml"], cwd=place, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "stay.yaml:3:11: error[industry-not-installed]" in done.stdout, done.stdout
    assert "install patron-hotel" in done.stdout, done.stdout


def try_store(patron: Path, place: Path) -> None:
    """A store is made (its tables come from files of the wheel), takes a sale, and is in order."""
    live = ("--store", "sqlite:///live.db")
    run(patron, "store", "init", "small.yaml", *live, cwd=place)
    run(patron, "store", "enroll", "m1", *live, cwd=place)
    sold = json.loads(run(patron, "store", "purchase", "m1", "--line", "50000", "--json", *live, cwd=place))
    assert (sold["tier_before"], sold["tier"]) == ("guest", "vip"), sold
    verified = json.loads(run(patron, "store", "verify", "--json", *live, cwd=place))
    assert verified["ok"], verified
    assert verified["judged"] > 0, verified
    server = "postgresql://till@localhost/shop"
    done = subprocess.run([patron, "store", "lookup", "m1", "--store", server], cwd=place, capture_output=True, text=True, check=False)
    assert (done.returncode, "patron[postgresql]" in done.stderr) == (2, True), done.stderr


def try_plugin(patron: Path, name: str, place: Path) -> int:
    """The one industry that is installed: each of its ready schemes is written, checked, tested, described and quoted."""
    (report,) = json.loads(run(patron, "plugins", "--format", "json", cwd=place))
    assert (report["industry"], report["error"]) == (name, ""), report
    for scheme in report["schemes"]:
        folder = place / f"try-{scheme}"
        run(patron, "init", name, folder, "--scheme", scheme, cwd=place)
        file = folder / f"{scheme}.yaml"
        assert run(patron, "check", file, cwd=place) == "No findings in 1 scheme.\n", file
        tested = run(patron, "test", file, cwd=place)
        assert "no test made" not in tested, tested
        for lang in ("zh", "en"):
            assert run(patron, "describe", file, "--lang", lang, cwd=place), file
        basket = folder / "basket.csv"
        basket.write_text(BASKETS[name], encoding="utf-8")
        for tier in YAML(typ="safe").load(file)["tiers"]:
            quoted = json.loads(run(patron, "quote", file, "--basket", basket, "--tier", tier["id"], "--format", "json", cwd=place))
            assert quoted["lines"], quoted
    return len(report["schemes"])


def try_new_plugin(python: Path, place: Path) -> None:
    """A fifth industry: written by the installed command, built, installed, and tested by its own tests."""
    bin_ = python.parent
    run(bin_ / "patron", "init-plugin", "coffee", "elsewhere", "--zh", "咖啡馆", "--en", "Coffee house", cwd=place)
    project = place / "elsewhere" / "patron-coffee"
    (place / "theirs").mkdir()
    (wheel,) = build(place / "theirs", project)
    pip(python, "install", "-c", ROOT / "constraints.txt", f"{wheel}[test]", cwd=place)
    try_plugin(bin_ / "patron", "coffee", place)
    run(python, "-m", "pytest", "-q", "tests", cwd=project)


def main() -> None:
    """Builds, installs, and runs the commands that a new user would."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        wheels = {wheel.name.split("-")[0]: wheel for wheel in build(place, ROOT, *PLUGINS)}
        venv.create(place / "clean", with_pip=True)
        python = place / "clean" / "bin" / "python"
        pip(python, "install", "-c", ROOT / "constraints.txt", wheels["patron"], cwd=place)
        try_core(python.parent / "patron", place)
        schemes = 0
        for plugin in PLUGINS:
            package = f"patron_{plugin.name}"
            pip(python, "install", "--no-deps", wheels[package], cwd=place)
            schemes += try_plugin(python.parent / "patron", plugin.name, place)
            pip(python, "uninstall", "--yes", f"patron-{plugin.name}", cwd=place)
        try_new_plugin(python, place)
        print(
            f"{len(wheels)} wheels built; {schemes} ready schemes run, each plugin alone beside the core; a new plugin installed and tested"
        )


if __name__ == "__main__":
    main()

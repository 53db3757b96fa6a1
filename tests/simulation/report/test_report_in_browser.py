"""Report and comparison in a real browser: quiet, alone, drawn, readable on a phone and on paper, with the figures of their JSON."""

from __future__ import annotations

import base64
import fcntl
import json
import re
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, browser_or_skip, program_or_skip
from house import PATRON, ready
from patron.simulation.report import figures

EXAMPLES = Path(__file__).parents[3] / "examples"
MADE = ("--population", "400", "--assumptions", "assumptions.yaml", "--worlds", "2", "--months", "2", "--jobs", "1")
SALES = ("--purchases", str(EXAMPLES / "sales.csv"), "--members", str(EXAMPLES / "members.csv"), "--margin", "0.35")
SMALL_WORLDS = ("--population", "300", "--assumptions", "assumptions.yaml", "--worlds", "2", "--months", "2", "--jobs", "1")
RUNS: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    "jewelry": ("jewelry", None, (*MADE, "--vary", "single-purchase.at_least=20000:40000:20000")),
    "hospital": ("hospital", "hospital-cards", MADE),
    "replay": ("jewelry", None, SALES),
    "searched": (
        "jewelry",
        None,
        (
            *SMALL_WORLDS,
            "--tornado",
            "--vary",
            "single-purchase.at_least=20000:40000:20000",
            "--vary",
            "year-total.at_least=30000:90000:30000",
        ),
    ),
    "compared": ("jewelry", None, ("--population", "300", "--assumptions", "assumptions.yaml", "--worlds", "3", "--jobs", "1")),
    "compared-sales": ("jewelry", None, SALES),
}
CHARTS = {
    "jewelry": {"band", "worlds", "cumulative", "curve", "members", "sales", "costs"},
    "hospital": {"band", "worlds", "cards", "float"},
    "replay": {"members", "sales", "flows", "costs", "points"},
    "searched": {"tornado", "heat"},
    "compared": {"bands", "tiers", "costs"},
    "compared-sales": {"moves", "tiers", "costs"},
}
WIDTHS = (390, 1280)
LARGEST = 6_000_000  # bytes
SMALLEST_TEXT = 9  # CSS pixels
QUIET = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
every_report = pytest.mark.parametrize("name", RUNS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_or_skip() as running:
        yield running


@pytest.fixture
def folder(name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of one run, made by whichever process comes first."""
    program_or_skip()
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if base.name.startswith("popen-") else base) / f"in-browser-{name}"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "out").exists():
            industry, which, words = RUNS[name]
            scheme = ready(place, industry, which)
            command = ["simulate", scheme.name]
            if name.startswith("compared"):
                then = scheme.read_text(encoding="utf-8").replace("{purchase: {at_least: 50000}}", "{purchase: {at_least: 20000}}")
                (place / "then.yaml").write_text(then, encoding="utf-8")
                command = ["compare", scheme.name, "then.yaml"]
            subprocess.run([PATRON, *command, *words, "--out", "out"], cwd=place, check=True, capture_output=True)
    return place / "out"


def page_of(folder: Path) -> Path:
    return next(folder.glob("*.html"))


def document_of(folder: Path) -> Any:
    return json.loads(next(folder.glob("*.json")).read_text(encoding="utf-8"))


@every_report
def test_page_is_quiet_and_asks_for_nothing(browser: Browser, folder: Path) -> None:
    browser.open(page_of(folder), 1280)
    browser.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
    assert [one for one in browser.events if one["method"] in QUIET] == []
    asked = [one["params"]["request"]["url"] for one in browser.events if one["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith("data:")] == [page_of(folder).resolve().as_uri()]
    assert page_of(folder).stat().st_size < LARGEST


DRAWN = """[...document.querySelectorAll('figure')].map(figure => {
  const seen = [...figure.querySelectorAll('svg')].filter(one => one.getClientRects().length);
  return [figure.id, seen.map(one => {
    const box = one.getBoundingClientRect();
    const marks = [...one.querySelectorAll('path, rect, circle, line')].filter(mark => {
      const size = mark.getBoundingClientRect();
      return size.width + size.height > 0 && !mark.closest('.background, defs, clipPath');
    });
    return [box.width, box.height, marks.length];
  })];
})"""


@every_report
@pytest.mark.parametrize("width", WIDTHS)
def test_every_chart_is_drawn_once_in_either_language(browser: Browser, folder: Path, name: str, width: int) -> None:
    browser.open(page_of(folder), width)
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    for language in ("zh", "en"):
        browser.click(f"label[for={language}]")
        drawn = browser.run(DRAWN)
        assert {figure.removeprefix("chart-") for figure, _ in drawn} >= CHARTS[name]
        for figure, seen in drawn:
            assert len(seen) == 1, figure
            assert min(seen[0][:2]) > 20, figure
            assert seen[0][2] >= 3, figure


@every_report
def test_the_languages_are_switched_by_their_labels(browser: Browser, folder: Path) -> None:
    browser.open(page_of(folder), 1280)
    shown = "[...document.querySelectorAll('main .{}, header .{}')].filter(one => one.getClientRects().length).length"
    for language, other in (("en", "zh"), ("zh", "en")):
        browser.click(f"label[for={language}]")
        assert browser.run(shown.format(language, language)) > 20
        assert browser.run(shown.format(other, other)) == 0


@every_report
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out_of_the_window(browser: Browser, folder: Path, width: int) -> None:
    browser.open(page_of(folder), width)
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    for language in ("zh", "en"):
        browser.click(f"label[for={language}]")
        assert browser.run("document.documentElement.scrollWidth") <= width


HIDDEN = """[...document.querySelectorAll('.scroll')].filter(one => one.querySelector('table.bands, table.under'))
  .filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent.trim().slice(0, 60))"""


@every_report
def test_no_percentile_or_difference_is_hidden_on_a_phone(browser: Browser, folder: Path) -> None:
    browser.open(page_of(folder), 390)
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    for language in ("zh", "en"):
        browser.click(f"label[for={language}]")
        assert browser.run("document.querySelectorAll('table.bands, table.under').length") > 0
        assert browser.run(HIDDEN) == []


SMALL = """[...document.querySelectorAll('figure svg text')].filter(one => one.textContent.trim() && one.getClientRects().length)
  .map(one => [one.textContent, parseFloat(getComputedStyle(one).fontSize) * Math.hypot(one.getScreenCTM().c, one.getScreenCTM().d)])"""


@every_report
def test_texts_in_charts_can_be_read_on_a_phone(browser: Browser, folder: Path) -> None:
    browser.open(page_of(folder), 390)
    sizes = browser.run(SMALL)
    assert sizes
    assert [one for one in sizes if one[1] < SMALLEST_TEXT] == []


SHOWN = "[...document.querySelectorAll('[data-figure][data-value]')].map(one => [one.dataset.figure, one.dataset.value, one.textContent])"


@every_report
def test_figures_on_the_page_are_those_of_the_document(browser: Browser, folder: Path) -> None:
    browser.open(page_of(folder), 1280)
    document, found = document_of(folder), browser.run(SHOWN)
    assert len(found) > 20
    places = document["places"] if "places" in document else document["scheme"]["places"]
    for path, raw, text in found:
        value = at(document, path.split("."))
        assert json.loads(raw) == value, path
        if isinstance(value, str):
            assert text.strip() == value, path
        if isinstance(value, int | float):
            said = {figures.percent(value), figures.count(value), figures.money(int(value), places)}
            assert text.strip().lstrip("+") in said, path


BARE = """[...document.querySelectorAll('td.n')].filter(one => /\\d/.test(one.textContent) && !one.querySelector('[data-figure]'))
  .map(one => [one.closest('tr').className, one.textContent])"""


@every_report
def test_every_number_of_a_table_says_where_it_stands_in_the_document(browser: Browser, folder: Path, name: str) -> None:
    browser.open(page_of(folder), 1280)
    bare = browser.run(BARE)
    if name.startswith("compared"):  # sums of a column, and pairs of tiers that nobody is in
        bare = [one for one in bare if one[0] != "sum" and one[1] != "0"]
    assert bare == []


def at(found: Any, steps: list[str]) -> Any:
    """What a path leads to: keys (which may have dots in them), items of lists by their number or one of their names."""
    if not steps:
        return found
    for length in range(len(steps), 0, -1):
        step, rest = ".".join(steps[:length]), steps[length:]
        if isinstance(found, dict) and step in found:
            return at(found[step], rest)
        if isinstance(found, list):
            if step.isdecimal() and int(step) < len(found):
                return at(found[int(step)], rest)
            named = [one for one in found if isinstance(one, dict) and any(one.get(key) == step for key in ("name", "id", "rule", "month"))]
            if named:
                return at(named[0], rest)
    raise KeyError(".".join(steps))


@every_report
def test_the_page_prints_without_an_empty_sheet(browser: Browser, folder: Path) -> None:
    browser.open(page_of(folder), 1280)
    printed = base64.b64decode(browser.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])
    pages = re.findall(rb"/Type\s*/Page\b(?!s).*?/Contents (\d+) 0 R", printed, re.S)
    assert len(pages) == len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))
    assert len(pages) > 1
    for number in pages:
        stream = re.search(rb"(?:^|\n)" + number + rb" 0 obj\b.*?stream\r?\n(.*?)\r?\nendstream", printed, re.S)
        assert stream
        assert re.search(rb"\bT[jJ]\b", zlib.decompress(stream[1])), f"page {pages.index(number) + 1} has no text"

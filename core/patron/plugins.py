"""The plugins that are installed: found by entry points, loaded one by one, each failure kept to itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

import pluggy

from patron import hookspecs
from patron.hookspecs import API_VERSION, SchemeProblem
from patron.industry_check import wrong_words
from patron.vocabulary import GENERAL, Industry

if TYPE_CHECKING:
    from patron.scheme.model import Scheme

GROUP = "patron"
KNOWN_INDUSTRIES = ("apparel", "hospital", "hotel", "jewelry")  # each in a distribution patron-<industry>
KNOWN_MEASURES = {
    "nights": "hotel",
    "stays": "hotel",
    "longest_stay": "hotel",
    "covers": "hotel",
    "meetings": "hotel",
    "pieces": "apparel",
    "pieces_bought": "apparel",
    "ward_days": "hospital",
    "examinations": "hospital",
    "registrations": "hospital",
    "treatments": "hospital",
}


@dataclass(frozen=True, slots=True)
class PluginReport:
    """One entry point: what it added, or why it could not be loaded (`error`, empty if it could)."""

    name: str
    distribution: str
    version: str
    industry: Industry | None = None
    error: str = ""
    checks: bool = False  # implements `patron_check_scheme`


class PluginError(Exception):
    """A plugin that cannot be used; the message says why, in one line."""


class Plugins:
    """Owns the plugin manager; a plugin that fails is reported and leaves the others working."""

    def __init__(self, found: Iterable[EntryPoint]) -> None:
        self._hooks: dict[str, object] = {}  # industry id → its plugin module
        self._industries: dict[str, Industry] = {GENERAL.id: GENERAL}
        self._owners: dict[str, str] = {}  # industry id → the plugin that added it
        self._claimed: dict[str, list[str]] = {}  # industry id that several plugins add → all of them
        reports = []
        for entry in sorted(set(found), key=lambda entry: (entry.name, entry.value)):
            distribution = entry.dist.name if entry.dist else ""
            version = entry.dist.version if entry.dist else ""
            try:
                industry, module = self._load(entry)
            except PluginError as error:
                reports.append(PluginReport(entry.name, distribution, version, error=str(error)))
            except Exception as error:
                text = " ".join(f"{type(error).__name__}: {error}".split())
                reports.append(PluginReport(entry.name, distribution, version, error=text))
            else:
                checks = hasattr(module, "patron_check_scheme")
                reports.append(PluginReport(entry.name, distribution, version, industry, checks=checks))
        self.reports = tuple(self._without_claims(report) for report in reports)

    def _without_claims(self, report: PluginReport) -> PluginReport:
        """Refuses a plugin whose industry another adds too: which of them is meant cannot be known."""
        claimants = self._claimed.get(report.industry.id, []) if report.industry else []
        if not claimants or report.industry is None:
            return report
        self._industries.pop(report.industry.id, None)
        self._hooks.pop(report.industry.id, None)
        others = ", ".join(name for name in claimants if name != report.name)
        return replace(report, industry=None, checks=False, error=f"it adds the industry {report.industry.id!r}, which {others} adds too")

    def _load(self, entry: EntryPoint) -> tuple[Industry, object]:
        module = entry.load()
        declared = getattr(module, "PATRON_API", None)
        if declared is None:
            raise PluginError(f"it declares no PATRON_API; this patron speaks version {API_VERSION}")
        if declared != API_VERSION:
            raise PluginError(f"it speaks version {declared!r} of the plugin API; this patron speaks version {API_VERSION}")
        manager = _manager(module, entry.name)
        answers = manager.hook.patron_industry()
        if len(answers) != 1 or not isinstance(answers[0], Industry):
            raise PluginError("its hook patron_industry must return an Industry")
        industry = answers[0]
        if faults := list(wrong_words(industry)):
            raise PluginError("; ".join(faults))
        if industry.id in self._owners:
            owner = self._owners[industry.id]
            self._claimed.setdefault(industry.id, [owner]).append(entry.name)
            raise PluginError(f"it adds the industry {industry.id!r}, which {owner} adds too")
        if industry.id in self._industries:
            raise PluginError(f"it adds the industry {industry.id!r}, which is patron's own")
        self._owners[industry.id] = entry.name
        self._industries[industry.id] = industry
        self._hooks[industry.id] = manager
        return industry, module

    def industries(self) -> dict[str, Industry]:
        """Every industry by id, in order of id, `general` included."""
        return dict(sorted(self._industries.items()))

    def check_scheme(self, scheme: Scheme, industry: Industry) -> list[SchemeProblem]:
        """What the industry's own plugin finds wrong in a scheme; nothing for `general`."""
        manager = self._hooks.get(industry.id)
        if not isinstance(manager, pluggy.PluginManager):
            return []
        answers: list[list[SchemeProblem]] = manager.hook.patron_check_scheme(scheme=scheme, industry=industry)
        return [problem for answer in answers for problem in answer]


def _manager(module: Any, name: str) -> pluggy.PluginManager:
    """A manager with this one plugin; a hook that is misspelled or takes wrong arguments is an error here, not silence later."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(module, name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(" ".join(str(error).split())) from error
    marked = {attribute for attribute, value in inspect.getmembers(module) if hasattr(value, "patron_impl")}
    unmarked = {a for a in vars(module) if a.startswith("patron_") and inspect.isfunction(getattr(module, a))} - marked
    if unmarked:
        raise PluginError(f"{', '.join(sorted(unmarked))}: write @hookimpl above the hook")
    return manager


@cache
def installed() -> Plugins:
    """The plugins of this Python environment, loaded once."""
    return Plugins(entry_points(group=GROUP))


def industries() -> dict[str, Industry]:
    """Every installed industry by id, in order of id, `general` included."""
    return installed().industries()


def industry(industry_id: str) -> Industry:
    """The industry with this id; KeyError if it is not installed."""
    return industries()[industry_id]


def industry_of_measure(measure: str) -> str:
    """The industry, installed or known to be in a distribution of its own, that has a measure; empty if none has."""
    found = [one.id for one in industries().values() if any(own.id == measure for own in one.measures)]
    return found[0] if found else KNOWN_MEASURES.get(measure, "")

"""Loading a scheme file: read, parameters replaced, validated, references checked, every finding with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from patron import plugins
from patron.findings import Finding, FindingsError, Severity, TextPlace
from patron.scheme import currency
from patron.scheme.checks import check_references
from patron.scheme.checks.context import Context
from patron.scheme.industries import find_industry, text_at
from patron.scheme.keys import change_values
from patron.scheme.lint import lint
from patron.scheme.model import Scheme
from patron.scheme.nodes import MappingNode, Node, ScalarNode, place_of
from patron.scheme.parameters import replace_parameters
from patron.scheme.problem import Problem, locate
from patron.scheme.source import Source, read_source
from patron.scheme.validate import Tainted, empty_values, prune, validate
from patron.vocabulary import GENERAL, Industry

_OTHER_KINDS = {"population": "a population", "assumptions": "assumptions"}  # by their first key
# Said of a rule from which something wrong was pruned, these would only repeat the first finding.
_ECHOES = {"empty-condition", "exactly-one", "goal-unit", "key-without-effect", "missing-key", "needs-term", "never-holds", "no-comparison"}


@dataclass(frozen=True, slots=True)
class LoadedScheme:
    """A scheme file as it was found: `scheme` is None where `findings` hold an error."""

    path: Path
    scheme: Scheme | None
    findings: tuple[Finding, ...]
    industry: Industry
    digest: str  # SHA-256 of the file's bytes
    root: MappingNode | None = field(default=None, repr=False)

    def place(self, *loc: str | int) -> TextPlace | None:
        """Where the value at a path of keys and indexes stands; the nearest value around it if the file has none."""
        return place_of(self.root, loc)

    def require(self) -> Scheme:
        """The scheme; raises FindingsError with the errors if there are any."""
        if self.scheme is None:
            raise FindingsError(finding for finding in self.findings if finding.severity is Severity.ERROR)
        return self.scheme


def load_scheme(path: Path, *, parameters: Mapping[str, str] | None = None, changes: Mapping[str, str] | None = None) -> LoadedScheme:
    """Read and check a scheme file. Findings are sorted; nothing is raised for what is wrong in the file.

    `parameters` gives figures by name that take the place of the file's own; `changes` gives texts by key
    (`patron.scheme.keys`) that are read as if they stood in the file.
    """
    source = read_source(path)
    if source.root is None:
        return LoadedScheme(path, None, in_order(source.findings), GENERAL, source.digest)
    if (other := _other_kind(source.root)) is not None:
        return LoadedScheme(path, None, (locate(other, source.root, str(path)),), GENERAL, source.digest)
    return _Loading(path, source, source.root).load(parameters or {}, changes or {})


def _other_kind(root: MappingNode) -> Problem | None:
    """What is wrong with a file that states something else than a scheme; one finding, and not all the keys that it lacks."""
    kind = next((one for one in _OTHER_KINDS if one in root.entries), None)
    if kind is None or "scheme" in root.entries or "tiers" in root.entries:
        return None
    message = f"this file states {_OTHER_KINDS[kind]}, and no scheme"
    return Problem((kind,), "not-a-scheme", message, f"give it with --{kind}, and a scheme here", on_key=True)


def in_order(findings: tuple[Finding, ...] | list[Finding]) -> tuple[Finding, ...]:
    """By place, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.sort_key))


class _Loading:
    """One file on its way; findings come together here."""

    def __init__(self, path: Path, source: Source, root: MappingNode) -> None:
        self.path, self.digest, self.root = path, source.digest, root
        self.findings: list[Finding] = list(source.findings)

    def add(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        self.findings += [locate(problem, self.root, str(self.path)) for problem in problems]

    def load(self, parameters: Mapping[str, str], changes: Mapping[str, str]) -> LoadedScheme:
        industry, industry_problems = find_industry(self.root)
        self.add(change_values(self.root, changes))
        replaced = replace_parameters(self.root, parameters)
        empties = empty_values(self.root)
        raw_tiers = _tier_ids(self.root)
        for problems in (industry_problems, replaced.problems, empties):
            self.add(list(problems))
        tainted = Tainted()
        prune(self.root, [*replaced.without_figure, *(problem.loc for problem in empties)], tainted)
        places = currency.places(text_at(self.root, "currency"))
        scheme = validate(
            self.root,
            places=places,
            tainted=tainted,
            report=self.add,
            measures=None if industry is None else tuple(one.id for one in industry.measures),
        )
        if scheme is not None:
            self._judge(
                Context(scheme, industry or GENERAL, raw_tiers, not tainted.tiers, industry is not None, places, self.root), tainted
            )
        sound = scheme if not self._errors() else None
        return LoadedScheme(self.path, sound, in_order(self.findings), industry or GENERAL, self.digest, self.root)

    def _judge(self, context: Context, tainted: Tainted) -> None:
        """References first; the industry's own checks and the lint only speak of a scheme without errors."""
        self.add([one for one in check_references(context) if one.code not in _ECHOES or not tainted.touches(self.root, one.loc)])
        if self._errors():
            return
        try:
            found = plugins.installed().check_scheme(context.scheme, context.industry)
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            self.add(
                [
                    Problem(
                        ("industry",),
                        "plugin-failed",
                        f"the checks of industry '{context.industry.id}' failed: {reason}",
                        "tell the plugin's makers",
                    )
                ]
            )
            return
        self.add([Problem(one.loc, one.code, one.message, one.help, severity=one.severity) for one in found])
        if not self._errors():
            self.add(lint(context))

    def _errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def _tier_ids(root: MappingNode) -> tuple[str, ...]:
    """The tiers' ids as they stand in the file, sound or not."""
    found: list[str] = []
    tiers: Node | None = root.entries.get("tiers")
    for tier in getattr(tiers, "items", ()):
        name = tier.entries.get("id") if isinstance(tier, MappingNode) else None
        if isinstance(name, ScalarNode):
            found.append(name.text)
    return tuple(found)

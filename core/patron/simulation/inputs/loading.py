"""Loading a population or assumptions: the reader, the limits and the way of finding everything in one run that schemes have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from patron.findings import Finding, FindingsError, Severity, TextPlace
from patron.scheme.industries import find_industry
from patron.scheme.load import in_order
from patron.scheme.nodes import Loc, MappingNode, Node, ScalarNode, path_to
from patron.scheme.problem import Problem, locate
from patron.scheme.source import read_source
from patron.scheme.validate import Tainted, empty_values, existing, prune, validate_as
from patron.simulation.inputs.kinds import KINDS
from patron.vocabulary import GENERAL, Industry

M = TypeVar("M", bound=BaseModel)
_A_FILE = {"scheme": "a scheme", "population": "a population", "assumptions": "a file of assumptions"}
_SOURCE = {"source": ScalarNode(TextPlace(1, 1), "x")}  # what lacks its source is wrong, and the rest of it is still looked at


@dataclass(frozen=True, slots=True)
class Sound(Generic[M]):
    """What of a file is sound, for the checks beyond its shape. `industry` is None where the file names one that cannot be used."""

    file: M
    industry: Industry | None
    root: MappingNode
    tainted: Tainted = field(repr=False)

    def whole(self, *loc: str | int) -> bool:
        """Whether nothing wrong was taken out of the list or mapping at `loc`."""
        return id(path_to(self.root, loc)[-1]) not in self.tainted.nodes


@dataclass(frozen=True, slots=True)
class LoadedFile(Generic[M]):
    """A file as it was found: `file` is None where `findings` hold an error."""

    path: Path
    file: M | None
    findings: tuple[Finding, ...]
    industry: Industry
    digest: str  # SHA-256 of the file's bytes

    def require(self) -> M:
        """What the file says; raises FindingsError with the errors if there are any."""
        if self.file is None:
            raise FindingsError(finding for finding in self.findings if finding.severity is Severity.ERROR)
        return self.file


def load_as(
    path: Path, kind: str, model: type[M], stand_ins: Mapping[str, Node], checks: Callable[[Sound[M]], Iterable[Problem]]
) -> LoadedFile[M]:
    """Read and check a file of a kind. Findings are sorted; nothing is raised for what is wrong in the file.

    `stand_ins` take the place of keys of the head that are missing, so that the rest can be checked.
    """
    source = read_source(path, kind)
    root = source.root
    if root is None:
        return LoadedFile(path, None, in_order(source.findings), GENERAL, source.digest)
    findings = list(source.findings)
    other = _other_kind(root, kind)
    if other is not None:  # one sentence in place of every key of the other kind
        return LoadedFile(path, None, in_order([*findings, locate(other, root, str(path))]), GENERAL, source.digest)

    def add(problems: Iterable[Problem]) -> None:
        findings.extend(locate(_at_its_node(one, root), root, str(path)) for one in problems)

    industry, of_industry = find_industry(root)
    empties = empty_values(root)
    add([*of_industry, *empties])
    tainted = Tainted()
    prune(root, [problem.loc for problem in empties], tainted)
    file = validate_as(model, root, context={}, stand_ins=stand_ins, tainted=tainted, report=add, anywhere=_SOURCE)
    if file is not None:
        add(checks(Sound(file, industry, root, tainted)))
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    return LoadedFile(path, None if wrong else file, in_order(findings), industry or GENERAL, source.digest)


def _other_kind(root: MappingNode, kind: str) -> Problem | None:
    """A file of another kind, taken by mistake."""
    found = next((one for one in KINDS if one in root.entries), kind)
    if kind in root.entries or found == kind:
        return None
    message = f"missing key '{kind}': this is {_A_FILE[found]}, not {_A_FILE[kind]}"
    return Problem((found,), "missing-key", message, f"name {_A_FILE[kind]} here", on_key=True)


def _at_its_node(problem: Problem, root: MappingNode) -> Problem:
    """A single value may stand for a mapping: its problems are those of the value, and are told once."""
    loc: Loc = problem.loc
    if problem.on_key or not isinstance(path_to(root, loc)[-1], ScalarNode):
        return problem
    return Problem(existing(root, loc), problem.code, problem.message, problem.help, severity=problem.severity)

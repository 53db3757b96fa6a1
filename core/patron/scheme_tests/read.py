"""Reads a `*_test.yaml` file with its scheme, ready to run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from patron.engine.plan import Plan
from patron.engine.plan.compile import compile_plan
from patron.engine.plan.profiles import fields_named
from patron.engine.profiles import text_fields
from patron.findings import Finding, FindingsError, TextPlace
from patron.scheme.load import load_scheme
from patron.scheme.model import Scheme
from patron.scheme.nodes import MappingNode, ScalarNode, key_place, place_of
from patron.scheme.source import read_source
from patron.scheme.suggest import did_you_mean
from patron.scheme_tests.history import ONLY_MEMBER, Units
from patron.scheme_tests.model import NONE, CaseSpec
from patron.scheme_tests.problems import validate

SUFFIX = "_test.yaml"


@dataclass(frozen=True)
class Case:
    """A test with where it stands."""

    index: int
    line: int
    spec: CaseSpec

    @property
    def name(self) -> str:
        """The sentence that says what is shown."""
        return self.spec.name


@dataclass(frozen=True)
class SchemeTests:
    """A file of tests that was read without findings."""

    path: Path
    scheme_path: Path
    scheme: Scheme
    plan: Plan
    units: Units
    root: MappingNode
    as_of: date | None
    cases: tuple[Case, ...]

    def place(self, case: Case, *loc: str | int) -> TextPlace:
        """Where something of a test stands; the nearest thing around it that the file has."""
        return place_of(self.root, ("tests", case.index, *loc)) or TextPlace(case.line, 1)


def scheme_of(path: Path, root: MappingNode) -> Path:
    """The scheme that a file of tests names; without one, the file beside it with the same name without `_test`."""
    named = root.entries.get("scheme")
    if isinstance(named, ScalarNode) and named.text:
        return path.parent / named.text
    return path.with_name(path.name.removesuffix(SUFFIX) + ".yaml")


def read_tests(path: Path) -> SchemeTests:
    """Read a file of tests and its scheme; FindingsError with everything that is wrong in either."""
    source = read_source(path)
    if source.root is None or source.findings:
        raise FindingsError(source.findings)
    scheme_path = scheme_of(path, source.root)
    if not scheme_path.is_file():
        hint = "name it with `scheme:`, from this file's folder"
        place = place_of(source.root, ("scheme",)) or TextPlace(1, 1)
        raise FindingsError([Finding(str(path), place, "cannot-read", f"there is no scheme {scheme_path}", hint)])
    loaded = load_scheme(scheme_path)
    scheme = loaded.require()
    fields = text_fields(fields_named(scheme), loaded.industry)
    units = Units.of(path, loaded.industry, scheme.currency, scheme.time_zone, fields)
    spec, findings = validate(str(path), source.root, loaded.industry, units.money_places, fields)
    if spec is None:
        raise FindingsError(findings)
    cases = tuple(
        Case(index, (key_place(source.root, ("tests", index, "name")) or TextPlace(1, 1)).line, one) for index, one in enumerate(spec.tests)
    )
    plan = compile_plan(scheme, loaded.industry)
    tests = SchemeTests(path, scheme_path, scheme, plan, units, source.root, spec.as_of, cases)
    findings = [*_same_names(tests), *_unknown_names(tests)]
    if findings:
        raise FindingsError(findings)
    return tests


def _same_names(tests: SchemeTests) -> list[Finding]:
    seen: dict[str, int] = {}
    findings = []
    for case in tests.cases:
        if case.name in seen:
            message = f"a test named {case.name!r} stands in line {seen[case.name]} already"
            findings.append(
                Finding(str(tests.path), tests.place(case, "name"), "named-twice", message, "say what this test shows beyond the other")
            )
        seen.setdefault(case.name, case.line)
    return findings


def _unknown_names(tests: SchemeTests) -> Iterator[Finding]:
    """Members and tiers that are expected or priced but are nowhere: most often a slip of the pen."""
    tiers = [tier.id for tier in tests.plan.tiers]
    for case in tests.cases:
        members = members_of(case.spec)
        for member, expected in (case.spec.expect or {}).items():
            at = ("expect", member) if member else ("expect",)
            if not member and len(case.spec.members) > 1:
                message = f"{case.name}: with several members, 'expect' says which one"
                yield Finding(str(tests.path), tests.place(case, *at), "missing-key", message, f"write `expect: {{{members[0]}: {{…}}}}`")
            elif member and member not in members:
                message, hint = f"{case.name}: there is no member '{member}'", did_you_mean(member, members, "members")
                yield Finding(str(tests.path), tests.place(case, *at), "unknown-key", message, hint)
            if expected.tier is not None and expected.tier not in tiers:
                yield _unknown_tier(tests, case, (*at, "tier"), expected.tier, tiers)
        for index, basket in enumerate(case.spec.price):
            if basket.tier not in tiers:
                yield _unknown_tier(tests, case, ("price", index, "tier"), basket.tier, tiers)


def _unknown_tier(tests: SchemeTests, case: Case, at: tuple[str | int, ...], tier: str, tiers: list[str]) -> Finding:
    message = f"{case.name}: there is no tier '{tier}'"
    return Finding(str(tests.path), tests.place(case, *at), "unknown-tier", message, did_you_mean(tier, tiers, "tiers"))


def members_of(case: CaseSpec) -> list[str]:
    """Every member whom a test lists or names."""
    named = [member.id for member in case.members] or [ONLY_MEMBER]
    for event in [*case.purchases, *case.returns, *case.movements]:
        named += [event.member] if event.member and event.member != NONE else []
    return list(dict.fromkeys([*named, *(movement.to for movement in case.movements if movement.to)]))

"""The generated source: decided by the structure alone, without what the plan does not use."""

from __future__ import annotations

from patron.engine.batch.codegen.source import generate
from patron.engine.batch.structure import Wanted, structure_of
from patron.engine.plan import Plan
from plans import accrual, plan, points, purchase, rule, spend, tier

NOTHING = Wanted(returns=False, movements=False, opening_points=False, groups=False, prices=False, detail=False, columns=0)


def source(scheme: Plan, wanted: Wanted = NOTHING) -> str:
    return generate(scheme, structure_of(scheme, wanted)).source


def simple(amount: int, within: str = "12 months", term: str = "12 months", name: str = "vip") -> Plan:
    return plan([tier("guest"), tier(name, term=term)], qualification=[rule(f"{name}-rule", 1, spend(within, at_least=amount))])


def test_figures_are_data() -> None:
    first = source(simple(100))
    assert first == source(simple(200))
    assert first == source(simple(100, within="6 months"))
    assert first == source(simple(100, within="90 days", term="30 days"))
    assert first != source(simple(100, within="this term"))


def test_no_word_of_the_users_comes_into_the_source() -> None:
    assert source(simple(100)) == source(simple(100, name="import-os"))


def test_what_is_not_used_is_left_out() -> None:
    bare = source(simple(100))
    for name in ("take_back", "accrue", "introducer_tier", "requalified", "grant_or_profile", "grace_end", "release", "post"):
        assert f"def {name}(" not in bare
    whole = plan(
        [tier("guest"), tier("vip", term="12 months", grace="30 days")],
        qualification=[rule("big", 1, purchase(at_least=1))],
        points=points(accrual("all", 0, pending_until=1), after="12 months"),
    )
    full = source(whole, Wanted(returns=True, movements=True, opening_points=False, groups=False, prices=False, detail=True, columns=1))
    for name in ("take_back", "accrue", "grant_or_profile", "grace_end", "release", "post"):
        assert f"def {name}(" in full

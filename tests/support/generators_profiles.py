"""Random facts of profiles in the rules of a plan, rules of withdrawal, and what members' fields say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generators_conditions import Draw, Palette, chance, condition, pick
from hypothesis import strategies as st
from patron.engine.plan.conditions import AllOf, AnyOf, Condition, NoneOf, ProfileFact
from patron.engine.plan.model import Plan, Rule, Withdrawal
from patron.engine.plan.profiles import facts_of

VALUES: dict[str, list[str]] = {
    "residence": ["away", "here", "abroad"],
    "phone": ["1", "2"],
    "birthday": ["1990-02-28", "1990-02-29"],
    "joined_on": ["2024-01-15"],
    "referred_by": ["10", "9", "nobody"],
    "新字段": ["甲", "乙"],
}
BLANKS = [None, "", "  "]
MEASURES_OF_A_MEMBER = ["spend", "largest_purchase", "purchase_count", "visit_days"]


def fact(draw: Draw) -> ProfileFact:
    """A field that is filled in, or one of some values."""
    name = pick(draw, list(VALUES))
    if chance(draw, 40):
        return ProfileFact(name)
    return ProfileFact(name, tuple(draw(st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2, unique=True))))


def profiled(draw: Draw, plan: Plan, figures: Palette, percent: int) -> Plan:
    """In so many percent of the draws, the plan with facts in some of its rules and with rules of withdrawal."""
    if not chance(draw, percent):
        return plan
    made = replace(plan, qualification=_asked(draw, plan.qualification), maintenance=_asked(draw, plan.maintenance))
    if len(plan.tiers) > 1 and chance(draw, 70):
        made = replace(made, withdrawal=tuple(_withdrawal(draw, index, figures) for index in range(draw(st.integers(1, 3)))))
    return replace(made, profile_fields=tuple(sorted({one.field for one in facts_of(made)})))


def _asked(draw: Draw, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(replace(rule, when=_with_fact(draw, rule.when)) if chance(draw, 60) else rule for rule in rules)


def _with_fact(draw: Draw, when: Condition) -> Condition:
    kind = draw(st.integers(0, 3))
    asked = fact(draw)
    match kind:
        case 0:
            return AllOf((when, asked))
        case 1:
            return AnyOf((asked, when))
        case 2:
            return AllOf((NoneOf((asked,)), when))
        case _:
            return asked


def _withdrawal(draw: Draw, index: int, figures: Palette) -> Withdrawal:
    to = draw(st.integers(0, figures.ranks - 2))
    held = tuple(sorted(draw(st.lists(st.integers(to + 1, figures.ranks - 1), min_size=1, max_size=2, unique=True))))
    when: Condition = fact(draw)
    if chance(draw, 40):
        when = pick(draw, [AllOf, AnyOf, NoneOf])((when, condition(draw, MEASURES_OF_A_MEMBER, figures, 1)))
    return Withdrawal(f"leave-{index}", to, when, held)


def change(draw: Draw, plan: Plan, members: list[str | None]) -> dict[str, Any]:
    """`ref` and `value` of a profile movement."""
    fields = list(plan.profile_fields)
    ref = pick(draw, [*fields, *fields, "referred_by", "hobby"] if fields else ["referred_by", "referred_by", "referred_by", "phone"])
    if ref == "referred_by":
        return {"ref": ref, "value": pick(draw, members)}
    return {"ref": ref, "value": pick(draw, [*VALUES.get(ref, ["x"]), *BLANKS])}


def cells(draw: Draw, plan: Plan) -> dict[str, Any]:
    """What the members file says of the text fields that the plan names."""
    dated = {"birthday", "joined_on", "referred_by"}
    told = {name: pick(draw, [*BLANKS, *VALUES[name]]) for name in plan.profile_fields if name not in dated}
    if "birthday" in plan.profile_fields:
        told["birthday"] = pick(draw, [None, 7363, 7364])
    return told

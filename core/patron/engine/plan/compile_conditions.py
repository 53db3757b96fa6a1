"""Compiles `when` into the conditions that the runners read."""

from __future__ import annotations

from patron.engine.plan.conditions import AllOf, AnyOf, Comparison, Condition, NoneOf, Op, Test
from patron.engine.plan.profiles import facts_stated
from patron.scheme import model
from patron.scheme.durations import EVER
from patron.scheme.measures import MEASURES, ValueKind


def compile_condition(when: model.Condition, ranks: dict[str, int], digits: int) -> Condition:
    """All keys of `when` must hold; a single key stands for itself.

    Keys keep the order of the model, so that the same meaning written in another order gives the same plan.
    """
    parts: list[Condition] = []
    for name in MEASURES:
        stated = getattr(when, name, None)
        if stated is not None:
            window = getattr(stated, "within", None) or EVER
            parts.append(Test(name, window, _comparisons(name, stated, ranks, digits)))
    parts += facts_stated(when)
    for key, wrap in (("any_of", AnyOf), ("all_of", AllOf), ("none_of", NoneOf)):
        nested = getattr(when, key)
        if nested is not None:
            parts.append(wrap(tuple(compile_condition(one, ranks, digits) for one in nested)))
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _comparisons(name: str, stated: object, ranks: dict[str, int], digits: int) -> tuple[Comparison, ...]:
    compared = []
    for op in Op:
        value = getattr(stated, op.value)
        if value is None:
            continue
        match MEASURES[name].value:
            case ValueKind.TIER:
                number = ranks[value]
            case ValueKind.MONEY:
                number = int(value * 10**digits)
            case ValueKind.COUNT:
                number = int(value)
        compared.append(Comparison(op, number))
    return tuple(compared)

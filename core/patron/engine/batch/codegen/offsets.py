"""The offsets of `template.layout` that depend on the plan."""

from __future__ import annotations

from patron.engine.batch.structure import Structure
from patron.engine.batch.template import layout
from patron.engine.plan import Plan


def constants(plan: Plan, structure: Structure) -> dict[str, int | bool]:
    """Every name of `template.flags` and `template.layout` with its value for this structure."""
    values: dict[str, int | bool] = {name: value for name, value in vars(layout).items() if name.isupper() and isinstance(value, int)}
    values.update(structure.flags)
    tiers, accruals, bonuses = len(plan.tiers), len(plan.points.accrual), len(plan.points.bonuses)
    block = layout.SLIDES + len(structure.sliding) * layout.W_SIZE
    values["KA_SIZE"] = layout.KA_COLUMN + tiers
    values["KB_SIZE"] = layout.KB_TIERS + tiers
    values["K_GRANTS"] = layout.K_TIERS + tiers * layout.KT_SIZE
    values["K_ACCRUALS"] = values["K_GRANTS"] + len(plan.qualification)
    values["K_BONUSES"] = values["K_ACCRUALS"] + accruals * values["KA_SIZE"]
    values["K_EXCHANGES"] = values["K_BONUSES"] + bonuses * values["KB_SIZE"]
    values["K_VOUCHERS"] = values["K_EXCHANGES"] + len(plan.points.exchange) * tiers
    values["K_SLIDES"] = values["K_VOUCHERS"] + layout.KV_SIZE
    values["K_BOUNDS"] = values["K_SLIDES"] + len(structure.sliding)
    values["RULE_VOUCHERS"] = layout.RULE_BESIDE + len(plan.points.beside)
    values["MAIN"] = layout.S_BONUS + bonuses * layout.B_SIZE
    values["AGAIN"] = values["MAIN"] + block
    values["S_SIZE"] = values["AGAIN"] + block
    values["V_SIZE"] = layout.V_JUDGED + len(plan.streams)
    values["R_WEIGHTED"] = layout.R_COUNTED + len(plan.streams) * int(structure.flags["LEVELS"])
    values["R_SIZE"] = values["R_WEIGHTED"] + structure.columns * int(structure.flags["LEVELS"])
    values["W_DEATH"] = len(structure.tables)
    values["W_AVAILABLE"] = len(structure.tables) + 1
    values["W_ISSUE"] = len(structure.tables) + 2
    rules = len(plan.qualification) + len(plan.maintenance) + len(plan.withdrawal)
    for name in ("REASON_GRANT", "REASON_LAPSE", "REASON_RETURN", "REASON_OPENING"):
        values[name] = rules + int(getattr(layout, name))
    return values

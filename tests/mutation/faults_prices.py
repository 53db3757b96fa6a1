"""Deliberate faults of prices: of the columns, which the explanation must contradict, and of the explanation."""

from mutants import Fault

_BETTER = "better = np.flatnonzero(price < _of(best, rows))"
_CLAMPED = '    last = (start + 1).astype("datetime64[D]")'
_HELD = "is_in(list(values)).fill_null(value=False).to_numpy()\n        return held"
_OFFERED = "enumerate(plan.discounts) if rank in one.tiers)\n        if offered"

PRICES = [
    Fault("half-up", "groups.py", "(2 * numerator + denominator) // (2 * denominator)", "numerator // denominator"),
    Fault("first-of-equals", "groups.py", _BETTER, _BETTER.replace("<", "<=")),
    Fault("best-of-group", "groups.py", _BETTER, "better = np.flatnonzero(price < _of(running, rows) * (wider // scale))"),
    Fault(
        "running-price",
        "groups.py",
        "    held = _of(step.running, rows)\n",
        "    held = _of(step.columns.amount[part], rows) * step.scale\n",
    ),
    Fault("below-zero", "groups.py", "price = np.maximum(_candidate(step, index, rows), 0)", "price = _candidate(step, index, rows)"),
    Fault("of-list", "groups.py", "np.where(_of(columns.has_list[part], rows), listed, price)", "listed"),
    Fault("part-of-price", "groups.py", "each = (RATE_SCALE - one.value) * wider", "each = one.value * wider"),
    Fault("unit-elsewhere", "groups.py", "np.where(unit_mask(self._lines, one.unit_only_where), units, 0)", "units"),
    Fault("floor-rounds-up", "groups.py", "- (-rest * one.of_list) // RATE_SCALE", "+ rest * one.of_list // RATE_SCALE"),
    Fault("highest-floor", "groups.py", "np.maximum(highest, amount)", "np.minimum(highest, amount)"),
    Fault("floor-of-goods", "groups.py", "amount = amount if mask is None else np.where(mask, amount, 0)", "amount = amount"),
    Fault("floor-raises", "groups.py", "np.minimum(_of(floor, rows), _of(running, rows) * (wider // scale))", "_of(floor, rows) * 2"),
    Fault("leap-birthday", "days.py", _CLAMPED + " - 1", _CLAMPED),
    Fault("birthday-week", "days.py", "<= reach", "< max(reach, 1)"),
    Fault("birthday-month", "days.py", "near = codes // 32 == month", "near = codes % 32 == number"),
    Fault("weekday", "conditions.py", "(day + 3) % 7", "(day + 4) % 7"),
    Fault("until-inclusive", "conditions.py", "day <= when.last_day", "day < when.last_day"),
    Fault("birthday-changes", "conditions.py", 'if field_changes(self._history, "birthday").is_empty():', "if True:"),
    Fault("profile-values", "conditions.py", _HELD, _HELD.replace("values)", "values)[:1]", 1)),
    Fault("sold-from", "goods.py", "(goods.sold_from, True)", "(goods.sold_from, False)"),
    Fault("tiers-apart", "table.py", _OFFERED, _OFFERED.replace("rank in one.tiers", "rank >= one.tiers[0]")),
    Fault("taken-before", "table.py", "before = level.after[group - 1] if group else self._amount", "before = self._amount"),
    Fault("explained-week", "occasion.py", "<= reach for", "< reach for"),
    Fault(
        "explained-floor", "explain.py", "least = Fraction(0) if floor is None else min(running, Fraction(floor[1]))", "least = Fraction(0)"
    ),
    Fault("explained-part", "explain.py", "running - (1 - rate) *", "running - rate *"),
]

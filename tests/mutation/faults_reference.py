"""Deliberate faults of the reference runner, one a rule of the scheme page."""

from mutants import Fault

REFERENCE = [
    Fault("window-edge", "calendar.py", "return add(day, window.length, -1) + 1", "return add(day, window.length, -1)"),
    Fault("month-clamp", "calendar.py", "min(day, monthrange(year, month)[1])", "min(day, 28)"),
    Fault(
        "review-drifts",
        "standing.py",
        "return add(standing.origin, term, standing.number)",
        "return add(add(standing.origin, term, standing.number - 1), term)",
    ),
    Fault("quarter", "calendar.py", "(on.month - 1) // 3 * 3 + 1", "on.month"),
    Fault("grace-edge", "judging.py", "if end is not None and day < end:", "if end is not None and day <= end - 2:"),
    Fault(
        "grace-review",
        "standing.py",
        "    standing.number += 1\n    standing.term_start, standing.failed",
        "    standing.origin, standing.number = day, 1\n    standing.term_start, standing.failed",
    ),
    Fault(
        "rule-tie",
        "judging.py",
        "return next((rule for rule in rules if holds(rule.when, moment)), None)",
        "return next((rule for rule in reversed(list(rules)) if holds(rule.when, moment)), None)",
    ),
    Fault(
        "highest-tier",
        "judging.py",
        "for tier in range(len(self.plan.tiers) - 1, lowest - 1, -1):",
        "for tier in range(lowest, len(self.plan.tiers)):",
    ),
    Fault("floor", "earning.py", "self._weighted(purchase, parts) // per)", "-(-self._weighted(purchase, parts) // per))"),
    Fault("largest-multiplier", "earning.py", "largest = max((rule.factor", "largest = min((rule.factor"),
    Fault("pending-release", "lots.py", "lot.pending_until <= tier]", "lot.pending_until < tier]"),
    Fault("pending-lapse", "lots.py", "lot.lapses is not None and lot.lapses <= day]", "lot.lapses is not None and lot.lapses < day]"),
    Fault(
        "gaining-purchase",
        "judging.py",
        "changes.append(come_to(standing, rule.tier, day, rule.id, place + 1))",
        "changes.append(come_to(standing, rule.tier, day, rule.id, place))",
    ),
    Fault("lot-order", "lots.py", "return (self.earned, self.number)", "return (self.earned, -self.number)"),
    Fault("expiry-edge", "lots.py", "if dead_from is None or dead_from > day:", "if dead_from is None or dead_from >= day:"),
    Fault(
        "own-lot-first",
        "lots.py",
        "own = min(points, lot.left)",
        "own = min(points, lot.left) if not self.live or self.live[0] is lot or lot.pending else 0",
    ),
    Fault("died-taken-twice", "lots.py", "dead = min(points - own, lot.died)", "dead = 0"),
    Fault("return-share", "returns.py", "part = min(rest, line.amount - line.returned)", "part = min(rest, line.amount)"),
    Fault(
        "return-twice", "returns.py", "lot.made - earning.may_keep(purchase, lot) - lot.taken", "lot.made - earning.may_keep(purchase, lot)"
    ),
    Fault("return-keeps-tier", "steps.py", "if tier < member.standing.tier:", "if tier < member.standing.tier - 1:"),
    Fault(
        "review-before-event", "runner.py", "while self._due and self._due[0][0] <= until:", "while self._due and self._due[0][0] < until:"
    ),
    Fault(
        "self-introduction",
        "steps.py",
        "if introducer is None or introducer == member.id or introducer not in self.members:",
        "if introducer is None or introducer not in self.members:",
    ),
    Fault(
        "numbers-in-order",
        "events.py",
        "keyed.sort(key=lambda entry: entry[:3])",
        "keyed.sort(key=lambda entry: (entry[0], len(entry[1]), *entry[1:3]))",
    ),
    Fault("opening-reviews", "standing.py", "while on is not None and on <= opening_on:", "while on is not None and on < opening_on:"),
    Fault(
        "group-counts", "steps.py", "if member is None or (purchase.group and not self.plan.group_counts_for_buyer):", "if member is None:"
    ),
    Fault("put-back", "lots.py", "        if back:", "        if back and tier > tier:"),
    Fault("below-zero", "lots.py", "if points and self.rules.allow_below_zero:", "if points and not self.rules.allow_below_zero:"),
]

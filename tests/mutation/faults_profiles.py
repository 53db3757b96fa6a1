"""Deliberate faults about members' profiles, in either runner."""

from mutants import Fault

REFERENCE = [
    Fault("profile-at-review", "replay.py", "member.profile.end_of(on - 1)", "member.profile.latest"),
    Fault("profile-at-purchase", "replay.py", "member.profile.before_event(key)", "member.profile.latest"),
    Fault(
        "profile-emptied", "profiles.py", "return others | {movement.ref: text} if text else others", "return others | {movement.ref: text}"
    ),
    Fault("withdrawal-order", "judging.py", "if standing.tier in rule.held]", "if standing.tier in rule.held][::-1]"),
    Fault(
        "withdrawal-repeated",
        "replay.py",
        "self._judge.at_profile(self._standing, move.day, move.end, self._member.profile.after_event(move.key))",
        "pass",
    ),
]
BATCH = [
    Fault(
        "profile-fact",
        "profiles.py",
        "text.is_in(list(fact.values)).fill_null(value=False) if fact.values",
        "text.is_not_null() if fact.values",
    ),
    Fault(
        "profile-emptied",
        "template/movements.py",
        "a.s[b + FACTS] = (a.s[b + FACTS] & a.extras[o + X_KEPT]) | a.extras[o + X_NOW]",
        "a.s[b + FACTS] = a.s[b + FACTS] | a.extras[o + X_NOW]",
    ),
    Fault("profile-keeps-introducer", "template/movements.py", "if a.extras[o + X_A] != SAME_REF:", "if True:"),
    Fault("withdrawal-tier", "template/movements.py", "found % TIERS, d", "max(0, a.s[b + TIER] - 1), d"),
    Fault(
        "profile-again",
        "template/tiers.py",
        "a.s[b + FACTS] = a.members[mo + M_FACTS]",
        "a.s[b + FACTS] = a.s[MAIN + FACTS] if b != MAIN else a.members[mo + M_FACTS]",
    ),
]

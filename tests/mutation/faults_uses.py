"""Deliberate faults about what points are used for, in either runner."""

from mutants import Fault

REFERENCE = [
    Fault("voucher-opening", "issuing.py", "if member.before_opening(day):", "if member.before_opening(day + 1):"),
    Fault("voucher-after-death", "issuing.py", "member.ledger.advance(day)", "member.ledger.advance(day - 1)"),
    Fault("voucher-most", "issuing.py", "times = min(times, vouchers.most)", "times = min(times, vouchers.most + 1)"),
    Fault("voucher-last-day", "issuing.py", "if first <= day <= last]", "if first <= day < last]"),
    Fault("exchange-tier", "steps.py", "member.standing.tier not in allowed:", "member.standing.tier not in allowed[:1]:"),
    Fault("made-points", "output.py", "sum(lot.made for lot in one.lots)", "sum(lot.left for lot in one.lots)"),
]
BATCH = [
    Fault("voucher-opening", "template/member.py", "look_up(a, W_ISSUE, max(d, a.k[K_BASE]))", "look_up(a, W_ISSUE, a.k[K_BASE])"),
    Fault("voucher-after-death", "template/issuing.py", "        age(a, d)\n", "        age(a, d - 1)\n"),
    Fault("voucher-last-day", "template/member.py", "issue(a, a.k[K_AS_OF])", "issue(a, a.k[K_AS_OF] - 1)"),
    Fault(
        "voucher-before-purchase",
        "template/member.py",
        "if VOUCHERS and a.s[S_ISSUE] <= d:\n            issue(a, d)\n        if REVIEWS",
        "if VOUCHERS and a.s[S_ISSUE] < d:\n            issue(a, d - 1)\n        if REVIEWS",
    ),
    Fault("voucher-day", "dates.py", "<= days, within + 12, within), of_month)", "<= days, within + 24, within), of_month)"),
    Fault("exchange-tier", "template/movements.py", "* TIERS + a.s[MAIN + TIER]] == 0", "* TIERS] == 0"),
    Fault("earned-rule", "kernel_data.py", "np.where(kind == layout.X_EARN, rule,", "np.where(kind == layout.X_EARN, 0,"),
    Fault("made-points", "template/member.py", "made += accrue(a, i, j, d, before, priced)", "accrue(a, i, j, d, before, priced)"),
]

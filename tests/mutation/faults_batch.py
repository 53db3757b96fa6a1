"""Deliberate faults of the batch runner: in its template, in what it generates, and in the columns that it prepares."""

from mutants import Fault

BATCH = [
    Fault("window-edge", "dates.py", "return shift(days, window.length, -1) + 1", "return shift(days, window.length, -1)"),
    Fault("month-clamp", "dates.py", "month_start(months + 1) - start - 1)", "month_start(months + 1) - start)"),
    Fault(
        "month-clamp-of-terms", "template/calendar.py", "return first + min(day_of_month, length) - 1", "return first + day_of_month - 1"
    ),
    Fault("quarter", "dates.py", "return month_start(months // 3 * 3)", "return month_start((months + 1) // 3 * 3)"),
    Fault(
        "review-drifts",
        "template/tiers.py",
        "\n    a.s[b + REVIEWED] += 1\n    a.s[b + DUE] =",
        "\n    a.s[b + ORIGIN] = start\n    a.s[b + DUE] =",
    ),
    Fault("grace-edge", "template/tiers.py", "return d + a.k[o + KT_GRACE_DAYS]", "return d + a.k[o + KT_GRACE_DAYS] - 1"),
    Fault("rule-tie", "codegen/conditions.py", "key=lambda pair: (-pair[1].tier, pair[0]))", "key=lambda pair: (-pair[1].tier, -pair[0]))"),
    Fault(
        "highest-tier", "codegen/conditions.py", "key=lambda pair: (-pair[1].tier, pair[0]))", "key=lambda pair: (pair[1].tier, pair[0]))"
    ),
    Fault(
        "more-than",
        "codegen/conditions.py",
        "one.value + (one.op is Op.MORE_THAN)",
        "one.value",
    ),
    Fault(
        "floor",
        "template/points.py",
        "made = a.weighted[column * a.k[K_PURCHASES] + i] // a.k[rule_at + KA_PER]",
        "made = -(-a.weighted[column * a.k[K_PURCHASES] + i] // a.k[rule_at + KA_PER])",
    ),
    Fault("pending-release", "template/points.py", "a.lots[o + L_UNTIL] <= tier", "a.lots[o + L_UNTIL] < tier"),
    Fault(
        "pending-lapse",
        "template/points.py",
        "a.lots[o + L_STATE] == L_WAITING and (a.lots[o + L_LAPSE] <= d):",
        "a.lots[o + L_STATE] == L_WAITING and (a.lots[o + L_LAPSE] < d):",
    ),
    Fault("put-back", "template/returns.py", "(a.lots[o + L_UNTIL] > tier) and", "(a.lots[o + L_UNTIL] > tier + 9) and"),
    Fault("gaining-purchase", "codegen/conditions.py", "else a.s[b + GAINED_BY] + 1", "else max(0, a.s[b + GAINED_BY])"),
    Fault(
        "lot-order",
        "template/spending.py",
        "a.lots[o + L_EARNED] < a.lots[found * L_SIZE + L_EARNED]",
        "a.lots[o + L_EARNED] <= a.lots[found * L_SIZE + L_EARNED]",
    ),
    Fault(
        "expiry-edge",
        "template/points.py",
        "a.lots[o + L_STATE] == L_BALANCE and (a.lots[o + L_DEATH] <= d):",
        "a.lots[o + L_STATE] == L_BALANCE and (a.lots[o + L_DEATH] < d):",
    ),
    Fault("died-taken-twice", "template/returns.py", "part = min(excess, a.lots[o + L_DEAD])", "part = 0"),
    Fault("below-zero", "template/returns.py", "a.k[K_BELOW_ZERO] == 1", "a.k[K_BELOW_ZERO] != 1"),
    Fault("return-twice", "template/returns.py", "min(a.lots[o + L_MADE], kept) - a.lots[o + L_TAKEN]", "min(a.lots[o + L_MADE], kept)"),
    Fault("return-in-window", "template/streams.py", "a.s[o + W_SUM] += amount - a.net[n]", "a.s[o + W_SUM] += 0"),
    Fault("return-keeps-tier", "template/returns.py", "if tier < a.s[MAIN + TIER]:", "if tier < a.s[MAIN + TIER] - 1:"),
    Fault("review-before-event", "template/tiers.py", "while a.s[b + DUE] <= until:", "while a.s[b + DUE] < until:"),
    Fault("review-of-the-day", "template/tiers.py", "reason = keep(a, b, p0, d - 1, NONE)", "reason = keep(a, b, p0, d, NONE)"),
    Fault("introducer-same-instant", "template/introducers.py", "other_tie < a.tie[event])", "other_tie > a.tie[event])"),
    Fault("introducer-review", "template/introducers.py", "return a.changes[row + T_ON] <= d", "return a.changes[row + T_ON] < d"),
    Fault(
        "opening-reviews",
        "template/tiers.py",
        "while a.s[b + DUE] <= a.members[mo + M_OPEN_ON]:",
        "while a.s[b + DUE] < a.members[mo + M_OPEN_ON]:",
    ),
    Fault("daily-limit", "template/points.py", "made = min(made, a.k[K_CAP] - a.s[S_CAP_MADE])", "made = min(made, a.k[K_CAP])"),
]

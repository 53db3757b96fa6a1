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
        "    s[b + REVIEWED] += 1\n    s[b + DUE] = review_date(s, b, s[b + REVIEWED] + 1, k)\n\n\ndef review(",
        "    s[b + ORIGIN] = start\n    s[b + DUE] = review_date(s, b, 1, k)\n\n\ndef review(",
    ),
    Fault("grace-edge", "template/tiers.py", "return d + k[o + KT_GRACE_DAYS]", "return d + k[o + KT_GRACE_DAYS] - 1"),
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
        "made = weighted[column * k[K_PURCHASES] + i] // k[a + KA_PER]",
        "made = -(-weighted[column * k[K_PURCHASES] + i] // k[a + KA_PER])",
    ),
    Fault("pending-release", "template/points.py", "lots[o + L_UNTIL] <= tier:", "lots[o + L_UNTIL] < tier:"),
    Fault(
        "pending-lapse",
        "template/points.py",
        "lots[o + L_STATE] == L_WAITING and lots[o + L_LAPSE] <= d:",
        "lots[o + L_STATE] == L_WAITING and lots[o + L_LAPSE] < d:",
    ),
    Fault("put-back", "template/returns.py", "lots[o + L_UNTIL] > tier and lots[o + L_LEFT] > 0", "lots[o + L_UNTIL] >= tier and False"),
    Fault("gaining-purchase", "codegen/conditions.py", "else s[b + GAINED_BY] + 1", "else max(0, s[b + GAINED_BY])"),
    Fault(
        "lot-order",
        "template/spending.py",
        "lots[o + L_EARNED] < lots[found * L_SIZE + L_EARNED]",
        "lots[o + L_EARNED] <= lots[found * L_SIZE + L_EARNED]",
    ),
    Fault(
        "expiry-edge",
        "template/points.py",
        "lots[o + L_STATE] == L_BALANCE and lots[o + L_DEATH] <= d:",
        "lots[o + L_STATE] == L_BALANCE and lots[o + L_DEATH] < d:",
    ),
    Fault("died-taken-twice", "template/returns.py", "part = min(excess, lots[o + L_DEAD])", "part = 0"),
    Fault("hole-forgotten", "template/points.py", "filled = min(points, s[S_HOLE])", "filled = 0"),
    Fault("return-twice", "template/returns.py", "min(lots[o + L_MADE], kept) - lots[o + L_TAKEN]", "min(lots[o + L_MADE], kept)"),
    Fault("return-in-window", "template/returns.py", "s[o + W_SUM] += amount - net[j]", "s[o + W_SUM] += 0"),
    Fault("return-keeps-tier", "template/returns.py", "if tier < s[MAIN + TIER]:", "if tier < s[MAIN + TIER] - 1:"),
    Fault("review-before-event", "template/tiers.py", "while s[b + DUE] <= until:", "while s[b + DUE] < until:"),
    Fault("review-of-the-day", "template/tiers.py", "reason = keep(s, b, p0, d - 1, NONE,", "reason = keep(s, b, p0, d, NONE,"),
    Fault("introducer-same-instant", "template/introducers.py", "other_tie < tie[event])", "other_tie > tie[event])"),
    Fault("introducer-review", "template/introducers.py", "return changes[row + T_ON] <= d", "return changes[row + T_ON] < d"),
    Fault(
        "opening-reviews",
        "template/tiers.py",
        "while s[b + DUE] <= members[mo + M_OPEN_ON]:",
        "while s[b + DUE] < members[mo + M_OPEN_ON]:",
    ),
    Fault("daily-limit", "template/points.py", "made = min(made, k[K_CAP] - s[S_CAP_MADE])", "made = min(made, k[K_CAP])"),
]

"""The hand-written kernel itself: one member after another, introducers first, on all cores."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hand_kernel_dates import compare, plus_months, table
from numba import njit, prange

NEVER = 2**31 - 1
SINGLE, TOTAL, INTRODUCED, TOTAL_INTRODUCED = 5_000_000, 6_000_000, 4_000_000, 5_000_000
KEEP_SINGLE, KEEP_TOTAL = 4_000_000, 5_000_000
PER_GUEST, PER_VIP = 1200, 1000
PENDING, BALANCE, GONE = 0, 1, 2
GOLD, UNNAMED = 0, 1  # codes of categories


class Sold(NamedTuple):
    """Sale lines, sorted by member, instant and purchase."""

    at: np.ndarray
    day: np.ndarray
    amount: np.ndarray
    category: np.ndarray
    group: np.ndarray


class Back(NamedTuple):
    """Return rows, sorted by member, instant and id."""

    at: np.ndarray
    day: np.ndarray
    amount: np.ndarray
    category: np.ndarray


class Ids(NamedTuple):
    """Texts of lines, of returns, and of what the returns name."""

    line_starts: np.ndarray
    line: np.ndarray
    back_starts: np.ndarray
    back: np.ndarray
    target_starts: np.ndarray
    target: np.ndarray


class Switches(NamedTuple):
    """When introducers changed tier; `row` is the line's index, -1 - the return's, or NEVER at a review."""

    offset: np.ndarray
    count: np.ndarray
    day: np.ndarray
    at: np.ndarray
    row: np.ndarray
    tier: np.ndarray


@njit(cache=True)
def _id_order(ids: Ids, left: int, right: int) -> int:
    """Compares two event ids; an index of 0 or more is a line's, -1 - n a return's."""
    if left >= 0 and right >= 0:
        return compare(
            ids.line, ids.line_starts[left], ids.line_starts[left + 1], ids.line, ids.line_starts[right], ids.line_starts[right + 1]
        )
    if left >= 0:
        other = -1 - right
        return compare(
            ids.line, ids.line_starts[left], ids.line_starts[left + 1], ids.back, ids.back_starts[other], ids.back_starts[other + 1]
        )
    own = -1 - left
    if right >= 0:
        return compare(
            ids.back, ids.back_starts[own], ids.back_starts[own + 1], ids.line, ids.line_starts[right], ids.line_starts[right + 1]
        )
    other = -1 - right
    return compare(ids.back, ids.back_starts[own], ids.back_starts[own + 1], ids.back, ids.back_starts[other], ids.back_starts[other + 1])


@njit(cache=True)
def _tier_then(switches: Switches, ids: Ids, who: int, day: int, at: int, row: int) -> int:
    """The tier of an introducer after all events before this one, reviews of its date included."""
    tier = 0
    if who < 0:
        return 0
    first = switches.offset[who]
    for index in range(first, first + switches.count[who]):
        if switches.row[index] == NEVER:
            before = switches.day[index] <= day
        else:
            moment = switches.at[index]
            before = moment < at or (moment == at and _id_order(ids, switches.row[index], row) < 0)
        if not before:
            break
        tier = switches.tier[index]
    return tier


@njit(cache=True)
def _qualifies(amount: int, total: int, who: int, switches: Switches, ids: Ids, day: int, at: int, row: int) -> int:
    """The index of the first qualification rule that holds, or 0."""
    if amount >= SINGLE:
        return 1
    if total >= TOTAL:
        return 2
    if (amount >= INTRODUCED or total >= TOTAL_INTRODUCED) and _tier_then(switches, ids, who, day, at, row) >= 1:
        return 3
    return 0


@njit(cache=True)
def _keeps(days: np.ndarray, net: np.ndarray, gained: int, count: int, low: int) -> int:
    """The reason that keeps the tier at a review, or 0; purchases after the gaining one with a date above `low`."""
    largest = total = 0
    for index in range(count - 1, gained, -1):
        if days[index] <= low:
            break
        total += net[index]
        largest = max(largest, net[index])
    if largest >= KEEP_SINGLE:
        return 4
    return 5 if total >= KEEP_TOTAL else 0


@njit(cache=True)
def _again(
    days: np.ndarray,
    ats: np.ndarray,
    rows: np.ndarray,
    net: np.ndarray,
    count: int,
    until: int,
    low: np.ndarray,
    first: int,
    who: int,
    switches: Switches,
    ids: Ids,
) -> int:
    """The tier that the purchases so far give without what was taken back, on the day `until`."""
    tier, start, term, gained, review = 0, 0, 0, -1, NEVER
    total = 0
    for index in range(count + 1):
        day = days[index] if index < count else until
        while review <= day:
            if _keeps(days, net, gained, index, low[review - 1 - first]):
                term += 1
                review = plus_months(days[gained], 12 * (term + 1))
            else:
                tier, review = 0, NEVER
        if index == count:
            break
        total += net[index]
        while days[start] <= low[day - first]:
            total -= net[start]
            start += 1
        if tier == 0 and net[index] > 0 and _qualifies(net[index], total, who, switches, ids, day, ats[index], rows[index]):
            tier, term, gained = 1, 0, index
            review = plus_months(day, 12)
    return tier


@njit(cache=True)
def _member(
    me: int,
    span: tuple[int, int],
    back_span: tuple[int, int],
    sold: Sold,
    back: Back,
    ids: Ids,
    who: int,
    switches: Switches,
    keep_switches: bool,
    first: int,
    low: np.ndarray,
    high: np.ndarray,
    as_of: int,
    out: np.ndarray,
) -> None:
    size = span[1] - span[0]
    days, ats, rows = np.empty(size + 1, np.int64), np.empty(size + 1, np.int64), np.empty(size + 1, np.int64)
    net, made, per = np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64)
    taken, left, earned_on = np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64)
    state = np.full(size + 1, GONE, np.int8)
    amount = sold.amount[span[0] : span[1]].copy()
    tier, term, gained, review, since, reason, anchor = 0, 0, -1, NEVER, NEVER, 0, 0
    earned = taken_back = 0
    count, total, start = 0, 0, 0
    line, row = span[0], back_span[0]
    switched = 0
    while True:
        have_line = line < span[1] and sold.day[line] <= as_of
        have_back = row < back_span[1] and back.day[row] <= as_of
        selling = have_line
        if have_line and have_back:
            selling = sold.at[line] < back.at[row] or (sold.at[line] == back.at[row] and _id_order(ids, line, -1 - row) <= 0)
        day = as_of
        if selling:
            day = sold.day[line]
        elif have_back:
            day = back.day[row]
        while review <= day:
            kept = _keeps(days, net, gained, count, low[review - 1 - first])
            if kept:
                term += 1
                reason = kept
                review = plus_months(anchor, 12 * (term + 1))
            else:
                tier, since, reason = 0, review, 6
                if keep_switches:
                    _switch(switches, me, switched, review, 0, NEVER, 0)
                    switched += 1
                review = NEVER
        if not have_line and not have_back:
            break
        if selling:
            at, head, eligible, paid = sold.at[line], line, 0, 0
            counts = not sold.group[line]
            while line < span[1] and sold.at[line] == at and (line == head or _id_order(ids, head, line) == 0):
                if counts:
                    paid += sold.amount[line]
                    if sold.category[line] != GOLD:
                        eligible += sold.amount[line]
                line += 1
            if not counts:
                continue
            days[count], ats[count], rows[count], net[count] = day, at, head, paid
            per[count] = PER_VIP if tier else PER_GUEST
            made[count] = eligible // per[count]
            left[count] = made[count]
            earned_on[count] = day
            state[count] = BALANCE if tier else PENDING
            if tier:
                earned += made[count]
            count += 1
            total += paid
            edge = low[day - first]
            while days[start] <= edge:
                total -= net[start]
                start += 1
            if tier == 0 and paid > 0:
                rule = _qualifies(paid, total, who, switches, ids, day, at, head)
                if rule:
                    tier, term, gained, anchor, since, reason = 1, 0, count - 1, day, day, rule
                    review = plus_months(day, 12)
                    if keep_switches:
                        _switch(switches, me, switched, day, at, head, 1)
                        switched += 1
                    for lot in range(count - 1, -1, -1):
                        if high[days[lot] - first] <= day:
                            break
                        if state[lot] == PENDING:
                            state[lot], earned_on[lot] = BALANCE, day
                            earned += left[lot]
        else:
            head, at, changes = row, back.at[row], False
            while row < back_span[1] and back.at[row] == at and (row == head or _id_order(ids, -1 - head, -1 - row) == 0):
                lot = _find(ids, row, rows, count)
                if lot >= 0:
                    changes = True
                    paid = _take(sold, back, row, rows[lot], span, amount, ids)
                    net[lot] -= back.amount[row]
                    if lot >= start:
                        total -= back.amount[row]
                    excess = made[lot] - min(made[lot], paid // per[lot]) - taken[lot]
                    taken[lot] += excess
                    if state[lot] == PENDING:
                        left[lot] -= excess
                    elif state[lot] == BALANCE and high[earned_on[lot] - first] > day:
                        left[lot] -= excess
                        taken_back += excess
                row += 1
            if changes and tier and not _again(days, ats, rows, net, count, day, low, first, who, switches, ids):
                tier, since, reason, review = 0, day, 7, NEVER
                if keep_switches:
                    _switch(switches, me, switched, day, at, -1 - head, 0)
                    switched += 1
                for lot in range(count):
                    if state[lot] == BALANCE and per[lot] == PER_GUEST and high[earned_on[lot] - first] > day:
                        taken_back += left[lot]
                        state[lot] = PENDING if high[days[lot] - first] > day else GONE
    expired = pending = spend = 0
    for lot in range(count):
        if state[lot] == BALANCE and high[earned_on[lot] - first] <= as_of:
            expired += left[lot]
        elif state[lot] == PENDING and high[days[lot] - first] > as_of:
            pending += left[lot]
        if days[lot] > low[as_of - first]:
            spend += net[lot]
    result = (tier, since, review, reason, earned - expired - taken_back, pending, earned, expired, taken_back, 0, spend)
    for index in range(len(result)):
        out[index, me] = result[index]


@njit(cache=True)
def _switch(switches: Switches, me: int, number: int, day: int, at: int, row: int, tier: int) -> None:
    index = switches.offset[me] + number
    switches.day[index], switches.at[index], switches.row[index], switches.tier[index] = day, at, row, tier
    switches.count[me] = number + 1


@njit(cache=True)
def _find(ids: Ids, row: int, rows: np.ndarray, count: int) -> int:
    """The purchase that the return row names, or -1 for a group order."""
    for lot in range(count - 1, -1, -1):
        line = rows[lot]
        found = compare(
            ids.target, ids.target_starts[row], ids.target_starts[row + 1], ids.line, ids.line_starts[line], ids.line_starts[line + 1]
        )
        if found == 0:
            return lot
    return -1


@njit(cache=True)
def _take(sold: Sold, back: Back, row: int, head: int, span: tuple[int, int], amount: np.ndarray, ids: Ids) -> int:
    """Takes the row's amount from the purchase's lines of its category; gives the eligible amount left."""
    rest, wanted, line = back.amount[row], back.category[row], head
    named = wanted != UNNAMED
    if not named:
        wanted = sold.category[head]
        while line < span[1] and sold.at[line] == sold.at[head] and _id_order(ids, head, line) == 0:
            if sold.category[line] == UNNAMED:
                wanted = UNNAMED
            line += 1
    line, eligible = head, 0
    while line < span[1] and sold.at[line] == sold.at[head] and _id_order(ids, head, line) == 0:
        place = line - span[0]
        if sold.category[line] == wanted:
            some = min(rest, amount[place])
            amount[place] -= some
            rest -= some
        if sold.category[line] != GOLD:
            eligible += amount[place]
        line += 1
    return eligible


@njit(cache=True, parallel=True)
def _level(
    members: np.ndarray, spans: np.ndarray, back_spans: np.ndarray, sold: Sold, back: Back, ids: Ids, introducer: np.ndarray, switches: Switches, introduces: np.ndarray,
    first: int, low: np.ndarray, high: np.ndarray, as_of: int, out: np.ndarray,
) -> None:  # fmt: skip
    for index in prange(len(members)):
        me = members[index]
        _member(
            me, (spans[me], spans[me + 1]), (back_spans[me], back_spans[me + 1]), sold, back, ids, introducer[me], switches, introduces[me],
            first, low, high, as_of, out,
        )  # fmt: skip


@njit(cache=True)
def _depths(introducer: np.ndarray) -> np.ndarray:
    """How many introducers stand before each member; -1 in a circle."""
    depth = np.full(len(introducer), -2, np.int64)
    for start in range(len(introducer)):
        steps, who = 0, start
        while who >= 0 and depth[who] == -2 and steps <= len(introducer):
            steps, who = steps + 1, introducer[who]
        base = 0 if who < 0 else depth[who] + 1
        if who >= 0 and depth[who] == -2:
            return np.full(1, -1, np.int64)
        who = start
        while who >= 0 and depth[who] == -2:
            steps -= 1
            depth[who] = base + steps
            who = introducer[who]
    return depth


def evaluate_members(
    spans: np.ndarray, back_spans: np.ndarray, sold: Sold, back: Back, ids: Ids, introducer: np.ndarray, as_of: int
) -> dict[str, np.ndarray]:
    """Result columns by name; `since` and `review_on` are NEVER where there is none."""
    count = len(introducer)
    depth = _depths(introducer)
    if count and depth[0] == -1:
        raise ValueError("the hand-written kernel knows no circles of introductions")
    introduces = np.zeros(count, np.bool_)
    introduces[introducer[introducer >= 0]] = True
    offset = np.zeros(count + 1, np.int64)
    np.cumsum(np.where(introduces, 2 * (spans[1:] - spans[:-1]), 0), out=offset[1:])
    size = int(offset[-1]) + 1
    switches = Switches(offset, np.zeros(count, np.int64), *(np.zeros(size, np.int64) for _ in range(4)))
    first = int(min(sold.day.min(initial=as_of), as_of)) - 400
    low, high = (table(first, max(as_of, int(sold.day.max(initial=as_of))) + 400, months) for months in (-12, 12))
    out = np.zeros((11, count), np.int64)
    order = np.argsort(depth, kind="stable")
    edges = np.searchsorted(depth[order], np.arange(depth.max(initial=0) + 2))
    for level in range(len(edges) - 1):
        chosen = order[edges[level] : edges[level + 1]]
        _level(chosen, spans, back_spans, sold, back, ids, introducer, switches, introduces, first, low, high, as_of, out)
    names = (
        "tier",
        "since",
        "review_on",
        "reason",
        "points",
        "points_pending",
        "points_earned",
        "points_expired",
        "points_taken_back",
        "points_spent",
        "spend_12m",
    )
    return dict(zip(names, out, strict=True))

"""The hand-written kernel itself: one member after another, introducers first, on all cores.

What allocates nothing is compiled without counting references (`_nrt=False`), which takes two thirds of the time off.
"""

from __future__ import annotations

import numpy as np
from hand_kernel_dates import compare, plus_months, table
from hand_kernel_judging import again, id_order, keeps, qualifies
from hand_kernel_types import (
    ANCHOR,
    BALANCE,
    COUNT,
    EARNED,
    FIGURES,
    GAINED,
    GOLD,
    GONE,
    KEEP,
    ME,
    NEVER,
    PENDING,
    PER_GUEST,
    PER_VIP,
    REASON,
    REVIEW,
    SINCE,
    START,
    SWITCHED,
    TAKEN,
    TERM,
    TIER,
    TOTAL,
    UNNAMED,
    WHO,
    Back,
    Book,
    Ids,
    Sold,
    Switches,
    World,
)
from numba import njit, prange

CHUNKS = 64  # of members, each with one room for its books


@njit(cache=True, _nrt=False, inline="always")
def _become(m: np.ndarray, tier: int, day: int, at: int, row: int, reason: int, switches: Switches) -> None:
    """Come to a tier; whoever is asked for by those introduced leaves a mark."""
    m[TIER], m[SINCE], m[REASON], m[REVIEW] = tier, day, reason, NEVER
    if m[KEEP]:
        index = switches.offset[m[ME]] + m[SWITCHED]
        switches.day[index], switches.at[index], switches.row[index], switches.tier[index] = day, at, row, tier
        m[SWITCHED] += 1
        switches.count[m[ME]] = m[SWITCHED]


@njit(cache=True, _nrt=False, inline="always")
def _reviews(book: Book, m: np.ndarray, day: int, world: World) -> None:
    """What is due by the start of the day."""
    while m[REVIEW] <= day:
        kept = keeps(book.day, book.net, m[GAINED], m[COUNT], world.low[m[REVIEW] - 1 - world.first])
        if kept:
            m[TERM] += 1
            m[REASON] = kept
            m[REVIEW] = plus_months(m[ANCHOR], 12 * (m[TERM] + 1))
        else:
            _become(m, 0, m[REVIEW], 0, NEVER, 6, world.switches)


@njit(cache=True, _nrt=False, inline="always")
def _release(book: Book, m: np.ndarray, day: int, world: World) -> None:
    """What waited for the tier is earned."""
    for lot in range(m[COUNT] - 1, -1, -1):
        if world.high[book.day[lot] - world.first] <= day:
            break
        if book.state[lot] == PENDING:
            book.state[lot], book.earned_on[lot] = BALANCE, day
            m[EARNED] += book.left[lot]


@njit(cache=True, _nrt=False, inline="always")
def _sell(book: Book, m: np.ndarray, line: int, end: int, world: World) -> int:
    """One purchase from its first line on; gives the line behind it."""
    sold = world.sold
    at, head, day, eligible, paid, counts = sold.at[line], line, sold.day[line], 0, 0, not sold.group[line]
    while line < end and sold.at[line] == at and (line == head or id_order(world.ids, head, line) == 0):
        paid += sold.amount[line]
        if sold.category[line] != GOLD:
            eligible += sold.amount[line]
        line += 1
    if not counts:
        return line
    place = m[COUNT]
    book.day[place], book.at[place], book.row[place], book.net[place] = day, at, head, paid
    book.per[place] = PER_VIP if m[TIER] else PER_GUEST
    book.made[place], book.taken[place] = eligible // book.per[place], 0
    book.left[place], book.earned_on[place] = book.made[place], day
    book.state[place] = BALANCE if m[TIER] else PENDING
    if m[TIER]:
        m[EARNED] += book.made[place]
    m[COUNT] += 1
    m[TOTAL] += paid
    while book.day[m[START]] <= world.low[day - world.first]:
        m[TOTAL] -= book.net[m[START]]
        m[START] += 1
    if m[TIER] == 0 and paid > 0:
        rule = qualifies(paid, m[TOTAL], m[WHO], world, day, at, head)
        if rule:
            _become(m, 1, day, at, head, rule, world.switches)
            m[TERM], m[GAINED], m[ANCHOR], m[REVIEW] = 0, place, day, plus_months(day, 12)
            _release(book, m, day, world)
    return line


@njit(cache=True, _nrt=False, inline="always")
def _give_back(book: Book, m: np.ndarray, row: int, end: int, span: tuple[int, int], world: World) -> int:
    """One return from its first row on; gives the row behind it."""
    back, head, at, day, changes = world.back, row, world.back.at[row], world.back.day[row], False
    while row < end and back.at[row] == at and (row == head or id_order(world.ids, -1 - head, -1 - row) == 0):
        lot = _find(world.ids, row, book.row, m[COUNT])
        if lot >= 0:
            changes = True
            eligible = _take(world.sold, back, row, book.row[lot], span, book.amount, world.ids)
            book.net[lot] -= back.amount[row]
            if lot >= m[START]:
                m[TOTAL] -= back.amount[row]
            excess = book.made[lot] - min(book.made[lot], eligible // book.per[lot]) - book.taken[lot]
            book.taken[lot] += excess
            if book.state[lot] == PENDING:
                book.left[lot] -= excess
            elif book.state[lot] == BALANCE and world.high[book.earned_on[lot] - world.first] > day:
                book.left[lot] -= excess
                m[TAKEN] += excess
        row += 1
    if changes and m[TIER] and not again(book, m, day, world):
        _become(m, 0, day, at, -1 - head, 7, world.switches)
        for lot in range(m[COUNT]):
            waited = book.state[lot] == BALANCE and book.per[lot] == PER_GUEST
            if waited and world.high[book.earned_on[lot] - world.first] > day:
                m[TAKEN] += book.left[lot]
                book.state[lot] = PENDING if world.high[book.day[lot] - world.first] > day else GONE
    return row


@njit(cache=True, _nrt=False, inline="always")
def _result(book: Book, m: np.ndarray, world: World, out: np.ndarray) -> None:
    """The member's column of results."""
    as_of, expired, pending, spend = world.as_of, 0, 0, 0
    for lot in range(m[COUNT]):
        if book.state[lot] == BALANCE and world.high[book.earned_on[lot] - world.first] <= as_of:
            expired += book.left[lot]
        elif book.state[lot] == PENDING and world.high[book.day[lot] - world.first] > as_of:
            pending += book.left[lot]
        if book.day[lot] > world.low[as_of - world.first]:
            spend += book.net[lot]
    points = m[EARNED] - expired - m[TAKEN]
    result = (m[TIER], m[SINCE], m[REVIEW], m[REASON], points, pending, m[EARNED], expired, m[TAKEN], 0, spend)
    for index in range(len(result)):
        out[index, m[ME]] = result[index]


@njit(cache=True, _nrt=False)
def _member(book: Book, m: np.ndarray, span: tuple[int, int], back_span: tuple[int, int], world: World, out: np.ndarray) -> None:
    """All events of one member in order."""
    for line in range(span[0], span[1]):
        book.amount[line - span[0]] = world.sold.amount[line]
    m[GAINED], m[REVIEW], m[SINCE] = -1, NEVER, NEVER
    line, row = span[0], back_span[0]
    while True:
        have_line = line < span[1] and world.sold.day[line] <= world.as_of
        have_back = row < back_span[1] and world.back.day[row] <= world.as_of
        selling = have_line
        if have_line and have_back:
            moment = world.back.at[row]
            selling = world.sold.at[line] < moment or (world.sold.at[line] == moment and id_order(world.ids, line, -1 - row) <= 0)
        if selling:
            _reviews(book, m, world.sold.day[line], world)
            line = _sell(book, m, line, span[1], world)
        elif have_back:
            _reviews(book, m, world.back.day[row], world)
            row = _give_back(book, m, row, back_span[1], span, world)
        else:
            break
    _reviews(book, m, world.as_of, world)
    _result(book, m, world, out)


@njit(cache=True, _nrt=False)
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


@njit(cache=True, _nrt=False)
def _take(sold: Sold, back: Back, row: int, head: int, span: tuple[int, int], amount: np.ndarray, ids: Ids) -> int:
    """Takes the row's amount from the purchase's lines of its category; gives the eligible amount left."""
    rest, wanted, line = back.amount[row], back.category[row], head
    named = wanted != UNNAMED
    if not named:
        wanted = sold.category[head]
        while line < span[1] and sold.at[line] == sold.at[head] and id_order(ids, head, line) == 0:
            if sold.category[line] == UNNAMED:
                wanted = UNNAMED
            line += 1
    line, eligible = head, 0
    while line < span[1] and sold.at[line] == sold.at[head] and id_order(ids, head, line) == 0:
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
    members: np.ndarray,
    spans: np.ndarray,
    back_spans: np.ndarray,
    introducer: np.ndarray,
    introduces: np.ndarray,
    sold: Sold,
    back: Back,
    ids: Ids,
    switches: Switches,
    first: int,
    low: np.ndarray,
    high: np.ndarray,
    as_of: int,
    room: int,
    out: np.ndarray,
) -> None:
    chunks = min(len(members), CHUNKS)
    for chunk in prange(chunks):
        cells = np.zeros((10, room), np.int64)
        book = Book(
            cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8], np.full(room, GONE, np.int8), cells[9]
        )
        m = np.zeros(FIGURES, np.int64)
        world = World(sold, back, ids, switches, first, low, high, as_of)
        for index in range(len(members) * chunk // chunks, len(members) * (chunk + 1) // chunks):
            me = members[index]
            m[:] = 0
            m[ME], m[WHO], m[KEEP] = me, introducer[me], introduces[me]
            _member(book, m, (spans[me], spans[me + 1]), (back_spans[me], back_spans[me + 1]), world, out)


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
    room = int((spans[1:] - spans[:-1]).max(initial=0)) + 1
    out = np.zeros((11, count), np.int64)
    order = np.argsort(depth, kind="stable")
    edges = np.searchsorted(depth[order], np.arange(depth.max(initial=0) + 2))
    for level in range(len(edges) - 1):
        chosen = order[edges[level] : edges[level + 1]]
        _level(chosen, spans, back_spans, introducer, introduces, sold, back, ids, switches, first, low, high, as_of, room, out)
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

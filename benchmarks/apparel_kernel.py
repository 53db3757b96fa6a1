"""The five tiers of apparel's card scheme, written by hand for Numba: points, promotions, vouchers and returns.

One pass over a member's rows, sorted by member and time. It knows the ready scheme `apparel-card` with the template's own figures, one
row a return, sale lines with a category on every return, and nothing else: no movements, opening balances, group orders, introducers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hand_kernel_dates import compare, plus_months
from numba import njit, prange

NEVER = 2**31 - 1
SINGLE = np.array([NEVER, NEVER, 300_000, 600_000, 1_200_000])  # fen, by the tier that one purchase gives
TOTAL = np.array([NEVER, 100_000, 500_000, 1_000_000, 2_000_000])  # within the term
BY_SINGLE, BY_TOTAL = np.array([0, 0, 2, 3, 4]), np.array([0, 1, 5, 6, 7])  # reasons, from 1
KEPT, LAPSED, TAKEN_AWAY = 7, 12, 13  # reasons: KEPT + tier; a review not passed; a return
DIAMOND, FAIR, GOOD = 4, 1, 2
UNIT = 1000  # a point a yuan, in fen times ten
CAP, BONUS, BONUS_FROM = 20_000, 500, 2_000
VOUCHER, WAIT = 500, 7  # points of the smallest voucher; days until points can be spent
CHUNKS = 64


class Rows(NamedTuple):
    """Sale lines and returns, sorted by member, instant and purchase; `factor`: tenths of a point a yuan by goods, 0 for none."""

    at: np.ndarray
    day: np.ndarray
    amount: np.ndarray
    category: np.ndarray
    factor: np.ndarray
    back_at: np.ndarray
    back_day: np.ndarray
    back_amount: np.ndarray
    back_category: np.ndarray


class Ids(NamedTuple):
    """Texts of lines, of returns, and of what the returns name."""

    line_starts: np.ndarray
    line: np.ndarray
    back_starts: np.ndarray
    back: np.ndarray
    target_starts: np.ndarray
    target: np.ndarray


class Days(NamedTuple):
    """By day from `first`: the promotion's tenths, the day twelve months later, the next day of vouchers."""

    first: int
    factor: np.ndarray
    later: np.ndarray
    issue: np.ndarray
    as_of: int
    year_from: int


class Book(NamedTuple):
    """One member's purchases and what is left of their lines, and lots; a lot that no rate made has rate 0."""

    day: np.ndarray
    row: np.ndarray
    net: np.ndarray
    left: np.ndarray
    lot_of: np.ndarray
    lot_rate: np.ndarray
    lot_day: np.ndarray
    lot_left: np.ndarray
    lot_made: np.ndarray
    lot_taken: np.ndarray
    lot_dead: np.ndarray


TIER, SINCE, REASON, TERM, ORIGIN, TIMES, DUE, LOW, WITHIN, COUNT, LOTS, HEAD, HOLE = range(13)
EARNED, EXPIRED, TAKEN, SPENT, CAP_DAY, CAP_MADE, SUM, GIVEN, UNTIL, ISSUE, FILLED, FIT, LINE, FIGURES = range(13, 27)


@njit(cache=True, _nrt=False, inline="always")
def _become(m: np.ndarray, tier: int, day: int, reason: int) -> None:
    m[TIER], m[SINCE], m[REASON], m[TERM], m[ORIGIN], m[TIMES] = tier, day, reason, day, day, 0
    m[DUE] = plus_months(day, 12) if tier else NEVER


@njit(cache=True, _nrt=False, inline="always")
def _reviews(m: np.ndarray, day: int) -> None:
    """What is due by the start of the day: who fits keeps the tier, others fall by one."""
    while m[DUE] <= day:
        due, tier = m[DUE], m[TIER]
        if m[FIT] >= (GOOD if tier == DIAMOND else FAIR):
            m[REASON], m[TERM] = KEPT + tier, due
            m[TIMES] += 1
            m[DUE] = plus_months(m[ORIGIN], 12 * (m[TIMES] + 1))
        else:
            _become(m, tier - 1, due, LAPSED)


@njit(cache=True, _nrt=False, inline="always")
def _judge(book: Book, m: np.ndarray, place: int, day: int) -> None:
    """The highest tier that a purchase gives, by itself or by the total of the term."""
    m[WITHIN] += book.net[place]
    if book.net[place] <= 0 or not m[FILLED]:
        return
    while m[LOW] <= place and book.day[m[LOW]] < m[TERM]:
        m[WITHIN] -= book.net[m[LOW]]
        m[LOW] += 1
    for tier in range(DIAMOND, m[TIER], -1):
        if book.net[place] >= SINGLE[tier] or m[WITHIN] >= TOTAL[tier]:
            _become(m, tier, day, BY_SINGLE[tier] if book.net[place] >= SINGLE[tier] else BY_TOTAL[tier])
            break


@njit(cache=True, _nrt=False, inline="always")
def _age(book: Book, m: np.ndarray, day: int, days: Days) -> None:
    """Lots die in the order in which they came."""
    while m[HEAD] < m[LOTS] and days.later[book.lot_day[m[HEAD]] - days.first] <= day:
        lot = m[HEAD]
        m[EXPIRED] += book.lot_left[lot]
        book.lot_dead[lot] += book.lot_left[lot]
        book.lot_left[lot] = 0
        m[HEAD] += 1


@njit(cache=True, _nrt=False, inline="always")
def _draw(book: Book, m: np.ndarray, points: int, earned_by: int) -> int:
    """Takes points from the oldest lots earned by a day; how many there were."""
    wanted, lot = points, m[HEAD]
    while wanted > 0 and lot < m[LOTS] and book.lot_day[lot] <= earned_by:
        part = min(wanted, book.lot_left[lot])
        book.lot_left[lot] -= part
        wanted -= part
        lot += 1
    return points - wanted


@njit(cache=True, _nrt=False)
def _issue(book: Book, m: np.ndarray, until: int, days: Days) -> None:
    """Points become vouchers on one day of every year."""
    while m[ISSUE] <= until:
        day = m[ISSUE]
        _age(book, m, day, days)
        there, lot = 0, m[HEAD]
        while lot < m[LOTS] and book.lot_day[lot] + WAIT <= day:
            there += book.lot_left[lot]
            lot += 1
        m[SPENT] += _draw(book, m, there // VOUCHER * VOUCHER, day - WAIT)
        m[ISSUE] = days.issue[day - days.first]


@njit(cache=True, _nrt=False, inline="always")
def _lot(book: Book, m: np.ndarray, place: int, day: int, points: int, rate: int) -> None:
    """A lot is earned; it first fills what is below zero."""
    lot, filled = m[LOTS], min(points, m[HOLE])
    book.lot_of[lot], book.lot_rate[lot], book.lot_day[lot] = place, rate, day
    book.lot_left[lot], book.lot_made[lot], book.lot_taken[lot], book.lot_dead[lot] = points - filled, points, 0, 0
    m[EARNED] += points
    m[HOLE] -= filled
    m[LOTS] += 1


@njit(cache=True, _nrt=False, inline="always")
def _id_order(ids: Ids, left: int, right: int) -> int:
    """Compares the ids of a line and another line, or (below 0: -1 - n) a return."""
    a, b = ids.line_starts[left], ids.line_starts[left + 1]
    if right >= 0:
        return compare(ids.line, a, b, ids.line, ids.line_starts[right], ids.line_starts[right + 1])
    return compare(ids.line, a, b, ids.back, ids.back_starts[-1 - right], ids.back_starts[-right])


@njit(cache=True, _nrt=False, inline="always")
def _sell(book: Book, m: np.ndarray, rows: Rows, ids: Ids, days: Days, first: int, end: int) -> None:
    """One purchase from its line m[LINE] on: tier, points by the tier held before, bonus."""
    head = line = m[LINE]
    at, day, place, held = rows.at[line], rows.day[line], m[COUNT], m[TIER]
    paid, weighed, today = 0, 0, days.factor[day - days.first]
    while line < end and rows.at[line] == at and (line == head or _id_order(ids, head, line) == 0):
        paid += rows.amount[line]
        book.left[line - first] = rows.amount[line]
        if rows.factor[line]:
            weighed += rows.amount[line] * max(rows.factor[line], today)
        line += 1
    m[LINE] = line
    book.day[place], book.row[place], book.net[place] = day, head, paid
    m[COUNT] += 1
    _judge(book, m, place, day)
    rate = 12 if held == DIAMOND else 10
    made = weighed * rate // (10 * UNIT)
    if m[CAP_DAY] != day:
        m[CAP_DAY], m[CAP_MADE] = day, 0
    made = min(made, CAP - m[CAP_MADE])
    if made > 0:
        m[CAP_MADE] += made
        if day < m[UNTIL]:
            m[SUM] += made
        _lot(book, m, place, day, made, rate)
    if m[SUM] >= BONUS_FROM and not m[GIVEN] and day < m[UNTIL]:
        m[GIVEN] = 1
        _lot(book, m, place, day, BONUS, 0)


@njit(cache=True, _nrt=False)
def _again(book: Book, m: np.ndarray, other: np.ndarray, until: int) -> int:
    """The tier that the purchases so far give without what was taken back, on the day `until`."""
    other[:] = 0
    other[DUE], other[TERM], other[FILLED], other[FIT] = NEVER, -NEVER, m[FILLED], m[FIT]
    for place in range(m[COUNT]):
        _reviews(other, book.day[place])
        _judge(book, other, place, book.day[place])
    _reviews(other, until)
    return other[TIER]


@njit(cache=True, _nrt=False)
def _take(book: Book, rows: Rows, ids: Ids, days: Days, row: int, place: int, first: int, end: int) -> tuple[int, int]:
    """Takes the row's amount from the lines of its category; what is left in all, and what of it earns, in tenths."""
    head, line, rest, left, weighed = book.row[place], book.row[place], rows.back_amount[row], 0, 0
    today = days.factor[book.day[place] - days.first]
    while line < end and rows.at[line] == rows.at[head] and (line == head or _id_order(ids, head, line) == 0):
        if rows.category[line] == rows.back_category[row]:
            part = min(rest, book.left[line - first])
            book.left[line - first] -= part
            rest -= part
        left += book.left[line - first]
        if rows.factor[line]:
            weighed += book.left[line - first] * max(rows.factor[line], today)
        line += 1
    return left, weighed


@njit(cache=True, _nrt=False)
def _give_back(book: Book, m: np.ndarray, other: np.ndarray, rows: Rows, ids: Ids, days: Days, row: int, span: tuple[int, int]) -> None:
    """One return: what it takes from the purchase, from its points, and from the tier."""
    day, place = rows.back_day[row], m[COUNT] - 1
    a, b = ids.target_starts[row], ids.target_starts[row + 1]
    while place >= 0:
        line = book.row[place]
        if compare(ids.target, a, b, ids.line, ids.line_starts[line], ids.line_starts[line + 1]) == 0:
            break
        place -= 1
    if place < 0:
        return
    left, weighed = _take(book, rows, ids, days, row, place, span[0], span[1])
    if m[LOW] <= place:
        m[WITHIN] += left - book.net[place]
    book.net[place] = left
    _age(book, m, day, days)
    for lot in range(m[LOTS]):
        if book.lot_of[lot] != place:
            continue
        kept = weighed * book.lot_rate[lot] // (10 * UNIT) if book.lot_rate[lot] else (book.lot_made[lot] if left else 0)
        excess = book.lot_made[lot] - min(book.lot_made[lot], kept) - book.lot_taken[lot]
        if excess > 0:
            book.lot_taken[lot] += excess
            part = min(excess, book.lot_left[lot])
            book.lot_left[lot] -= part
            m[TAKEN] += part
            gone = min(excess - part, book.lot_dead[lot])
            book.lot_dead[lot] -= gone
            excess -= part + gone
            m[TAKEN] += excess
            m[HOLE] += excess - _draw(book, m, excess, NEVER)
    if m[TIER]:
        tier = _again(book, m, other, day)
        if tier < m[TIER]:
            _become(m, tier, day, TAKEN_AWAY)


@njit(cache=True, _nrt=False)
def _member(
    book: Book, m: np.ndarray, other: np.ndarray, rows: Rows, ids: Ids, days: Days, span: tuple[int, int], backs: tuple[int, int]
) -> int:
    """All events of one member in order; what was spent in the last twelve months."""
    row = backs[0]
    m[LINE], m[DUE], m[SINCE], m[TERM], m[CAP_DAY], m[ISSUE] = span[0], NEVER, NEVER, -NEVER, -NEVER, NEVER
    if span[0] < span[1]:
        m[UNTIL], m[ISSUE] = plus_months(rows.day[span[0]], 1), days.issue[rows.day[span[0]] - days.first]
    while True:
        selling = m[LINE] < span[1] and rows.day[m[LINE]] <= days.as_of
        giving = row < backs[1] and rows.back_day[row] <= days.as_of
        if selling and giving:
            sold, back = rows.at[m[LINE]], rows.back_at[row]
            selling = sold < back or (sold == back and _id_order(ids, m[LINE], -1 - row) <= 0)
        elif not selling and not giving:
            break
        day = rows.day[m[LINE]] if selling else rows.back_day[row]
        if m[ISSUE] <= day:
            _issue(book, m, day, days)
        _reviews(m, day)
        if selling:
            _sell(book, m, rows, ids, days, span[0], span[1])
        else:
            _give_back(book, m, other, rows, ids, days, row, span)
            row += 1
    _reviews(m, days.as_of)
    _issue(book, m, days.as_of, days)
    _age(book, m, days.as_of, days)
    spend = 0
    for place in range(m[COUNT] - 1, -1, -1):
        if book.day[place] < days.year_from:
            break
        spend += book.net[place]
    return spend


@njit(cache=True, parallel=True)
def run(
    spans: np.ndarray, backs: np.ndarray, filled: np.ndarray, fit: np.ndarray, rows: Rows, ids: Ids, days: Days, out: np.ndarray
) -> None:
    """Every member's tier, day, review, reason, points and their sums, and spend: a row of `out` each, members in columns."""
    count = len(spans) - 1
    room = 1
    for me in range(count):
        room = max(room, spans[me + 1] - spans[me])
    for chunk in prange(CHUNKS):
        cells = np.zeros((11, 2 * room + 2), np.int64)
        book = Book(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8], cells[9], cells[10])
        m, other = np.zeros(FIGURES, np.int64), np.zeros(FIGURES, np.int64)
        for me in range(count * chunk // CHUNKS, count * (chunk + 1) // CHUNKS):
            m[:] = 0
            m[FILLED], m[FIT] = filled[me], fit[me]
            spend = _member(book, m, other, rows, ids, days, (spans[me], spans[me + 1]), (backs[me], backs[me + 1]))
            points = m[EARNED] - m[EXPIRED] - m[TAKEN] - m[SPENT]
            found = (m[TIER], m[SINCE], m[DUE], m[REASON], points, 0, m[EARNED], m[EXPIRED], m[TAKEN], m[SPENT], spend)
            for index in range(len(found)):
                out[index, me] = found[index]

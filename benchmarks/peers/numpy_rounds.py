"""NumPy: the policy on arrays; Polars only turns texts into numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from patron.engine.history import History
from patron.engine.results import MEMBER_COLUMNS

from peers.calendar_days import first_instant, plus_months
from peers.peer import Peer, Run
from peers.rounds import (
    DAYS,
    FAR,
    RETURN,
    Clock,
    Episodes,
    Ints,
    Timelines,
    expand,
    rules,
    solve,
    tier_before,
    together,
)

PER_GUEST, PER_VIP = 1200, 1000
REASONS = [
    None,
    "single-purchase",
    "twelve-month-total",
    "introduced-by-vip",
    "keep-by-single-purchase",
    "keep-by-year-total",
    "lapse",
    "return",
]


@dataclass(frozen=True)
class House:
    """Purchases by member and place, returns by purchase and place; members as numbers in order of their ids."""

    ids: pl.Series
    introducer: Ints  # -1: none
    who: Ints
    place: Ints
    day: Ints
    paid: Ints
    eligible: Ints
    back_of: Ints  # the purchase
    back_place: Ints
    back_day: Ints
    back: Ints
    back_eligible: Ints
    clock: Clock


def months(day: Ints, number: int) -> Ints:
    """So many months later."""
    days, at = np.unique(day, return_inverse=True)
    return np.array([plus_months(int(one), number) for one in days], np.int64)[at] if len(days) else day


def read(history: History, as_of: int) -> House:
    """Group orders and what is returned of them are left out: they count for no one."""
    until = pl.col("day") <= as_of
    gold = pl.col("category").eq_missing("gold")
    sold = (
        history.lines.filter(until)
        .group_by("purchase_id", maintain_order=True)
        .agg(
            pl.col("member_id", "at", "day").first(),
            paid=pl.col("amount").sum(),
            eligible=pl.col("amount").filter(~gold).sum(),
            all_gold=gold.all(),
            group=pl.col("group_id").is_not_null().any(),
        )
    )
    back = history.returns.filter(until)
    known = pl.concat([history.members["member_id"], sold["member_id"], back["member_id"]]).unique().sort()
    members = pl.DataFrame({"member_id": known}).with_row_index("who")
    order = (
        pl.concat([sold.select("at", "purchase_id"), back.select("at", "purchase_id").unique()])
        .sort("at", "purchase_id")
        .with_row_index("rank")
    )
    place = (2 * pl.col("rank").cast(pl.Int64) + 1).alias("place")
    sold = sold.filter(~pl.col("group")).join(order.select("purchase_id", place), on="purchase_id").join(members, on="member_id")
    sold = sold.sort("who", "place").with_row_index("lot")
    named = sold.select(pl.col("purchase_id").alias("returns"), "lot", "all_gold")
    own = pl.when(pl.col("category").is_null()).then("all_gold").otherwise(gold)
    back = (
        back.join(named, on="returns")
        .join(order.select("purchase_id", place), on="purchase_id")
        .group_by("lot", "place", "day")
        .agg(fen=pl.col("amount").sum(), eligible=pl.col("amount").filter(~own).sum())
        .sort("lot", "place")
    )
    by = (
        history.members.select("member_id", pl.col("referred_by"))
        .join(members, on="member_id")
        .join(members.select(referred_by="member_id", by="who"), on="referred_by")
    )
    introducer = np.full(members.height, -1, np.int64)
    introducer[by["who"].to_numpy()] = by["by"].to_numpy()
    days = np.arange(int(min(history.lines["day"].min(), as_of)) - 800, as_of + 800)
    starts = 2 * np.searchsorted(order["at"].to_numpy(), [first_instant(int(one)) for one in days])
    clock = Clock(int(days[0]), starts, *(np.array([plus_months(int(one), by) for one in days]) for by in (-12, 12)), 2 * order.height + 4)

    def ints(frame: pl.DataFrame, *names: str) -> list[Ints]:
        return [frame[name].cast(pl.Int64).to_numpy() for name in names]

    return House(
        known,
        introducer,
        *ints(sold, "who", "place", "day", "paid", "eligible"),
        *ints(back, "lot", "place", "day", "fen", "eligible"),
        clock,
    )


class Cumulated:
    """What was taken back of purchases up to a place or before a day."""

    def __init__(self, of: Ints, when: Ints, what: Ints, size: int) -> None:
        self._size = size
        order = np.argsort(of * size + when, kind="stable")
        self._keys, self._sums = (of * size + when)[order], np.concatenate([[0], np.cumsum(what[order])])

    def before(self, of: Ints, when: Ints) -> Ints:
        """Strictly before."""
        return self._sums[np.searchsorted(self._keys, of * self._size + when)] - self._sums[np.searchsorted(self._keys, of * self._size)]


def window_totals(line: Ints, day: Ints, net: Ints, clock: Clock) -> Ints:
    """For each row the sum of its line's rows of the twelve months up to it, itself included."""
    sums = np.concatenate([[0], np.cumsum(net)])
    begin = np.searchsorted(line * DAYS + day, line * DAYS + clock.before(day), side="right")
    return sums[1:] - sums[begin]


def tiers(house: House, as_of: int) -> Episodes:
    """The terms of all members."""
    clock = house.clock
    totals = window_totals(house.who, house.day, house.paid, clock)
    hot = np.zeros(len(house.ids), bool)  # only these can ever hold more than the first tier: returns make totals smaller
    hot[house.who[(house.paid >= 4_000_000) | (totals >= 5_000_000)]] = True
    judged = hot[house.who[house.back_of]]
    back_of, back_place, back_day, back = (column[judged] for column in (house.back_of, house.back_place, house.back_day, house.back))
    back_who = house.who[back_of]
    by_member = house.who * clock.size + house.place
    # A return lowers the totals of purchases after it as long as what it takes back lies in their twelve months.
    begin = np.searchsorted(by_member, back_who * clock.size + back_place)
    lows = house.who * DAYS + clock.before(house.day)
    end = np.searchsorted(lows, back_who * DAYS + house.day[back_of])
    lower = np.zeros(len(house.who) + 1, np.int64)
    some = end > begin
    np.add.at(lower, begin[some], back[some])
    np.add.at(lower, end[some], -back[some])
    totals = totals - np.cumsum(lower)[:-1]
    taken_by_day = Cumulated(back_of, back_day, back, DAYS)
    taken_by_place = Cumulated(back_of, back_place, back, clock.size)
    # Each return has a timeline of the purchases before it, without anything taken back by then.
    returns, which = np.unique(back_place, return_index=True)
    return_who, return_day = back_who[which], back_day[which]
    first = np.searchsorted(house.who, return_who)
    rows, of = expand(first, np.searchsorted(by_member, return_who * clock.size + returns))
    virtual_net = house.paid[rows] - taken_by_place.before(rows, returns[of] + 1)
    virtual_total = window_totals(of, house.day[rows], virtual_net, clock)
    depth = _depths(house.introducer, hot)
    mine, of_return = depth[house.who], depth[return_who]
    done: list[Episodes] = [Episodes(*[np.zeros(0, np.int64)] * 10)]
    for level in range(int(depth.max(initial=-1)) + 1):
        terms = together(done, clock.size)
        chosen = of_return[of] == level
        at, line = rows[chosen], of[chosen]
        asks = _introducers(house, terms, house.who[at], house.place[at])
        net = virtual_net[chosen]
        t = Timelines(
            line, house.place[at], house.day[at], rules(net, virtual_total[chosen], asks), lambda i, _, net=net: net[i], return_day, clock
        )
        ended = solve(t, months)
        held = np.zeros(len(returns), bool)
        held[ended.line[ended.ending == 0]] = True
        loses = (of_return == level) & ~held
        order = np.argsort(return_who[loses] * clock.size + returns[loses])
        taken = tuple(column[loses][order] for column in (return_who * clock.size + returns, returns, return_day))
        at = np.flatnonzero(mine == level)
        asks = _introducers(house, terms, house.who[at], house.place[at])
        net_then: Callable[[Ints, Ints], Ints] = lambda i, day, at=at: house.paid[at[i]] - taken_by_day.before(at[i], day)  # noqa: E731
        everyone = np.full(len(house.ids), as_of)
        t = Timelines(house.who[at], house.place[at], house.day[at], rules(house.paid[at], totals[at], asks), net_then, everyone, clock)
        done.append(solve(t, months, taken))  # type: ignore[arg-type]
    return together(done, clock.size)


def _introducers(house: House, terms: Episodes, who: Ints, place: Ints) -> Ints:
    by = house.introducer[who]
    return np.where(by >= 0, tier_before(terms, house.clock.size, np.maximum(by, 0), place), 0)


def _depths(introducer: Ints, hot: Ints) -> Ints:
    """How many introducers who matter stand before each member who does; -1 for the others."""
    depth, level = np.where(hot, 0, -1), 0
    while True:
        asks = hot & (introducer >= 0) & (depth[introducer] == level) & (depth == level)
        if not asks.any():
            return depth
        level += 1
        depth[asks] = level


def points(house: House, terms: Episodes, as_of: int) -> dict[str, Ints]:
    """Sums by member: earned, expired, taken back, pending."""
    clock, size, many = house.clock, house.clock.size, len(house.ids)
    vip = tier_before(terms, size, house.who, house.place) > 0
    per = np.where(vip, PER_VIP, PER_GUEST)
    made = house.eligible // per
    gone = Cumulated(house.back_of, house.back_place, house.back_eligible, size)
    gone_by_day = Cumulated(house.back_of, house.back_day, house.back_eligible, DAYS)
    year_on = clock.after(house.day)

    def taken(lot: Ints, eligible: Ints) -> Ints:
        return made[lot] - np.minimum(made[lot], (house.eligible[lot] - eligible) // per[lot])

    sums = {name: np.zeros(many, np.int64) for name in ("earned", "expired", "taken", "pending")}

    def book(lot: Ints, place: Ints, expires: Ints, back_place: Ints) -> None:
        """Spans of lots in the balance; `back_place`: FAR where nothing put them back to waiting."""
        before = taken(lot, gone.before(lot, place))
        at_end = taken(
            lot, np.minimum(gone_by_day.before(lot, np.minimum(expires, DAYS - 1)), gone.before(lot, np.minimum(back_place + 1, size - 1)))
        )
        waits = back_place < FAR
        np.add.at(sums["earned"], house.who[lot], made[lot] - before)
        np.add.at(sums["expired"], house.who[lot], np.where(~waits & (expires <= as_of), made[lot] - at_end, 0))
        np.add.at(sums["taken"], house.who[lot], at_end - before + np.where(waits, made[lot] - at_end, 0))

    lots = np.flatnonzero(vip)
    book(lots, house.place[lots], year_on[lots], np.full(len(lots), FAR))
    lost = terms.ending == RETURN
    gains, losses = terms.line * size + terms.place, (terms.line * size + terms.end_place)[lost]
    order = np.argsort(losses)
    losses, loss_day, loss_place = losses[order], terms.end_day[lost][order], terms.end_place[lost][order]
    lot = np.flatnonzero(~vip & (made > 0))
    since, held = house.place[lot], np.zeros(len(house.who), bool)
    while len(lot) and len(gains):
        at = np.searchsorted(gains, house.who[lot] * size + since)
        some = np.minimum(at, len(gains) - 1)
        comes = (at < len(gains)) & (terms.line[some] == house.who[lot]) & (terms.day[some] < year_on[lot])
        lot, some = lot[comes], some[comes]
        place, expires = terms.place[some], clock.after(terms.day[some])
        back_place, back_day = np.full(len(lot), FAR), np.full(len(lot), FAR)
        if len(losses):
            at = np.searchsorted(losses, house.who[lot] * size + place, side="right")
            known = np.minimum(at, len(losses) - 1)
            back = (at < len(losses)) & (losses[known] // size == house.who[lot]) & (loss_day[known] < expires)
            back_place[back], back_day[back] = loss_place[known][back], loss_day[known][back]
        book(lot, place, expires, back_place)
        held[lot] = back_place == FAR
        again = (back_place < FAR) & (year_on[lot] > back_day)
        lot, since = lot[again], back_place[again]
    lot = np.flatnonzero(~vip & (made > 0) & (year_on > as_of) & ~held)
    np.add.at(sums["pending"], house.who[lot], made[lot] - taken(lot, gone.before(lot, np.full(len(lot), size - 1))))
    return sums


def run(history: History, as_of: int) -> pl.DataFrame:
    """The rows of `evaluate`."""
    house = read(history, as_of)
    terms = tiers(house, as_of)
    found, many = points(house, terms, as_of), len(house.ids)
    low = plus_months(as_of, -12)
    spend = np.zeros(many, np.int64)
    np.add.at(spend, house.who[house.day > low], house.paid[house.day > low])
    late = house.day[house.back_of] > low
    np.add.at(spend, house.who[house.back_of[late]], -house.back[late])
    last = np.full(many, -1, np.int64)
    last[terms.line] = np.arange(len(terms.line))  # in order, so that the last one stays
    there = last >= 0
    term = Episodes(*(np.where(there, column[last], 0) if len(column) else np.zeros(many, np.int64) for column in vars(terms).values()))
    vip = there & (term.ending == 0)
    review = np.zeros(many, np.int64)
    for number in range(int(term.kept.max(initial=0)) + 1):
        now = vip & (term.kept == number)
        review[now] = months(term.day[now], 12 * (number + 1))
    reason = np.where(vip, np.where(term.kept > 0, term.keeper, term.rule), term.ending)
    columns = {
        "member_id": house.ids,
        "tier": pl.Series(["guest", "vip"]).gather(vip.astype(np.int64)),
        "since": pl.select(pl.when(pl.lit(pl.Series(there))).then(pl.lit(pl.Series(np.where(vip, term.day, term.end_day))))).to_series(),
        "review_on": pl.select(pl.when(pl.lit(pl.Series(vip))).then(pl.lit(pl.Series(review)))).to_series(),
        "reason": pl.Series(REASONS).gather(reason),
        "points": found["earned"] - found["expired"] - found["taken"],
        "points_pending": found["pending"],
        "points_earned": found["earned"],
        "points_expired": found["expired"],
        "points_taken_back": found["taken"],
        "points_spent": np.zeros(many, np.int64),
        "spend_12m": spend,
    }
    return pl.DataFrame(columns).cast(dict(MEMBER_COLUMNS))


def prepare() -> Run:
    """Nothing to import."""
    return run


PEER = Peer(
    "vectorised NumPy",
    "numpy",
    "",
    "everything, as arrays in rounds",
    "everything, 350 lines (rounds.py, numpy_rounds.py)",
    (100_000, 2_000_000),
    prepare,
)

"""Polars: the policy as joins and groups of frames; tiers follow in rounds (see `rounds.py` for the idea)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from patron.engine.history import History
from patron.engine.results import MEMBER_COLUMNS

from peers.judge import INTRODUCED, INTRODUCED_TOTAL, KEEP_SINGLE, KEEP_TOTAL, SINGLE, TOTAL
from peers.peer import Peer, Run

Frame = pl.DataFrame
YEAR = "12mo"
OFFSET = 8 * 3_600_000_000
REASONS = ["", "single-purchase", "twelve-month-total", "introduced-by-vip", "keep-by-single-purchase", "keep-by-year-total"]
C = pl.col


@dataclass(frozen=True)
class House:
    """`sold`: who, lot, place, day, paid, eligible. `back`: the same of what was returned.

    `at`: all instants.
    """

    members: Frame
    sold: Frame
    back: Frame
    at: Frame


def read(history: History, as_of: int) -> House:
    """Group orders and what is returned of them are left out: they count for no one."""
    until, gold = C("day") <= as_of, C("category").eq_missing("gold")
    sold = (
        history.lines.filter(until)
        .group_by("purchase_id", maintain_order=True)
        .agg(
            C("member_id", "at", "day").first(),
            paid=C("amount").sum(),
            eligible=C("amount").filter(~gold).sum(),
            all_gold=gold.all(),
            group=C("group_id").is_not_null().any(),
        )
    )
    back = history.returns.filter(until)
    ids = pl.concat([history.members["member_id"], sold["member_id"], back["member_id"]]).unique().sort()
    members = (
        pl.DataFrame({"member_id": ids})
        .with_row_index("who")
        .join(history.members.select("member_id", "referred_by"), on="member_id", how="left")
    )
    members = members.join(members.select(referred_by="member_id", by="who"), on="referred_by", how="left").sort("who")
    order = pl.concat([sold.select("at", "purchase_id"), back.select("at", "purchase_id").unique()]).sort("at", "purchase_id")
    order = order.with_columns(place=2 * pl.int_range(pl.len()) + 1)
    places = order.select("purchase_id", "place")
    sold = sold.filter(~C("group")).join(places, on="purchase_id").join(members.select("member_id", "who", "by"), on="member_id")
    sold = sold.sort("who", "place").with_row_index("lot").with_columns(C("day").cast(pl.Date))
    named = sold.select(C("purchase_id").alias("returns"), "lot", "who", "all_gold", sold_place="place", sold_on="day")
    own = pl.when(C("category").is_null()).then("all_gold").otherwise(gold)
    back = (
        back.drop("row")
        .join(named, on="returns")
        .join(places, on="purchase_id")
        .with_columns(C("day").cast(pl.Date))
        .group_by("who", "lot", "place", "day", "sold_place", "sold_on")
        .agg(fen=C("amount").sum(), eligible=C("amount").filter(~own).sum())
        .sort("who", "lot", "place")
    )
    return House(members, sold.select("who", "by", "lot", "place", "day", "paid", "eligible"), back, order.select("at", "place"))


def totals(rows: Frame, line: str, net: str) -> Frame:
    """`total`: the sum of the line's rows of the twelve months up to each row, itself included."""
    rows = rows.sort(line, "place").with_columns(so_far=C(net).cum_sum().over(line), low=C("day").dt.offset_by("-" + YEAR))
    older = rows.select(line, older_on="day", older="so_far")
    found = rows.join_asof(older, left_on="low", right_on="older_on", by=line, strategy="backward", check_sortedness=False)
    return found.with_columns(total=C("so_far") - C("older").fill_null(0)).drop("so_far", "older", "older_on")


def rule(paid: str) -> pl.Expr:
    """The first qualification rule that holds, or 0."""
    third = C("introducer") & ((C(paid) >= INTRODUCED) | (C("total") >= INTRODUCED_TOTAL))
    found = pl.when(C(paid) >= SINGLE).then(1).when(C("total") >= TOTAL).then(2).when(third).then(3).otherwise(0)
    return pl.when(C(paid) > 0).then(found).otherwise(0)


def tier_before(rows: Frame, who: str, terms: Frame, name: str) -> Frame:
    """Whether `who` was in a term right before each row's place."""
    held = terms.select(C("who").alias(who), "end_place", begun="place").sort(who, "begun")
    found = rows.sort("place").join_asof(
        held.sort("begun"),
        left_on="place",
        right_on="begun",
        by=who,
        strategy="backward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    inside = C("begun").is_not_null() & (C("end_place").is_null() | (C("end_place") >= C("place")))
    return found.with_columns(inside.fill_null(value=False).alias(name)).drop("begun", "end_place")


def reviewed(open_: Frame, rows: Frame, back: Frame | None, n: int) -> Frame:
    """With `due` and the maintenance rule that holds at the n-th review, 0: none."""
    open_ = open_.with_columns(due=C("day").dt.offset_by(f"{12 * n}mo")).filter(C("due") <= C("last"))
    low = (C("due") - pl.duration(days=1)).dt.offset_by("-" + YEAR)
    window = open_.select("line", "due", gained="place", low=low).join(rows.select("line", "lot", "place", "day", "net"), on="line")
    window = window.filter((C("place") > C("gained")) & (C("day") < C("due")) & (C("day") > C("low")))
    if back is not None:
        gone = window.join(back.select("lot", "fen", back_on="day"), on="lot").filter(C("back_on") < C("due"))
        window = window.join(gone.group_by("line", "lot").agg(C("fen").sum()), on=["line", "lot"], how="left")
        window = window.with_columns(C("net") - C("fen").fill_null(0))
    sums = window.group_by("line").agg(largest=C("net").max(), whole=C("net").sum())
    held = pl.when(C("largest") >= KEEP_SINGLE).then(4).when(C("whole") >= KEEP_TOTAL).then(5).otherwise(0)
    return open_.join(sums, on="line", how="left").with_columns(keeper_now=held.fill_null(0)).drop("largest", "whole")


def solve(rows: Frame, until: Frame, at: Frame, back: Frame | None, taken: Frame | None) -> Frame:
    """Terms: line, place, day, rule, kept, keeper, ending (6 lapse, 7 return), end_place, end_day."""
    admits = rows.filter(C("rule") > 0).select("line", "place", "day", "rule").sort("place")
    free = admits.select("line").unique().with_columns(free=pl.lit(-1, pl.Int64)).join(until, on="line")
    found = []
    while free.height:
        term = free.sort("free").join_asof(
            admits, left_on="free", right_on="place", by="line", strategy="forward", allow_exact_matches=False, check_sortedness=False
        )
        term = term.filter(C("place").is_not_null()).with_columns(last="until", t_place=pl.lit(None, pl.Int64), t_day=pl.lit(None, pl.Date))
        if not term.height:
            break
        if taken is not None and taken.height:
            term = term.drop("t_place", "t_day").sort("place")
            term = term.join_asof(
                taken, left_on="place", right_on="t_place", by="line", strategy="forward", allow_exact_matches=False,
                check_sortedness=False, coalesce=False,
            )  # fmt: skip
            term = term.with_columns(last=pl.min_horizontal("until", "t_day"))
        open_, n, reviews = term, 1, []
        while open_.height:
            one = reviewed(open_, rows, back, n)
            reviews.append(one.select("line", "due", "keeper_now", n=pl.lit(n)))
            open_, n = one.filter(C("keeper_now") > 0).drop("due", "keeper_now"), n + 1
        passed = pl.concat(reviews)
        kept = (
            passed.filter(C("keeper_now") > 0)
            .sort("n")
            .group_by("line", maintain_order=True)
            .agg(kept=C("n").last(), keeper=C("keeper_now").last())
        )
        lapses = passed.filter(C("keeper_now") == 0).select("line", lapse="due")
        lapses = lapses.with_columns(instant=C("lapse").cast(pl.Int32).cast(pl.Int64) * 86_400_000_000 - OFFSET).sort("instant")
        lapses = lapses.join_asof(at, left_on="instant", right_on="at", strategy="forward").with_columns(
            lapse_place=(C("place") - 1).fill_null(2 * at.height)
        )
        term = term.join(kept, on="line", how="left").join(lapses.select("line", "lapse", "lapse_place"), on="line", how="left")
        lapsed = C("lapse").is_not_null()
        term = term.with_columns(
            C("kept", "keeper").fill_null(0),
            ending=pl.when(lapsed).then(6).when(C("t_place").is_not_null()).then(7).otherwise(0),
            end_place=pl.when(lapsed).then("lapse_place").otherwise("t_place"),
            end_day=pl.when(lapsed).then("lapse").otherwise("t_day"),
        )
        found.append(term.select("line", "place", "day", "rule", "kept", "keeper", "ending", "end_place", "end_day"))
        free = term.filter(C("ending") > 0).select("line", "until", free="end_place")
    empty = {"line": pl.UInt32, "place": pl.Int64, "day": pl.Date, "rule": pl.Int32, "kept": pl.Int32, "keeper": pl.Int32}
    empty |= {"ending": pl.Int32, "end_place": pl.Int64, "end_day": pl.Date}
    return pl.concat([Frame(schema=empty), *(one.cast(dict(empty)) for one in found)])  # type: ignore[arg-type]


def tiers(house: House, as_of: int) -> Frame:
    """The terms of all members, as `solve` gives them with `who` for the line."""
    sold = totals(house.sold, "who", "paid")
    hot = sold.filter((C("paid") >= 4_000_000) | (C("total") >= 5_000_000)).select("who").unique()
    sold, back = sold.join(hot, on="who", how="semi"), house.back.join(hot, on="who", how="semi")
    lower = sold.select("who", "lot", "place", "low").join(back.select("who", "fen", "sold_on", back_place="place"), on="who")
    lower = lower.filter((C("back_place") < C("place")) & (C("low") < C("sold_on"))).group_by("lot").agg(C("fen").sum())
    sold = sold.join(lower, on="lot", how="left").with_columns(C("total") - C("fen").fill_null(0)).drop("fen", "low")
    judged = back.select("who", "place", "day").unique().sort("who", "place").with_row_index("line")
    virtual = judged.select("line", "who", r_place="place").join(sold.drop("total", "eligible"), on="who").filter(C("place") < C("r_place"))
    gone = (
        virtual.select("line", "lot", "r_place")
        .join(back.select("lot", "fen", b_place="place"), on="lot")
        .filter(C("b_place") <= C("r_place"))
    )
    virtual = virtual.join(gone.group_by("line", "lot").agg(C("fen").sum()), on=["line", "lot"], how="left")
    virtual = totals(virtual.with_columns(net=C("paid") - C("fen").fill_null(0)), "line", "net").drop("fen")
    depth = hot.join(house.members.select("who", "by"), on="who").with_columns(depth=pl.lit(0))
    for level in range(depth.height):
        deeper = depth.filter(C("depth") == level).select("who")
        now = (C("depth") == level) & C("by").is_in(deeper["who"].to_list()).fill_null(value=False)
        if not depth.select(now.any()).item():
            break
        depth = depth.with_columns(pl.when(now).then(level + 1).otherwise("depth").alias("depth"))
    at = house.at.sort("at", "place").unique("at", keep="first", maintain_order=True)
    done: Frame | None = None
    for level in range(int(depth["depth"].max() or 0) + 1 if depth.height else 0):
        who = depth.filter(C("depth") == level).select("who")
        terms = done if done is not None else Frame(schema={"who": pl.UInt32, "place": pl.Int64, "end_place": pl.Int64})
        rows = tier_before(virtual.join(who, on="who", how="semi"), "by", terms, "introducer").with_columns(rule=rule("net"))
        mine = judged.join(who, on="who", how="semi")
        ended = solve(rows, mine.select("line", until="day"), at, None, None)
        loses = (
            mine.join(ended.filter(C("ending") == 0), on="line", how="anti")
            .select(line="who", t_place="place", t_day="day")
            .sort("t_place")
        )
        rows = tier_before(sold.join(who, on="who", how="semi"), "by", terms, "introducer")
        rows = rows.with_columns(rule=rule("paid"), net=C("paid"), line=C("who"))
        until = who.select(line="who", until=pl.lit(as_of, pl.Int32).cast(pl.Date))
        made = solve(rows, until, at, back, loses).rename({"line": "who"})
        done = made if done is None else pl.concat([done, made])
    assert done is not None
    return done.sort("who", "place")


def spans(house: House, lots: Frame, terms: Frame) -> tuple[Frame, Frame]:
    """The times that lots lie in the balance (lot, place, expires, back_place), and of guests' lots the ids of those that still do."""
    found = [lots.filter("vip").select("lot", "place", expires="year_on", back_place=pl.lit(None, pl.Int64))]
    gains = terms.select("who", g_place="place", g_day="day").sort("g_place")
    losses = terms.filter(C("ending") == 7).select("who", l_place="end_place", l_day="end_day").sort("l_place")
    waiting = lots.filter(~C("vip") & (C("made") > 0)).select("who", "lot", "year_on", since="place")
    held = []
    while waiting.height:
        one = waiting.sort("since").join_asof(
            gains, left_on="since", right_on="g_place", by="who", strategy="forward", check_sortedness=False, coalesce=False
        )
        one = one.filter(C("g_day") < C("year_on")).with_columns(expires=C("g_day").dt.offset_by(YEAR)).sort("g_place")
        one = one.join_asof(
            losses, left_on="g_place", right_on="l_place", by="who", strategy="forward", allow_exact_matches=False, check_sortedness=False,
            coalesce=False,
        )  # fmt: skip
        back = (C("l_day") < C("expires")).fill_null(value=False)
        one = one.with_columns(back_place=pl.when(back).then("l_place"))
        found.append(one.select("lot", "expires", "back_place", place="g_place").select("lot", "place", "expires", "back_place"))
        held.append(one.filter(C("back_place").is_null()).select("lot"))
        waiting = one.filter(C("back_place").is_not_null() & (C("year_on") > C("l_day"))).select("who", "lot", "year_on", since="l_place")
    return pl.concat(found), pl.concat(held) if held else Frame(schema={"lot": pl.UInt32})


def points(house: House, terms: Frame, as_of: pl.Expr) -> Frame:
    """Sums by member: earned, expired, taken, pending."""
    lots = tier_before(house.sold, "who", terms, "vip").with_columns(per=pl.when("vip").then(1000).otherwise(1200))
    lots = lots.with_columns(made=C("eligible") // C("per"), year_on=C("day").dt.offset_by(YEAR))
    after = (
        house.back.sort("lot", "place")
        .with_columns(gone=C("eligible").cum_sum().over("lot"))
        .select("lot", "gone", b_place="place", b_day="day")
    )
    after = after.join(lots.select("lot", "made", "eligible", "per"), on="lot")
    after = after.with_columns(taken=C("made") - pl.min_horizontal("made", (C("eligible") - C("gone")) // C("per")))
    span, held = spans(house, lots, terms)
    span = span.join(lots.select("lot", "who", "made"), on="lot").filter(C("made") > 0).with_row_index("span")
    part = span.join(after.select("lot", "b_place", "b_day", "taken"), on="lot")
    until = (C("b_day") < C("expires")) & (C("back_place").is_null() | (C("b_place") <= C("back_place")))
    part = part.group_by("span").agg(before=C("taken").filter(C("b_place") < C("place")).max(), at_end=C("taken").filter(until).max())
    span = span.join(part, on="span", how="left").with_columns(C("before", "at_end").fill_null(0))
    kept = C("back_place").is_null()
    sums = span.group_by("who").agg(
        earned=(C("made") - C("before")).sum(),
        expired=(C("made") - C("at_end")).filter(kept & (C("expires") <= as_of)).sum(),
        taken=(C("at_end") - C("before")).sum() + (C("made") - C("at_end")).filter(~kept).sum(),
    )
    waiting = lots.filter(~C("vip") & (C("made") > 0) & (C("year_on") > as_of)).join(held, on="lot", how="anti")
    waiting = waiting.join(after.group_by("lot").agg(C("taken").max()), on="lot", how="left")
    pending = waiting.group_by("who").agg(pending=(C("made") - C("taken").fill_null(0)).sum())
    return sums.join(pending, on="who", how="full", coalesce=True)


def run(history: History, as_of: int) -> Frame:
    """The rows of `evaluate`."""
    house, now = read(history, as_of), pl.lit(as_of, pl.Int32).cast(pl.Date)
    terms = tiers(house, as_of)
    low = now.dt.offset_by("-" + YEAR)
    late, gone = house.sold.filter(C("day") > low), house.back.filter(C("sold_on") > low)
    spend = pl.concat([late.select("who", fen="paid"), gone.select("who", fen=-C("fen"))]).group_by("who").agg(spend_12m=C("fen").sum())
    last = terms.group_by("who", maintain_order=True).last()
    rows = (
        house.members.join(last, on="who", how="left")
        .join(points(house, terms, now), on="who", how="left")
        .join(spend, on="who", how="left")
    )
    vip = (C("ending") == 0).fill_null(value=False)
    named = pl.when(C("kept") > 0).then("keeper").otherwise("rule").replace_strict(dict(enumerate(REASONS)), return_dtype=pl.String)
    ended = pl.when(C("ending") == 6).then(pl.lit("lapse")).when(C("ending") == 7).then(pl.lit("return"))
    sums = C("earned", "expired", "taken", "pending", "spend_12m").fill_null(0)
    due = pl.concat_str(12 * (C("kept") + 1), pl.lit("mo"))
    rows = rows.with_columns(sums, vip=vip).sort("member_id")
    return rows.select(
        "member_id",
        tier=pl.when("vip").then(pl.lit("vip")).otherwise(pl.lit("guest")),
        since=pl.when("vip").then("day").otherwise("end_day"),
        review_on=pl.when("vip").then(C("day").dt.offset_by(due)),
        reason=pl.when("vip").then(named).otherwise(ended),
        points=C("earned") - C("expired") - C("taken"),
        points_pending="pending",
        points_earned="earned",
        points_expired="expired",
        points_taken_back="taken",
        points_spent=pl.lit(0),
        spend_12m="spend_12m",
    ).cast(dict(MEMBER_COLUMNS))


def prepare() -> Run:
    """Nothing to import."""
    return run


PEER = Peer(
    "Polars",
    "polars",
    "",
    "everything, as joins and groups",
    "the rounds: introductions by depth, terms one after another",
    (100_000, 2_000_000),
    prepare,
)

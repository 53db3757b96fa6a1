"""Points for introducers: who introduced whom at which purchase, as rows that earn.

The friend's purchase is the first one by instant and id that reaches the figure, group orders left out unless they count for their
buyer. The introducer is the one at that moment, and must be known then: in the members file, or by an earlier event. A purchase that
the friend's opening balance contains has been rewarded before.
"""

from __future__ import annotations

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan

SEPARATOR = "\x01"  # behind a purchase's id: after the purchase, before every other id; not NUL, which PostgreSQL keeps in no text


def names_introducers(history: History) -> bool:
    """Whether anybody ever had an introducer; without one there is nothing to look for."""
    listed = history.members["referred_by"]
    named = (history.movements["kind"] == "profile") & (history.movements["ref"] == "referred_by")
    return listed.null_count() < len(listed) or bool(named.any())


def referral_rows(plan: Plan, history: History) -> pl.DataFrame:
    """Movements of kind `earn` by `plan.points.referral`, with the columns of `patron.engine.derived.DERIVED`."""
    return earning_rows(plan, history, introduced_purchases(plan, history))


def introduced_purchases(plan: Plan, history: History) -> pl.DataFrame:
    """The purchases that would earn for an introducer, of the friends in the history: purchase_id, member_id, at, day, introducer, and
    `rule`, the number of the rule in the plan."""
    bought = _purchases(plan, history)
    parts = []
    for number, rule in enumerate(plan.points.referral):
        first = (
            bought.filter(pl.col("amount") >= max(rule.at_least, 1))
            .sort("at", "purchase_id")
            .unique("member_id", keep="first", maintain_order=True)
        )
        parts.append(_introduced(history, first).with_columns(rule=pl.lit(number, pl.Int64)))
    return pl.concat(parts)


def earning_rows(plan: Plan, history: History, introduced: pl.DataFrame) -> pl.DataFrame:
    """What `introduced_purchases` earns the introducers, of whom the history has all events and the row of the members file."""
    parts = []
    for number, rule in enumerate(plan.points.referral):
        found = _known(history, introduced.filter(pl.col("rule") == number).drop("rule")).sort("at", "purchase_id")
        if rule.at_most_a_year is not None:
            year = pl.from_epoch("day", time_unit="d").dt.year()
            found = found.filter(pl.int_range(pl.len()).over("introducer", year) < rule.at_most_a_year)
        parts.append(
            found.select(
                row=pl.lit(0, pl.Int64),
                movement_id=pl.col("purchase_id") + f"{SEPARATOR}{number}",
                member_id="introducer",
                at="at",
                day="day",
                kind=pl.lit("earn"),
                points=pl.lit(rule.points, pl.Int64),
                amount=pl.lit(None, pl.Int64),
                to_member=pl.lit(None, pl.String),
                ref=pl.lit(rule.id),
                value=pl.lit(None, pl.String),
                by=pl.lit(None, pl.String),
                stated=pl.lit("referral"),
                exchange=pl.lit(None, pl.Int64),
            )
        )
    return pl.concat(parts)


def _opened(history: History) -> pl.DataFrame:
    return history.members.filter(pl.col("opening_on").is_not_null()).select("member_id", "opening_on")


def _changes(history: History) -> pl.DataFrame:
    """The movements that name another introducer: member_id, at, movement_id, named; without those that opening balances contain."""
    named = history.movements.filter((pl.col("kind") == "profile") & (pl.col("ref") == "referred_by"))
    return (
        named.join(_opened(history), on="member_id", how="left")
        .filter(pl.col("opening_on").is_null() | (pl.col("day") > pl.col("opening_on")))
        .select("member_id", moved="at", movement="movement_id", named=pl.col("value").replace("", None))
    )


def _purchases(plan: Plan, history: History) -> pl.DataFrame:
    """The purchases of everyone who ever had an introducer: purchase_id, member_id, at, day, amount."""
    listed = history.members.filter(pl.col("referred_by").is_not_null())["member_id"]
    friends = pl.concat([listed, _changes(history)["member_id"]]).unique()
    if friends.is_empty():
        return history.lines.clear().select("purchase_id", "member_id", "at", "day", "amount")
    lines = history.lines.join(friends.to_frame("member_id"), on="member_id", how="semi")
    if not plan.group_counts_for_buyer:
        lines = lines.filter(pl.col("group_id").is_null())
    return lines.group_by("purchase_id").agg(pl.col("member_id", "at", "day").first(), pl.col("amount").sum())


def _introduced(history: History, first: pl.DataFrame) -> pl.DataFrame:
    """The purchases with the introducer of their moment, where there is one, and it is not the member herself."""
    before = (pl.col("moved") < pl.col("at")) | ((pl.col("moved") == pl.col("at")) & (pl.col("movement") < pl.col("purchase_id")))
    latest = (
        first.join(_changes(history), on="member_id")
        .filter(before)
        .sort("moved", "movement")
        .unique("member_id", keep="last", maintain_order=True)
        .select("member_id", "named", changed=pl.lit(value=True))
    )
    listed = history.members.select("member_id", "referred_by", "opening_on").unique("member_id", keep="first", maintain_order=True)
    every = first.join(listed, on="member_id", how="left").join(latest, on="member_id", how="left")
    introducer = pl.when(pl.col("changed").fill_null(value=False)).then("named").otherwise(pl.col("referred_by").replace("", None))
    return (
        every.filter(pl.col("opening_on").is_null() | (pl.col("day") > pl.col("opening_on")))
        .with_columns(introducer=introducer)
        .filter(pl.col("introducer").is_not_null() & (pl.col("introducer") != pl.col("member_id")))
        .select("purchase_id", "member_id", "at", "day", "introducer")
    )


def _known(history: History, found: pl.DataFrame) -> pl.DataFrame:
    """Those whose introducer is in the members file, or had an event before."""
    listed = found.join(history.members.select(introducer="member_id"), on="introducer", how="semi")
    others = found.join(history.members.select(introducer="member_id"), on="introducer", how="anti")
    if others.is_empty():
        return listed
    wanted = others.select("introducer").unique()
    given = history.movements.filter(pl.col("kind") == "give").join(_opened(history), on="member_id", how="left")
    given = given.filter(pl.col("opening_on").is_null() | (pl.col("day") > pl.col("opening_on")))
    events = pl.concat(
        [
            history.lines.select("member_id", "at", id="purchase_id"),
            history.returns.select("member_id", "at", id="purchase_id"),
            history.movements.select("member_id", "at", id="movement_id"),
            given.select("at", member_id="to_member", id="movement_id").select("member_id", "at", "id"),
        ]
    ).rename({"member_id": "introducer", "at": "event_at", "id": "event_id"})
    earliest = (
        events.join(wanted, on="introducer", how="semi")
        .sort("event_at", "event_id")
        .unique("introducer", keep="first", maintain_order=True)
    )
    earlier = (pl.col("event_at") < pl.col("at")) | ((pl.col("event_at") == pl.col("at")) & (pl.col("event_id") < pl.col("purchase_id")))
    known = others.join(earliest, on="introducer").filter(earlier).select(found.columns)
    return pl.concat([listed, known])

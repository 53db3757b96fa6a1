"""What the runner decided of a part as rows: changes of tier, postings in double entry, and where the members stand.

Frames say nothing of lots, so the states of members with points have `lots_known` false and a `next_due` that is no later than the
day on which one of their lots may die; whoever decides such a member next finds the lots.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from patron.engine.derived import derive
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.calendar import add, dies_on
from patron.engine.reference.events import MOVEMENT, RETURN, SALE
from patron.engine.reference.issuing import issue_days
from patron.engine.results import Evaluation, PostingKind
from patron.store.deciding.accounts import FROM, TO, postings
from patron.store.deciding.stored import states, tier_changes
from patron.store.importing.writing import Writing, insert_frame, insert_rows

_YEAR = 366
_FIGURES = ("tier", "since", "review_on", "reason", "points", "points_pending")
_TOTALS = ("points_earned", "points_expired", "points_taken_back", "points_spent")

CHANGES: dict[str, pl.DataType] = {
    "member": pl.Int64(),
    "place": pl.Int32(),
    "cancels": pl.Int64(),
    "on": pl.Int32(),
    "before": pl.String(),
    "after": pl.String(),
    "reason": pl.String(),
    "scheme_version": pl.Int32(),
    "entry": pl.Int64(),
}  # rows of `tier_changes`


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a part: members whose state was written, changes of tier that were added or taken back, postings."""

    members: int
    changes: int
    posted: int


def write_changes(to: Writing, changes: pl.DataFrame) -> int:
    """Insert the changes of members who had none; gives how many."""
    days = changes["on"].unique()
    number = {day: to.versions.on(day).number for day in days.to_list()}
    told = to.members.put(changes).select(
        "member",
        "on",
        "reason",
        place=pl.int_range(pl.len(), dtype=pl.Int32).over("member"),
        before="from",
        after="to",
        scheme_version=pl.col("on").replace_strict(number, return_dtype=pl.Int32) if number else pl.lit(0, pl.Int32),
        entry=pl.lit(to.entry),
    )
    to.add(tier_changes, told)
    return told.height


def write_postings(to: Writing, told: pl.DataFrame) -> int:
    """Insert both legs of every posting of members who had none; gives how many postings."""
    return write_legs(to, to.members.put(told))


def write_legs(to: Writing, found: pl.DataFrame) -> int:
    """Insert both legs of postings: `member`, `on`, `kind`, `rule`, `points`."""
    found = found.select("member", "kind", "rule", "on", "points", into=_account(TO), out=_account(FROM), entry=pl.lit(to.entry))
    shared = ("entry", "member", "kind", "rule", "on")
    legs = [found.select(*shared, account="into", points="points"), found.select(*shared, account="out", points=-pl.col("points"))]
    if to.connection.dialect.name == "sqlite":
        both = _BOTH_LEGS.format(entry=int(to.entry))
        insert_rows(to.connection, both, found.select("member", "into", "out", "kind", "rule", "on", "points"))
    else:
        insert_frame(to.connection, postings, pl.concat(legs).sort("member", "on", maintain_order=True))
    to.written.add(postings.name, pl.concat(legs))
    return found.height


# Both rows of a posting in one step, which is what most of the time of an import goes to; the entry is that of all.
_BOTH_LEGS = (
    'INSERT INTO postings (entry, member, account, kind, rule, "on", points)'
    " VALUES ({entry}, ?1, ?2, ?4, ?5, ?6, ?7), ({entry}, ?1, ?3, ?4, ?5, ?6, -?7)"
)


def _account(of: dict[str, str]) -> pl.Expr:
    return pl.col("kind").replace_strict({str(kind): account for kind, account in of.items()}, return_dtype=pl.String)


def standing_of(plan: Plan, history: History, evaluation: Evaluation, as_of: int, *, changes_on: int | None = None) -> pl.DataFrame:
    """Where the members stand: `member_id` and the columns of `member_states` but for the member's number and `version`.

    `changes_on`: the day after `as_of` from which another version of the scheme holds.
    """
    last = last_keys(plan, history, as_of)
    unknown = (pl.col("points") > 0) | (pl.col("points_pending") > 0)
    frame = (
        evaluation.members.join(last, on="member_id", how="left", maintain_order="left")
        .join(_lots_due(plan, history, evaluation, as_of), on="member_id", how="left", maintain_order="left")
        .with_columns(review=pl.when(pl.col("review_on") > as_of).then("review_on"), lots=pl.when(unknown).then("lots"))
    )
    return frame.select(
        "member_id",
        *_FIGURES,
        *_TOTALS,
        "last_at",
        "last_id",
        "last_kind",
        decided_to=pl.lit(as_of),
        next_due=pl.min_horizontal("review", "lots", _issue(plan, as_of), pl.lit(changes_on, dtype=pl.Int32)),
        lots_known=~unknown,
    )


def write_states(to: Writing, standing: pl.DataFrame) -> None:
    """Insert where members stand who stood nowhere."""
    to.add(states, to.members.put(standing).drop("member_id").with_columns(version=pl.lit(1)))


def last_keys(plan: Plan, history: History, as_of: int) -> pl.DataFrame:
    """Each member's last event: `last_at`, `last_id`, `last_kind`."""
    derived = derive(plan, history).movements
    parts = [
        history.lines.select("member_id", "at", id="purchase_id", kind=pl.lit(SALE), day="day"),
        history.returns.select("member_id", "at", id="purchase_id", kind=pl.lit(RETURN), day="day"),
        derived.select("member_id", "at", id="movement_id", kind=pl.lit(MOVEMENT), day="day"),
        derived.select(pl.col("to_member").alias("member_id"), "at", id="movement_id", kind=pl.lit(MOVEMENT), day="day"),
    ]
    every = pl.concat(parts).filter(pl.col("member_id").is_not_null() & (pl.col("day") <= as_of))
    latest = every.filter(pl.col("at") == pl.col("at").max().over("member_id"))
    ordered = latest.sort("member_id", "at", "id", "kind").unique("member_id", keep="last", maintain_order=True)
    return ordered.select("member_id", last_at="at", last_id="id", last_kind="kind")


def _lots_due(plan: Plan, history: History, evaluation: Evaluation, as_of: int) -> pl.DataFrame:
    """`lots`: the first day after `as_of` on which some lot of a member's may die or lapse."""
    assert evaluation.postings is not None, "the run was asked for detail"
    rules = plan.points
    pending = {rule.id: rule.pending_for for rule in rules.accrual if rule.pending_for is not None}
    made = evaluation.postings.filter(pl.col("kind").is_in([PostingKind.EARNED.value, PostingKind.PENDING.value]))
    days = made.select("kind", "rule", "on").unique()
    dies = []
    for kind, rule, on in days.iter_rows():
        waits = pending.get(rule)
        day = dies_on(rules.expiry, on) if kind == PostingKind.EARNED else None if waits is None else add(on, waits)
        dies.append(day)
    known = days.with_columns(pl.Series("lots", dies, dtype=pl.Int32)).filter(pl.col("lots") > as_of)
    first = made.select("member_id", "kind", "rule", "on").join(known, on=["kind", "rule", "on"])
    given = history.movements.filter((pl.col("kind") == "give") & pl.col("to_member").is_not_null())
    # A given lot keeps its day of earning, which no posting of the receiver's says.
    soon = given.select(member_id="to_member", lots=pl.lit(as_of + 1, dtype=pl.Int32))
    return pl.concat([first.select("member_id", "lots"), soon]).group_by("member_id").agg(pl.col("lots").min())


def _issue(plan: Plan, as_of: int) -> pl.Expr:
    """The next yearly issue of vouchers, for whoever has points."""
    days = issue_days(plan.points.vouchers, as_of + 1, as_of + _YEAR)
    return pl.when(pl.col("points") > 0).then(pl.lit(days[0] if days else None, dtype=pl.Int32))

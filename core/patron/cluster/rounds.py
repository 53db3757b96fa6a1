"""One part in one round: whoever reads only what is settled is run, and told of; the others wait.

`settle` runs each member once, after all that it reads of other members; whoever is left reads in a circle, or behind one.
`circle` runs those by what was last said, until nobody says anything new: what happens at a moment depends only on what
happened before it, so that each round settles at least the earliest moment that was not, and the answer is the only one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import polars as pl

from patron.cluster.job import Job
from patron.cluster.parcels import Parcel
from patron.cluster.places import parts_of
from patron.cluster.reading import behind, reads
from patron.cluster.state import INTRODUCED, State, Word, Worked, earning, letter
from patron.cluster.working import work
from patron.engine.batch.part import KNOWN
from patron.engine.derived import DERIVED
from patron.engine.history import History
from patron.engine.referrals import earning_rows, introduced_purchases


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a part hands on: the state of those who wait, letters to other parts, and what is worked out.

    `ran` members were run. In a circle the result is only right once no part sends a letter.
    """

    state: State
    letters: list[Parcel] = field(default_factory=list)
    worked: Worked = field(default_factory=Worked)
    ran: int = 0


def gather(job: Job, part: int, state: State) -> Outcome:
    """The round before all others where the job is only known once the rows have been looked at: nobody is run."""
    return Outcome(state)


def introduce(job: Job, part: int, state: State) -> Outcome:
    """The round before the others where introductions earn points: every part tells the introducers' parts what they may earn."""
    found = introduced_purchases(job.plan, state.history).cast(INTRODUCED)  # type: ignore[arg-type]
    gives = state.history.movements.filter(pl.col("kind") == "give")
    opened = state.history.members.filter(pl.col("opening_on").is_not_null()).select(list(KNOWN))
    gives = gives.with_columns(to=parts_of(gives["to_member"], job.parts)).join(opened, on="member_id", how="semi")
    there = parts_of(found["introducer"], job.parts)
    letters: list[Parcel] = []
    for to in sorted({*there.drop_nulls().to_list(), *gives["to"].drop_nulls().to_list()}):
        givers = gives.filter(pl.col("to") == to).select("member_id")
        told = pl.DataFrame(schema=KNOWN) if to == part else opened.join(givers, on="member_id", how="semi")
        letters += earning(to, part, found.filter(there == to), told)
    return Outcome(state, letters)


def settle(job: Job, part: int, state: State) -> Outcome:
    """Runs everyone who reads only what is settled."""
    state = _earned(job, state)
    own = own_members(state, part, job.parts)
    pairs = reads(job.plan, state.history)
    pairs = pairs.join(own.to_frame("reader"), on="reader", how="semi", maintain_order="left")
    known = pairs.join(state.told.about, left_on="read", right_on="member_id", how="semi")["read"]
    elsewhere = (parts_of(pairs["read"], job.parts) != part) & ~pairs["read"].is_in(known.implode())
    waiting = behind(pairs.filter(elsewhere)["reader"], pairs)
    ready = own.filter(~own.is_in(waiting.implode()))
    asked = state.asks.join(waiting.rename("member_id").to_frame(), on="member_id", how="anti", maintain_order="left")
    next_door = pairs.filter(pl.col("reader").is_in(waiting.implode()) & ~pl.col("read").is_in(waiting.implode()))["read"]
    next_door = next_door.filter(parts_of(next_door, job.parts) == part)
    next_door = next_door.filter(~next_door.is_in(state.told.about["member_id"].implode()))
    about = pl.concat([asked["member_id"], next_door]).unique(maintain_order=True)
    worked, told = work(job, _rows_of(state, ready, nobody=True), ready, earned=state.earned, told=state.told, asked=about)
    word = Word(about.rename("member_id").to_frame(), told)
    letters = _letters("told", part, asked, word)
    left = replace(
        state,
        history=_rows_of(state, waiting),
        asks=state.asks.join(waiting.rename("member_id").to_frame(), on="member_id", how="semi", maintain_order="left"),
        told=state.told.of(_still_read(pairs, waiting)) + word.of(next_door.unique(maintain_order=True)),
        earned=state.earned.filter(pl.col("member_id").is_in(waiting.implode())),
    )
    return Outcome(left, letters, worked, len(ready))


def circle(job: Job, part: int, state: State) -> Outcome:
    """Runs those who wait again, by what the others said, if that is anything new; tells the others what is new."""
    heard = state.rumours + state.news
    if state.worked is not None and heard.same(state.rumours):
        return Outcome(replace(state, news=Word()), [], state.worked)
    own = own_members(state, part, job.parts)
    about = state.asks["member_id"].unique(maintain_order=True)
    worked, told = work(job, _rows_of(state, own), own, earned=state.earned, told=state.told + heard, asked=about)
    word = Word(about.rename("member_id").to_frame(), told)
    letters = [] if state.worked is not None and word.same(state.said) else _letters("news", part, state.asks, word)
    left = replace(state, news=Word(), rumours=heard, said=word, worked=worked)
    return Outcome(left, letters, worked, len(own))


def own_members(state: State, part: int, parts: int) -> pl.Series:
    """The members of the part that the rows speak of, sorted; without those who are settled and gave to one who waits."""
    history = state.history
    gives = history.movements.filter(pl.col("kind") == "give")["to_member"]
    named = [history.lines["member_id"], history.returns["member_id"], history.movements["member_id"], gives, history.members["member_id"]]
    ids = pl.concat([one.drop_nulls().unique() for one in named]).unique().sort().rename("member_id")
    ids = ids.filter(parts_of(ids, parts) == part)
    return ids.filter(~ids.is_in(state.told.about["member_id"].implode()))


def _letters(kind: str, part: int, asks: pl.DataFrame, word: Word) -> list[Parcel]:
    return list(_written(kind, part, asks, word))


def _written(kind: str, part: int, asks: pl.DataFrame, word: Word) -> Iterator[Parcel]:
    for to in sorted(set(asks["reader"].to_list())):
        yield from letter(to, kind, part, word.of(asks.filter(pl.col("reader") == to)["member_id"]))


def _still_read(pairs: pl.DataFrame, waiting: pl.Series) -> pl.Series:
    return pairs.filter(pl.col("reader").is_in(waiting.implode()))["read"].unique()


def _rows_of(state: State, members: pl.Series, *, nobody: bool = False) -> History:
    """The rows of some members, and the gifts to them; with `nobody`, rows without a member too."""
    rows = state.history

    def ours(column: str = "member_id") -> pl.Expr:
        held = pl.col(column).is_in(members.implode())
        return held | pl.col("member_id").is_null() if nobody else held.fill_null(value=False)

    gifts = (pl.col("kind") == "give") & pl.col("to_member").is_in(members.implode())
    return replace(
        rows,
        lines=rows.lines.filter(ours()),
        returns=rows.returns.filter(ours()),
        movements=rows.movements.filter(ours() | gifts.fill_null(value=False)),
        members=rows.members.filter(ours()),
    )


def _earned(job: Job, state: State) -> State:
    """What introductions have earned, once all have told of theirs."""
    if state.introduced.is_empty():
        return state
    there = state.openings.join(state.history.members.select("member_id"), on="member_id", how="anti")
    history = replace(state.history, members=pl.concat([state.history.members, there], how="diagonal"))
    rows = earning_rows(job.plan, history, state.introduced.sort("rule", "purchase_id"))
    nothing = State(history=state.history)
    earned = pl.concat([state.earned, rows.select(list(DERIVED)).cast(DERIVED)])  # type: ignore[arg-type]
    return replace(state, introduced=nothing.introduced, openings=nothing.openings, earned=earned)

"""The postings of a run as numbers: programs that add up all of them look nothing up by the texts of ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from patron.engine.results import PostingCodes

if TYPE_CHECKING:
    from patron.engine.results import Evaluation


def posted_of(evaluation: Evaluation) -> PostingCodes:
    """The runner's own, else those of its frame. The run must have been asked for detail."""
    if evaluation.posted is not None:
        return evaluation.posted
    frame = evaluation.postings
    assert frame is not None, "postings need a run with detail"
    told = {name: frame[name].unique().sort() for name in ("member_id", "kind", "rule")}

    def places(name: str) -> pl.Series:
        numbers = pl.int_range(len(told[name]), dtype=pl.Int64, eager=True)
        return numbers if frame.is_empty() else frame[name].replace_strict(told[name], numbers)

    return PostingCodes(
        member=places("member_id").to_numpy(),
        on=frame["on"].cast(pl.Int64).to_numpy(),
        kind=places("kind").to_numpy(),
        rule=places("rule").to_numpy(),
        points=frame["points"].to_numpy(),
        names=told["member_id"],
        kinds=tuple(told["kind"]),
        rules=tuple(told["rule"]),
    )

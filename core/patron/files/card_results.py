"""What `evaluate` writes of cards: the cards, their ledger, and who may be given one."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from patron.engine.cards import run
from patron.engine.cards.frames import CARD_MONEY, card_frame, ledger_frame, rights_frame
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.files.results import money
from patron.files.write import Output


def card_outputs(
    plan: Plan, history: History, as_of: int, *, cards: Path | None = None, ledger: Path | None = None, rights: Path | None = None
) -> list[Output]:
    """The tables asked for, as of a day (days since 1970-01-01, inclusive); dates as Date, amounts as Decimal."""
    if cards is None and ledger is None and rights is None:
        return []
    found = run(plan, history, as_of)
    outputs = []
    if cards is not None:
        dated = card_frame(found.cards).with_columns(pl.col("issued_on", "valid_until").cast(pl.Date))
        outputs.append(Output(cards, dated.with_columns(money(name, plan.places) for name in CARD_MONEY)))
    if ledger is not None:
        dated = ledger_frame(found.postings).with_columns(pl.col("on").cast(pl.Date))
        outputs.append(Output(ledger, dated.with_columns(money(name, plan.places) for name in ("value", "money", "commission"))))
    if rights is not None:
        outputs.append(Output(rights, rights_frame(found.entitled(history, as_of))))
    return outputs

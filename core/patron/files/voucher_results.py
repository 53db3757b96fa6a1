"""Vouchers and receipts as tables."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation
from patron.engine.vouchers import VOUCHER_COLUMNS, vouchers_of
from patron.files.results import money
from patron.files.write import Output

CARD = "card"  # a plugin's text field of lines: the number of the member's card on the receipt


def voucher_table(ledger: pl.DataFrame, places: int) -> pl.DataFrame:
    """The rows of `--vouchers`: dates as Date, money as Decimal."""
    amounts = [money(name, places) for name in ("amount", "used", "expired", "left")]
    return ledger.select(*VOUCHER_COLUMNS).with_columns(pl.col("issued_on", "ends_on").cast(pl.Date), *amounts)


def receipt_table(history: History, evaluation: Evaluation, places: int) -> pl.DataFrame:
    """One row a purchase, walk-in sales too, by instant and id: what a receipt shows, with the points that the purchase made.

    `points` are those made at the purchase, waiting ones included; returns take theirs later. Several sellers, or cards, of one purchase
    stand behind one another.
    """
    assert evaluation.purchases is not None, "receipts are read from the purchases"
    lines = history.lines
    card = pl.col(CARD) if CARD in lines.columns else pl.lit(None, pl.String).alias(CARD)
    told = lines.lazy().select("purchase_id", "staff", card, "amount").group_by("purchase_id")
    texts = [pl.col(name).drop_nulls().unique().sort().str.join("; ").replace("", None).alias(name) for name in (CARD, "staff")]
    summed = told.agg(*texts, pl.col("amount").sum()).collect()
    frame = evaluation.purchases.join(summed, on="purchase_id", how="left", maintain_order="left")
    columns = ["purchase_id", "member_id", CARD, "staff", "on", "amount", "points"]
    return frame.with_columns(pl.col("day").cast(pl.Date).alias("on"), money("amount", places)).select(columns)


def use_outputs(
    plan: Plan, history: History, evaluation: Evaluation, as_of: int, *, vouchers: Path | None, receipts: Path | None
) -> list[Output]:
    """The tables that were asked for; the evaluation has its detail then."""
    outputs = []
    if vouchers is not None:
        outputs.append(Output(vouchers, voucher_table(vouchers_of(plan, history, evaluation, as_of).ledger, plan.places)))
    if receipts is not None:
        outputs.append(Output(receipts, receipt_table(history, evaluation, plan.places)))
    return outputs

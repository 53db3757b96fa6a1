"""Returns must name an earlier purchase of the same member, and take back no more than is left of it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from patron.engine.history import History
from patron.engine.validate.found import Found, quoted, rows

_KEY = ["returns", "taken"]


def check_returns(history: History) -> Iterator[Found]:
    """Every row of `returns` against the purchase that it names; a row with one fault is not looked at for the next."""
    returns = history.returns
    if returns.is_empty():
        return
    nothing = pl.col("amount") <= 0
    if (bad := rows(returns, nothing, pl.lit("takes nothing back: its amount is not above 0"))).height:
        yield Found("purchases", "not-above-zero", "amount", bad, "leave the row out, or write what was taken back as a positive amount")
    named = returns["returns"].unique()
    lines = history.lines.filter(pl.col("purchase_id").is_in(named.implode()))
    sales = lines.group_by("purchase_id").agg(
        pl.col("member_id").first().alias("seller_member"),
        pl.col("at").first().alias("sold_at"),
        pl.col("category").drop_nulls().unique().sort().alias("categories"),
        pl.col("category").is_null().any().alias("without"),
    )
    joined = returns.filter(~nothing).join(sales, left_on="returns", right_on="purchase_id", how="left", maintain_order="left")
    for code, column, bad_expr, message, help_text in _RULES:
        bad = rows(joined, bad_expr, message)
        if bad.height:
            yield Found("purchases", code, column, bad, help_text)
            joined = joined.filter(~bad_expr)
    taken = pl.when(pl.col("category").is_not_null()).then("category").when(~pl.col("without")).then(pl.col("categories").list.first())
    yield from _too_much(joined.with_columns(taken.alias("taken")), lines)


_RULES: tuple[tuple[str, str, pl.Expr, pl.Expr, str], ...] = (
    (
        "unknown-purchase",
        "returns",
        pl.col("sold_at").is_null(),
        pl.format("there is no purchase {}", quoted("returns")),
        "name the purchase_id of the purchase that is taken back; it must be in the file",
    ),
    (
        "other-member",
        "member_id",
        pl.col("member_id").ne_missing(pl.col("seller_member")),
        pl.format("takes back purchase {}, which is another member's", quoted("returns")),
        "a return belongs to the member who bought",
    ),
    (
        "return-before-purchase",
        "at",
        (pl.col("sold_at") > pl.col("at")) | ((pl.col("sold_at") == pl.col("at")) & (pl.col("returns") > pl.col("purchase_id"))),
        pl.format("comes before purchase {}, which it takes back", quoted("returns")),
        "check both times; at the same instant, ids are taken in order as text",
    ),
    (
        "category-unclear",
        "category",
        pl.col("category").is_null() & ~pl.col("without") & (pl.col("categories").list.len() > 1),
        pl.format("does not say which category of purchase {} it takes back", quoted("returns")),
        "fill in the category",
    ),
)


def _too_much(returns: pl.DataFrame, lines: pl.DataFrame) -> Iterator[Found]:
    """Rows that take more of a category than what earlier returns left of it."""
    if returns.is_empty():
        return
    sold = lines.group_by(pl.col("purchase_id").alias("returns"), pl.col("category").alias("taken")).agg(
        pl.col("amount").sum().alias("sold")
    )
    joined = returns.join(sold, on=_KEY, how="left", nulls_equal=True, maintain_order="left").with_columns(pl.col("sold").fill_null(0))
    over = joined.filter(pl.col("amount").cast(pl.Int128).sum().over(_KEY) > pl.col("sold"))
    if over.is_empty():
        return
    left: dict[tuple[str, str | None], int] = {}
    bad: list[tuple[int, str]] = []
    ordered = over.sort("at", "purchase_id", "row").select("row", "returns", "taken", "amount", "sold")
    for row, purchase, category, amount, total in ordered.iter_rows():  # only purchases of which too much is taken
        rest = left.setdefault((purchase, category), total)
        if amount <= rest:
            left[purchase, category] = rest - amount
        else:
            of = f" of category '{category}'" if category is not None else ""
            nothing = total == 0 and category is not None
            bad.append(
                (row, f"purchase '{purchase}' has nothing{of}" if nothing else f"takes back more{of} than is left of purchase '{purchase}'")
            )
    frame = pl.DataFrame(bad, schema={"row": pl.Int64, "message": pl.String}, orient="row")
    yield Found("purchases", "more-than-left", "amount", frame, "all that is taken back must not exceed what was sold")

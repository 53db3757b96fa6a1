"""Measures the batch runner against a kernel written by hand for apparel's card scheme; prints ratios of medians within one run.

    python benchmarks/apparel.py [--members 1000000] [--purchases 20000000] [--repeat 5] [--sample 5000]

Five tiers, points with promotions, a bonus, a daily cap, yearly vouchers, and returns: the ready scheme `apparel-card` as it stands, over
the made-up house of `data.py` with goods, stores and means of payment that the promotions ask for. The kernel and the batch runner give
the same cells, and the reference runner the same for a sample of members.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

import data
import numpy as np
import patron_apparel
import polars as pl
from apparel_kernel import NEVER, Days, Ids, Rows, run
from hand_kernel import text
from hand_kernel_dates import table
from patron.engine import batch, reference
from patron.engine.history import History
from patron.engine.plan.compile import compile_plan
from patron.engine.results import MEMBER_COLUMNS
from patron.scheme.load import load_scheme
from turns import in_turn, ratios

TIERS = ["guest", "ordinary", "silver", "gold", "diamond"]
TENDERS = {"voucher", "stored-value", "代金券", "储值"}


def shop(members: int, purchases: int, seed: int = 3) -> History:
    """The house's sales as a shop's: accessories, a flagship store, some paid by voucher; most members have filled in the form."""
    made = data.history_of(data.sales(members, purchases))
    rng = np.random.default_rng(seed)

    def some(height: int, names: list[str | None], shares: list[float]) -> pl.Series:
        return pl.Series(names, dtype=pl.String).gather(rng.choice(len(names), height, p=shares).astype(np.uint32))

    lines = made.lines.with_columns(
        pl.col("category").replace({"jade": "accessories"}),
        group_id=pl.lit(None, pl.String),
        amount=pl.col("amount") // 8 + 100,
        store=some(made.lines.height, ["flagship", "north"], [0.2, 0.8]),
        tender=some(made.lines.height, ["card", "cash", "voucher"], [0.6, 0.35, 0.05]),
    ).rechunk()
    returns = made.returns.with_columns(pl.col("category").replace({"jade": "accessories"}), amount=pl.col("amount") // 8 + 100)
    height = made.members.height
    people = made.members.with_columns(
        name=some(height, ["Ann", None], [0.9, 0.1]),
        phone=some(height, ["13800000000", None], [0.9, 0.1]),
        birthday=pl.Series(np.where(rng.random(height) < 0.1, -1, rng.integers(0, 9000, height))).cast(pl.Int32).replace({-1: None}),
        brand_fit=some(height, ["good", "fair", "poor", None], [0.4, 0.3, 0.2, 0.1]),
        referred_by=pl.lit(None, pl.String),
    )
    return History(lines=lines, returns=returns, members=people)


def _spans(ids: pl.Series, members: pl.Series) -> np.ndarray:
    """Where each member's rows begin; rows are sorted by member, and every member is known."""
    runs = ids.rle().struct.unnest()
    places = runs.join(pl.DataFrame({"value": members}).with_row_index("place"), on="value", how="left", maintain_order="left")["place"]
    lengths = np.zeros(len(members) + 1, np.int64)
    lengths[places.to_numpy() + 1] = runs["len"].to_numpy()
    return np.cumsum(lengths)


def _days(first: int, as_of: int) -> Days:
    days = np.arange(first, as_of + 400)
    factor = np.where((days + 3) % 7 == 2, 20, 10)
    dates = days.astype("datetime64[D]")
    year = dates.astype("datetime64[Y]")
    factor[dates == year.astype("datetime64[M]") + np.timedelta64(8, "M") + np.timedelta64(17, "D")] = 30
    march = (year.astype("datetime64[M]") + np.timedelta64(2, "M")).astype("datetime64[D]")
    following = ((year + 1).astype("datetime64[M]") + np.timedelta64(2, "M")).astype("datetime64[D]")
    issue = np.where(march <= dates, following, march).astype(np.int64)
    since = int(table(as_of, as_of, -12)[0]) + 1
    return Days(first, factor, table(first, as_of + 399, 12).astype(np.int64), issue, as_of, since)


def by_hand(history: History, as_of: int) -> pl.DataFrame:
    """The rows of `evaluate`, from lines, returns and members in order of ids."""
    lines, returns, members = history.lines, history.returns, history.members
    ids, own, target = text(lines["purchase_id"]), text(returns["purchase_id"]), text(returns["returns"])
    codes = pl.Enum(sorted((set(lines["category"].unique()) | set(returns["category"].unique())) - {None}))
    kinds = [frame["category"].cast(codes).to_physical().to_numpy().astype(np.int32) for frame in (lines, returns)]
    more = (pl.col("category") == "accessories") | (pl.col("store") == "flagship")
    factor = lines.select(pl.when(pl.col("tender").is_in(list(TENDERS))).then(0).when(more).then(15).otherwise(10).cast(pl.Int8))
    columns = ("at", "day", "amount")
    rows = Rows(
        *(lines[name].to_numpy() for name in columns),
        kinds[0],
        factor.to_series().to_numpy(),
        *(returns[name].to_numpy() for name in columns),
        kinds[1],
    )
    filled = members.select(pl.all_horizontal(pl.col("name", "phone", "birthday").is_not_null())).to_series().to_numpy()
    fit = members["brand_fit"].replace_strict({"good": 2, "fair": 1}, default=0, return_dtype=pl.Int64).fill_null(0).to_numpy()
    out = np.zeros((11, members.height), np.int64)
    spans, backs = (_spans(frame["member_id"], members["member_id"]) for frame in (lines, returns))
    texts = Ids(ids.starts, ids.data, own.starts, own.data, target.starts, target.data)
    run(spans, backs, filled, fit, rows, texts, _days(int(lines["day"].min()) - 1, as_of), out)
    return _as_rows(members["member_id"], out)


def _as_rows(ids: pl.Series, out: np.ndarray) -> pl.DataFrame:
    rules = ["ordinary-by-total", "silver-by-purchase", "gold-by-purchase", "diamond-by-purchase"]
    rules += ["silver-by-total", "gold-by-total", "diamond-by-total", *(f"{tier}-fits" for tier in TIERS[1:])]
    reasons = pl.Series([None, *rules, "lapse", "return"])
    named = {1: pl.Series(TIERS).gather(out[0]), 4: reasons.gather(out[3])}
    dates = {place: pl.Series(out[place - 1]).replace(NEVER, None).cast(pl.Int32) for place in (2, 3)}
    columns = {name: ids if n == 0 else named.get(n, dates.get(n, out[n - 1])) for n, name in enumerate(MEMBER_COLUMNS)}
    return pl.DataFrame(columns, schema=MEMBER_COLUMNS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--purchases", type=int, default=20_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--sample", type=int, default=5_000)
    chosen = parser.parse_args()
    loaded = load_scheme(Path(patron_apparel.__file__).parent / "schemes" / "apparel-card.yaml")
    plan = compile_plan(loaded.require(), loaded.industry)
    as_of = (date(2024, 12, 31) - date(1970, 1, 1)).days
    history = shop(chosen.members, chosen.purchases)
    programs = {
        "hand_kernel": lambda: by_hand(history, as_of),
        "batch": lambda: batch.run(plan, history, as_of).members,
    }
    seconds, answers = in_turn(programs, chosen.repeat)
    if not answers["hand_kernel"].equals(answers["batch"]):
        raise SystemExit("hand-written kernel and batch runner: not the same cells")
    few = history.members["member_id"].sample(min(chosen.sample, chosen.members), seed=7)
    keep = pl.col("member_id").is_in(few.implode())
    part = History(history.lines.filter(keep), history.returns.filter(keep), history.movements, history.members.filter(keep))
    exact = reference.run(plan, part, as_of).members
    if not exact.equals(answers["batch"].filter(pl.col("member_id").is_in(exact["member_id"].implode()))):
        raise SystemExit("reference and batch runner: not the same cells")
    figures = seconds | ratios(seconds, {"batch_to_hand_kernel": ("batch", "hand_kernel")})
    about = {"members": chosen.members, "purchases": chosen.purchases, "repeat": chosen.repeat, "sample_members": exact.height}
    print(json.dumps(about | figures, indent=2))


if __name__ == "__main__":
    main()

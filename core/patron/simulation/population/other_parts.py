"""The parts of a population that are counted: how customers come, stores, introductions, walk-ins, groups, profiles."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from patron.engine.history import History
from patron.simulation.population.goods_mix import whole
from patron.simulation.population.model import Arrival, GroupOrders
from patron.simulation.population.visits import Sample, Visits
from patron.vocabulary import Industry

_YEAR, _MONTH = 365.25, 365.25 / 12
_MOST_STORES = 200  # smaller ones are left out


def arrival_of(customers: pl.DataFrame, first: int, last: int) -> tuple[Arrival, int, float]:
    """How customers come, and the newcomers and days that it was counted on.

    Newcomers are those of the last 12 months, or of the last half of a shorter history, since at its beginning everyone looks
    new; they are a share of all customers known at its end, which is where a simulation begins.
    """
    span = last - first + 1
    seen = min(_YEAR, span / 2)
    newcomers = customers.filter(pl.col("first") > last - seen).height
    share = newcomers / customers.height * _YEAR / seen
    return Arrival(max(1, math.ceil(span / _MONTH - 0.1)), round(share, 4)), newcomers, seen


def stores_of(sample: Sample) -> tuple[tuple[str, float], ...]:
    """Each store's share of customers by the store where a customer bought most; empty where the sales name none."""
    lines = sample.lines.filter(pl.col("store").is_not_null())
    visits = lines.group_by("member_id", "store").len().sort("len", "store", descending=[True, False])
    chosen = visits.unique("member_id", keep="first", maintain_order=True)
    counts = chosen.group_by("store").len("n").sort("n", "store", descending=[True, False]).head(_MOST_STORES)
    shares = whole([float(one) for one in counts["n"]]) if counts.height else []
    return tuple((name, share) for name, share in zip(counts["store"], shares, strict=True) if share > 0)


def introductions_of(history: History, customers: pl.DataFrame) -> tuple[float, int] | None:
    """Share of the buyers whom another member brought, and of how many; None where no members file says so."""
    buyers = history.members.join(customers.select("member_id"), on="member_id", how="semi")
    brought = buyers.height - buyers["referred_by"].null_count()
    return (round(brought / buyers.height, 4), buyers.height) if brought else None


def walk_ins_of(history: History) -> tuple[float, int]:
    """Purchases without a member as a share of all that are no group orders, and how many they are."""
    alone = history.lines.filter(pl.col("group_id").is_null())
    walk_ins = alone.filter(pl.col("member_id").is_null())["purchase_id"].n_unique()
    if walk_ins == 0:
        return 0.0, 0
    return round(walk_ins / alone["purchase_id"].n_unique(), 4), walk_ins


def group_orders_of(history: History, minor_units: int, first: int, last: int) -> tuple[GroupOrders, int] | None:
    """How many a year and a lognormal of their amounts after returns (median, standard deviation of logarithms), and how many."""
    lines = history.lines.filter(pl.col("group_id").is_not_null())
    if lines.is_empty():
        return None
    back = history.returns.group_by(purchase_id=pl.col("returns")).agg(pl.col("amount").sum().alias("back"))
    bills = lines.group_by("purchase_id").agg(pl.col("amount").sum(), pl.col("group_id").first())
    net = bills.join(back, on="purchase_id", how="left").with_columns(pl.col("amount") - pl.col("back").fill_null(0))
    orders = net.group_by("group_id").agg(pl.col("amount").sum()).filter(pl.col("amount") > 0).sort("amount")
    if orders.is_empty():
        return None
    logs = np.log(orders["amount"].to_numpy() / minor_units)
    sold = lines.filter(pl.col("category").is_not_null()).group_by("category").agg(pl.col("amount").sum())
    category = sold.sort("amount", "category", descending=[True, False])["category"].first()
    each_year = round(orders.height / max(1, last - first + 1) * _YEAR, 2)
    median, sigma = round(float(np.exp(np.median(logs))), 2), round(float(logs.std(ddof=1)), 4) if len(logs) > 1 else 0.0
    return GroupOrders(each_year, median, sigma, None if category is None else str(category)), orders.height


Profiles = tuple[tuple[str, tuple[tuple[str, float], ...]], ...]


def profiles_of(history: History, visits: Visits, industry: Industry) -> tuple[Profiles, int]:
    """The industry's fields of members' profiles: each value's share of the buyers whose field is filled; and the buyers."""
    members = history.members.join(visits.frame.select("member_id").unique(), on="member_id", how="semi")
    fields = []
    for field in industry.profile_fields:
        if field.name not in members.columns or members.schema[field.name] != pl.String():
            continue
        known = members.filter(pl.col(field.name).is_not_null())
        if field.choices:
            known = known.filter(pl.col(field.name).is_in(field.choices))
        counts = known.group_by(field.name).len("n").sort("n", field.name, descending=[True, False])
        if counts.height and (field.choices or counts.height <= 20):  # others are texts of their own, as a name is
            shares = whole([float(one) for one in counts["n"]])
            fields.append((field.name, tuple(zip(counts[field.name].to_list(), shares, strict=True))))
    return tuple(fields), members.height

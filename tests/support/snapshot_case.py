"""Files of a small house, and what a scheme makes of them, read from files or from a snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from patron.engine import batch, reference
from patron.engine.plan import Plan
from patron.engine.plan.compile import compile_plan
from patron.files.prepare import DataFiles, prepare, run_on
from patron.files.snapshot.ground import Ground, ground_of
from patron.findings import FindingsError
from patron.scheme.load import LoadedScheme, load_scheme

SCHEME = """\
scheme: house
title: {zh: 会员方案, en: House}
industry: general
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 贵宾, en: VIP}, term: 12 months}
qualification:
  - {id: single, grants: vip, when: {purchase: {at_least: 500}}}
  - {id: year, grants: vip, when: {spend: {within: 12 months, at_least: 800}}}
  - {id: introduced, grants: vip, when: {referrer_tier: {at_least: vip}, purchase: {at_least: 100}}}
maintenance:
  - {id: keep, keeps: vip, when: {spend: {within: 12 months, at_least: 300}}}
points:
  accrual:
    - {id: for-all, for: guest, one_point_per: 10}
    - {id: for-vip, for: vip, goods: {category_not: gold}, one_point_per: 5}
  expiry: {after: 12 months}
"""
AS_OF = 20_088  # 2024-12-31
SALES = "单号,会员号,时间,金额,品类,门店,退货原单号,备注"
MEMBERS = "会员号,入会日期,推荐人,期初日期,期初等级,期初等级起始日,期初积分,爱好"
MOVEMENTS = "变动编号,会员号,时间,类型,积分,转入会员号,value"


def loaded(folder: Path, text: str = SCHEME) -> tuple[LoadedScheme, Plan]:
    """The scheme of the tests, and its plan."""
    path = folder / "house.yaml"
    path.write_text(text, encoding="utf-8")
    scheme = load_scheme(path)
    return scheme, compile_plan(scheme.require(), scheme.industry)


def ground(folder: Path) -> Ground:
    """What the scheme of the tests says of how files are read."""
    scheme, plan = loaded(folder)
    return ground_of(plan, scheme.industry)


def write(path: Path, head: str, rows: Iterable[str]) -> Path:
    """A file with one row a text."""
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def told(files: DataFiles, folder: Path, runner: str = "reference") -> Any:
    """Every cell of the results, and the rows that were set aside; or the findings."""
    scheme, plan = loaded(folder)
    work = reference.run if runner == "reference" else batch.run
    options = {} if runner == "reference" else {"compiled": False}
    try:
        prepared = prepare(files, plan, scheme.industry, AS_OF)
        found, prepared = run_on(prepared, files.on_error, lambda history: work(plan, history, AS_OF, detail=True, **options))
    except FindingsError as error:
        return [(one.path, str(one.place), one.code, one.message) for one in error.findings]
    frames = [found.members, found.changes, found.purchases, found.postings]
    assert found.purchases is not None
    assert found.postings is not None
    keys = (["member_id"], ["member_id", "on"], ["purchase_id"], [])
    return [
        frame.sort(key, maintain_order=True).rows() if key else sorted(map(str, frame.rows()))
        for frame, key in zip(frames, keys, strict=True)
    ]  # type: ignore[union-attr]

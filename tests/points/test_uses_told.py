"""What `explain` says of vouchers stays whole in a narrow column."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from patron.cli import main

NAMES = {"zh": "每年春天按积分发放一次的年度代金券", "en": "Vouchers-of-the-spring-of-every-year"}
SCHEME = f"""\
scheme: vouchers
currency: CNY
time_zone: Asia/Shanghai
tiers: [{{id: guest}}]
points:
  accrual: [{{id: spend, for: guest, one_point_per: 1}}]
  vouchers:
    title: {{zh: {NAMES["zh"]}, en: {NAMES["en"]}}}
    id: spring
    each_year_on: 03-01
    points: 10
    worth: 1
    denominations: [50]
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_long_name_is_folded_and_not_cut_off(lang: str, tmp_path: Path) -> None:
    (tmp_path / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "sales.csv").write_text("purchase_id,member_id,at,amount\n1,ann,2024-01-05,1200000\n", encoding="utf-8")
    words = ["explain", str(tmp_path / "scheme.yaml"), "--purchases", str(tmp_path / "sales.csv"), "--as-of", "2024-12-31"]
    done = CliRunner().invoke(main, [*words, "--member", "ann", "--lang", lang])
    assert done.exit_code == 0, done.output
    assert "…" not in done.output
    assert NAMES[lang][-4:] in done.output
    assert "2400x50" in done.output

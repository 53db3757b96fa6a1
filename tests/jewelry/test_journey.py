"""The way of a new user: install, init, edit, check with a typo, test, explain, simulate on a file with Chinese headings."""

from __future__ import annotations

import json
from pathlib import Path

from house import patron

SALES = """小票号,会员卡号,时间,品类,实收金额（元）,标签价,克重,计价方式
A001,张三,2025/1/5 10:30,足金,52000.00,,65,按克
A002,张三,2025/3/8 11:00,钻饰,20000,20000,,
A003,李四,2025/3/9 15:20,银饰,880,880,,
A004,,2025/3/9 16:00,翡翠,3000,3000,,
A005,王五,2025/4/1 12:00,彩宝,49000,49000,,
"""


def test_from_init_to_the_report(tmp_path: Path) -> None:
    patron("init", "jewelry", cwd=tmp_path)
    scheme = tmp_path / "jewelry.yaml"
    good = scheme.read_text(encoding="utf-8")

    scheme.write_text(good.replace("when: {purchase: {at_least: 50000}}", "when: {purchse: {at_least: 50000}}", 1), encoding="utf-8")
    line = 1 + good[: good.index("when: {purchase: {at_least: 50000}}")].count("\n")
    said = patron("check", "jewelry.yaml", cwd=tmp_path, expect=1)
    assert f"jewelry.yaml:{line}:12: error[unknown-key]" in said
    assert "did you mean 'purchase'" in said

    scheme.write_text(good.replace("{value: 0.90", "{value: 0.88").replace("value: 0.92", "value: 0.95"), encoding="utf-8")
    patron("check", "jewelry.yaml", cwd=tmp_path)
    said = patron("test", "jewelry.yaml", cwd=tmp_path, expect=1)
    assert "jewelry_test.yaml:" in said
    assert "expected 27360" in said.replace(",", "")
    scheme.write_text(good, encoding="utf-8")
    patron("test", "jewelry.yaml", cwd=tmp_path)

    (tmp_path / "销售.csv").write_text(SALES, encoding="gbk")
    said = patron("explain", "jewelry.yaml", "--purchases", "销售.csv", "--as-of", "2025-06-30", "--member", "张三", cwd=tmp_path)
    assert "single-purchase" in said
    assert "52,000" in said
    said = patron("explain", "jewelry.yaml", "--purchases", "销售.csv", "--as-of", "2025-06-30", "--member", "王五", cwd=tmp_path)
    assert "1,000" in said  # by how much she missed it

    patron("simulate", "jewelry.yaml", "--purchases", "销售.csv", "--margin", "0.35", "--out", "report", cwd=tmp_path)
    for name in ("report.html", "result.json", "result.xlsx"):
        assert (tmp_path / "report" / name).stat().st_size > 1000
    result = json.loads((tmp_path / "report" / "result.json").read_text(encoding="utf-8"))
    assert result["company"]["sales"] == 124880_00
    assert {tier["id"]: tier["customers"] for tier in result["tiers"]} == {"guest": 2, "vip": 1}

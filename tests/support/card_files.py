"""The files of a hospital's card: movements by which five cards are made and one is sold."""

from __future__ import annotations

from pathlib import Path

# Five cards are made; three are drawn and two approved; ann buys one at 80 %.
READY = """\
01,,2025-01-01,card_make,,HV5001,hv5:5,finance
02,,2025-01-02,card_draw,,HV5001,,sales
03,,2025-01-02,card_draw,,HV5002,,sales
04,,2025-01-02,card_draw,,HV5003,,sales
05,,2025-01-03,card_approve,,HV5001,,finance-manager
06,,2025-01-03,card_approve,,HV5002,,finance-manager
07,ann,2025-01-04,card_sell,4000,HV5001,,sales
08,ann,2025-01-05,card_activate,,HV5001,,service-centre
"""
HEAD = "movement_id,member_id,at,kind,amount,ref,value,by\n"
FILES = ("--purchases", "p.csv", "--members", "m.csv", "--movements", "v.csv")


def write_movements(folder: Path, *rows: str) -> None:
    """READY and these rows as v.csv."""
    (folder / "v.csv").write_text(HEAD + READY + "".join(f"{row}\n" for row in rows), encoding="utf-8")

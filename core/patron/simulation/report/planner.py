"""The planner sheet: the break-even as formulas over the margin, the take-up of each benefit and the share of points redeemed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from patron.simulation.report.book import Book, Kind


def planner(book: Book) -> None:
    """The first sheet. Yellow cells are inputs; the cached results of the formulas are this run's own figures."""
    d = book.document
    sheet = book.sheet("planner")
    sheet.set_column(0, 0, 58)
    sheet.set_column(1, 4, 18)
    sheet.write_string(0, 0, d["scheme"]["title"][book.lang], book.bold)
    sheet.write_string(1, 0, f"{d['period']['from']} – {d['period']['to']} · {d['scheme']['currency']}", book.wrap)
    sheet.write_string(2, 0, book.word("planner_hint"), book.wrap)
    benefits = d["costs"]["benefits"]
    first = 22  # the row of the first benefit, from 0
    _terms(book, sheet, first, len(benefits))
    titles = {one["rule"]: one["title"][book.lang] for one in d["costs"]["by_rule"]}
    claimed = any(one["claimed"] for one in benefits)
    for column, key in enumerate(("kind.benefit", "full_amount", "take_up", "amount", *(("claimed",) if claimed else ()))):
        sheet.write_string(first - 1, column, book.word(key), book.head)
    for row, one in enumerate(benefits, start=first):
        book.cell(sheet, row, 0, titles[one["rule"]], "text")
        book.cell(sheet, row, 1, one["full_amount"], "money")
        book.cell(sheet, row, 2, one["take_up"], "share", given=True)
        formula = f"=B{row + 1}*C{row + 1}"
        if one["claimed"]:  # borne whatever the take-up
            book.cell(sheet, row, 4, one["claimed"], "money")
            formula = f"=(B{row + 1}-E{row + 1})*C{row + 1}+E{row + 1}"
        book.formula(sheet, (row, 3), formula, value=one["amount"], kind="money")


def _terms(book: Book, sheet: Worksheet, first: int, benefits: int) -> None:
    """The formula's terms, one a row; cell addresses in formulas count from 1."""
    d = book.document
    found, kinds, points = d["break_even"], d["costs"]["by_kind"], d["points"]
    last = first + max(benefits, 1)
    none = book.word("state.never").replace('"', "'")
    rows: list[tuple[str, Any, Kind, str]] = [  # label, value, kind, formula ("": plain value, "given": an input)
        ("term.sales", found["sales"], "money", ""),  # B5
        ("term.margin", found["margin"], "share", "given"),  # B6
        ("kind.discount", kinds["discount"], "money", ""),  # B7
        ("kind.points", points["full_cost"], "money", ""),  # B8: if all were redeemed
        ("redeemed_share", d["assumptions"]["redeemed"], "share", "given"),  # B9
        ("term.variable", found["variable_cost"], "money", "=B7+B8*B9"),  # B10
        ("term.variable_share", found["variable_share"], "share", "=IF(B5>0,B10/B5,0)"),  # B11
        ("kind.benefit", kinds["benefit"], "money", f"=SUM(D{first + 1}:D{last})"),  # B12
        ("kind.yearly", kinds["yearly"], "money", ""),  # B13
        ("kind.one_off", kinds["one_off"], "money", ""),  # B14
        ("term.other", found["fixed_cost"] - kinds["benefit"] - kinds["yearly"] - kinds["one_off"], "money", ""),  # B15: every other kind
        ("term.fixed", found["fixed_cost"], "money", "=B12+B13+B14+B15"),  # B16
        ("term.uplift", found["uplift"], "share", f'=IF(B5<=0,"{none}",IF(B6="","",IF(B6<=B11,"{none}",(B11+B16/B5)/(B6-B11))))'),  # B17
        ("term.extra", found["extra_sales"], "money", '=IF(ISNUMBER(B17),B17*B5,"")'),  # B18
        ("total_cost", d["costs"]["total"], "money", "=B10+B16"),  # B19
    ]
    for row, (label, value, kind, formula) in enumerate(rows, start=4):
        sheet.write_string(row, 0, book.word(label), book.wrap)
        if formula in ("", "given"):
            book.cell(sheet, row, 1, value, kind, given=formula == "given")
        else:
            shown = none if value is None and label == "term.uplift" and found["state"] in ("never", "no-sales") else value
            book.formula(sheet, (row, 1), formula, value=shown, kind=kind)

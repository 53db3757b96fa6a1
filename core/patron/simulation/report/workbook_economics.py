"""Sheets of the economics: what pays for each rule, when the scheme has paid back, and what a member is worth, as formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from patron.simulation.report import figures

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from patron.simulation.report.book import Book, Column, Document

_STATES = ("never", "no-sales")  # in which the formula gives words


def rules(book: Book) -> None:
    """Each rule's break-even, u = (c + F/S) ÷ (g − c), over its cost, the sales to its tiers and their margin."""
    found = (book.document.get("economics") or {"by_rule": []})["by_rule"]
    if not found:
        return
    sheet = book.sheet("xlsx.rules")
    _hint(book, sheet)
    heads = ("rule", "kind", "xlsx.rule_sales", "xlsx.rule_margin", "xlsx.rule_variable", "xlsx.rule_fixed", "xlsx.rule_break_even")
    book.heads(sheet, 2, heads)
    sheet.set_column(0, 0, 58)
    sheet.set_column(1, 6, 18)
    never, none = (_quoted(book.word(f"state.{state}")) for state in _STATES)
    for row, one in enumerate(found, start=3):
        n = row + 1
        book.cell(sheet, row, 0, one["title"][book.lang], "text")
        book.cell(sheet, row, 1, book.word(f"kind.{one['kind']}"), "text")
        book.cell(sheet, row, 2, one["sales"], "money", given=True)
        book.cell(sheet, row, 3, one["margin"], "share", given=True)
        book.cell(sheet, row, 4, one["variable"], "money", given=True)
        book.cell(sheet, row, 5, one["fixed"], "money", given=True)
        formula = f'=IF(C{n}<=0,{none},IF(D{n}="","",IF(D{n}*C{n}<=E{n},{never},(E{n}+F{n})/(D{n}*C{n}-E{n}))))'
        value = book.word(f"state.{one['state']}") if one["state"] in _STATES else one["break_even"]
        book.formula(sheet, (row, 6), formula, value=value, kind="share")
    sheet.freeze_panes(3, 1)


def payback(book: Book) -> None:
    """One-off amounts, then each month's gross profit and costs: the running sum and the month of payback follow."""
    d = book.document
    found = (d.get("economics") or {"payback": None})["payback"]
    if not found:
        return
    sheet = book.sheet("xlsx.payback")
    _hint(book, sheet)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 5, 18)
    first, months = 8, len(found["running"])  # rows from 0
    last = first + months
    for row, key in ((2, "xlsx.one_off"), (3, "xlsx.payback_months"), (4, "xlsx.payback_month")):
        sheet.write_string(row, 0, book.word(key), book.wrap)
    book.cell(sheet, 2, 1, found["one_off"], "money", given=True)
    none = book.word("xlsx.no_payback")
    stays = f"F{first + 1}:F{last}"
    nothing = book.word("xlsx.nothing_to_pay_back")
    free = f"AND(B3=0,COUNTIF(C{first + 1}:C{last},0)={months})"
    formula = f"=IF({free},{_quoted(nothing)},IF(SUM({stays})=0,{_quoted(none)},{months}-SUM({stays})+1))"
    value = none if found["months"] is None else found["months"] or nothing
    book.formula(sheet, (3, 1), formula, value=value, kind="count")
    book.formula(sheet, (4, 1), f'=IF(ISNUMBER(B4),INDEX(A{first + 1}:A{last},B4),"")', value=found["month"], kind="month")
    book.heads(sheet, first - 1, ("month", "xlsx.extra_gross", "xlsx.other_cost", "xlsx.month_net", "xlsx.running", "xlsx.stays"))
    for row, (month, gross, cost, running, ever) in enumerate(_months(d, found), start=first):
        n = row + 1
        book.cell(sheet, row, 0, month, "month")
        book.cell(sheet, row, 1, gross, "money", given=True)
        book.cell(sheet, row, 2, cost, "money", given=True)
        book.formula(sheet, (row, 3), f"=B{n}-C{n}", value=gross - cost, kind="money")
        before = "-$B$3" if row == first else f"E{row}"
        book.formula(sheet, (row, 4), f"={before}+D{n}", value=running, kind="money")
        after = "" if n == last else f",F{n + 1}=1"
        book.formula(sheet, (row, 5), f"=IF(AND(E{n}>=0{after}),1,0)", value=int(ever), kind="count")
    sheet.freeze_panes(first, 1)


def _months(d: Document, found: dict[str, Any]) -> list[tuple[str, int, int, int, bool]]:
    """Month, gross profit that the scheme brought, its costs but one-off, the running sum, and whether that stays at 0 or above."""
    rows, before = [], -found["one_off"]
    costs = dict.fromkeys(d["period"]["months"], 0)
    for cell in d["costs"]["cells"]:
        if cell["kind"] != "one_off":
            costs[cell["month"]] += cell["amount"]
    for number, ((month, cost), running) in enumerate(zip(costs.items(), found["running"], strict=True)):
        rows.append((month, running - before + cost, cost, running, min(found["running"][number:]) >= 0))
        before = running
    return rows


def lifetime(book: Book) -> None:
    """What a member of each tier brings a year, for how many years, and what she is worth."""
    found = (book.document.get("economics") or {"lifetime": []})["lifetime"]
    if not found:
        return
    sheet = book.sheet("xlsx.lifetime")
    _hint(book, sheet)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 6, 18)
    names = ("yearly_gross", "yearly_cost", "yearly_profit", "cost_share", "years", "lifetime_value")
    book.heads(sheet, 2, ("tier", *(f"xlsx.{name}" for name in names)))
    for row, one in enumerate(found, start=3):
        n = row + 1
        book.cell(sheet, row, 0, one["title"][book.lang], "text")
        book.cell(sheet, row, 1, one["yearly_gross"], "money", given=True)
        book.cell(sheet, row, 2, one["yearly_cost"], "money", given=True)
        book.formula(sheet, (row, 3), f'=IF(OR(B{n}="",C{n}=""),"",B{n}-C{n})', value=one["yearly_profit"], kind="money")
        book.formula(sheet, (row, 4), f'=IF(OR(B{n}="",C{n}=""),"",IF(B{n}>0,C{n}/B{n},""))', value=one["cost_share"], kind="share")
        book.cell(sheet, row, 5, one["years"], "number", given=True)
        book.formula(sheet, (row, 6), f'=IF(OR(D{n}="",F{n}=""),"",D{n}*F{n})', value=one["value"], kind="money")


def brought(book: Book) -> None:
    """By tier and by month: sales and gross profit that the scheme brought, its cost, and what is left."""
    economics = book.document.get("economics")
    if not economics or not book.document.get("worlds"):
        return
    columns: list[Column] = [
        ("tier", "text"),
        ("month", "month"),
        ("xlsx.extra_sales", "money"),
        ("xlsx.extra_gross", "money"),
        ("cost", "money"),
        ("xlsx.net", "money"),
    ]
    keys = ("extra_sales", "extra_gross", "cost", "net")
    rows = [[figures.name(book.document, one["tier"], book.lang), None, *(one[key] for key in keys)] for one in economics["by_tier"]]
    rows += [[book.word("company"), one["month"], *(one[key] for key in keys)] for one in economics["by_month"]]
    book.table("xlsx.brought", columns, rows)


def ages(book: Book) -> None:
    """What is owed for points at each month's end, by how long ago they were earned."""
    found = (book.document.get("economics") or {"liability": {"by_age": []}})["liability"]["by_age"]
    rows = [
        [month["month"], book.word("xlsx.below-zero") if age["months"] == "below-zero" else age["months"], age["points"], age["amount"]]
        for month in found
        for age in month["ages"]
    ]
    if any(row[2] for row in rows):
        columns: list[Column] = [("month", "month"), ("xlsx.age", "text"), ("xlsx.points", "count"), ("liability", "money")]
        book.table("xlsx.ages", columns, rows)


def card_float(book: Book) -> None:
    """Stored value by month: sold, used, what the house holds, and what it expects nobody to use."""
    found = (book.document.get("economics") or {"card_float": None})["card_float"]
    if not found:
        return
    keys = ("sold", "given", "used", "expired", "float", "expected_unused")
    columns: list[Column] = [("month", "month")]
    columns += [(f"xlsx.float_{key}", "money") for key in keys]
    book.table("xlsx.float", columns, [[one["month"], *(one[key] for key in keys)] for one in found])


def _hint(book: Book, sheet: Worksheet) -> None:
    sheet.write_string(0, 0, book.word("xlsx.hint"), book.wrap)


def _quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'

"""Deliberate faults about measures of goods, of units and of seasons, in either runner."""

from mutants import Fault

REFERENCE = [
    Fault("season-start", "calendar.py", "if start <= day)", "if start < day)"),
    Fault(
        "units-half-up", "amounts.py", "return (2 * units * left + line.amount) // (2 * line.amount)", "return units * left // line.amount"
    ),
    Fault(
        "units-of-a-return", "amounts.py", "// (2 * line.amount) if line.returned else units", "// (2 * line.amount) if False else units"
    ),
    Fault("left-out-units", "amounts.py", "for line in lines if stream.takes(line)", "for line in purchase.lines if stream.takes(line)"),
    Fault("nothing-of-it", "conditions.py", "moment.purchase[test.stream] or None", "moment.purchase[test.stream]"),
    Fault("share-of-list", "goods.py", "paid >= least * line.list_amount)", "paid > least * line.list_amount)"),
    Fault("free-nights-judge-nothing", "steps.py", "if any(added):", "if added[0]:"),
]
BATCH = [
    Fault(
        "season-start",
        "dates.py",
        "np.where(start <= days, np.maximum(found, start), found)",
        "np.where(start < days, np.maximum(found, start), found)",
    ),
    Fault(
        "units-half-up", "steps.py", "(2 * units * left[e] + line_amount[e]) // (2 * line_amount[e])", "units * left[e] // line_amount[e]"
    ),
    Fault("window-of-its-stream", "template/streams.py", "(STREAMS == 1 or a.k[K_SLIDES + window] == stream)", "True"),
    Fault("stream-in-window", "template/windows.py", "total -= a.net[n + low]", "total -= a.net[low]"),
    Fault(
        "categories-of-a-measure",
        "further.py",
        "return named if found is None else found & named",
        "return named if found is None else found",
    ),
    Fault("empty-quantity", "further.py", "fill_null(unit_of_empty(column))", "fill_null(0)"),
    Fault("free-nights-judge-nothing", "template/member.py", "(STREAMS > 1 and adds_beside(a, j))", "False"),
    Fault("nothing-of-it", "codegen/conditions.py", "low = max(1, low or 0)", "low = low"),
    Fault(
        "share-of-list",
        "goods.py",
        'pl.col("amount") * pl.lit(RATE_SCALE, pl.Int128) < pl.col',
        'pl.col("amount") * pl.lit(RATE_SCALE, pl.Int128) <= pl.col',
    ),
    Fault("judged-price", "template/streams.py", "a.net[n] = a.level[j * V_SIZE + V_JUDGED + stream]\n", "a.net[n] = paid\n"),
]

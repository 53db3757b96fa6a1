"""Which lines of a purchase pass a filter, and which count for nothing towards tiers."""

from __future__ import annotations

from dataclasses import dataclass

from patron.engine.plan import RATE_SCALE, Addition, GoodsFilter, LeaveOut, Plan, Stream
from patron.engine.plan.streams import text_columns, unit_columns
from patron.engine.reference.events import Line

Kind = tuple[str | None, ...]


def filter_fields(plan: Plan) -> tuple[str, ...]:
    """The columns beside category and tender that some filter of the plan reads, in order of name."""
    return text_columns(plan)


@dataclass(frozen=True, slots=True)
class Columns:
    """The lines' columns of text, beside category and tender, and of units that lines are read with."""

    texts: tuple[str, ...]
    units: tuple[str, ...]


def columns_of(*plans: Plan) -> Columns:
    """What the plans' filters and streams read, in order of name."""
    texts = {name for plan in plans for name in text_columns(plan)}
    return Columns(tuple(sorted(texts)), tuple(sorted({name for plan in plans for name in unit_columns(plan)})))


class GoodsTest:
    """Says of every line whether a filter lets it through; equal kinds of line are asked once."""

    def __init__(self, goods: GoodsFilter, fields: tuple[str, ...]) -> None:
        self._goods = goods
        self._fields = fields
        self._asks_share = goods.sold_below is not None or goods.sold_from is not None
        self._known: dict[Kind, bool] = {}

    def passes(self, line: Line) -> bool:
        """Whether every filled part of the filter lets the line through."""
        known = self._known.get(line.kind)
        if known is None:
            known = self._known[line.kind] = self._ask(line.kind)
        return known and (not self._asks_share or self._share_fits(line))

    def _share_fits(self, line: Line) -> bool:
        """What was paid, as the file says, against the list amount."""
        below, least = self._goods.sold_below, self._goods.sold_from
        if line.list_amount is None:
            return below is None
        paid = line.amount * RATE_SCALE
        return (below is None or paid < below * line.list_amount) and (least is None or paid >= least * line.list_amount)

    def _ask(self, kind: Kind) -> bool:
        category, tender, *rest = kind
        goods = self._goods
        return (
            (not goods.category or category in goods.category)
            and (category is None or category not in goods.category_not)
            and (not goods.tender or tender in goods.tender)
            and (tender is None or tender not in goods.tender_not)
            and all((rest[self._fields.index(name)] in values) != negated for name, values, negated in goods.fields)
        )


class StreamTest:
    """Says of every line that counts whether a stream takes it, and where its units lie."""

    def __init__(self, stream: Stream, columns: Columns) -> None:
        self.adds = stream.adds
        self.column = columns.units.index(stream.column) if stream.adds is Addition.UNITS else -1
        self._categories = frozenset(stream.categories)
        self._goods = None if stream.goods is None else GoodsTest(stream.goods, columns.texts)

    def takes(self, line: Line) -> bool:
        """Whether the line is of the stream's goods."""
        if self._categories and line.kind[0] not in self._categories:
            return False
        return self._goods is None or self._goods.passes(line)


class Counting:
    """`counting: leave_out`: whether a line counts towards tiers and `spend_12m`."""

    def __init__(self, leave_out: LeaveOut, fields: tuple[str, ...]) -> None:
        self._goods = GoodsTest(leave_out.goods, fields) if leave_out.goods is not None else None
        self._tenders = frozenset(leave_out.tenders)
        self._sold_below = leave_out.sold_below
        self.leaves_out_nothing = self._goods is None and not self._tenders and self._sold_below is None

    def counts(self, line: Line, amount: int) -> bool:
        """Whether a line for which `amount` was paid counts."""
        if self._goods is not None and self._goods.passes(line):
            return False
        if line.kind[1] in self._tenders:
            return False
        below, listed = self._sold_below, line.list_amount
        return below is None or listed is None or amount * RATE_SCALE >= below * listed

"""`simulate --purchases … --on`: figures drawn up part by part by Spark's tasks; the document is that of one machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from patron.cli.on_cluster import refuse_for, spark_failures_shown
from patron.cli.simulate.of_sales import FAR, SalesWish, assumed_of_sales, sales_document, sales_request
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.plan.compile import compile_plan
from patron.files.prepare import DataFiles, Prepared
from patron.scheme.load import LoadedScheme
from patron.simulation.assumptions.model import Assumptions
from patron.simulation.replay.replay import Replay


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is worked out: `on` and `parts` as the options have them; `lang` of what is refused."""

    on: str
    parts: int | None
    lang: str


def simulate_sales_on(
    loaded: LoadedScheme, files: DataFiles, wish: SalesWish, place: Place, said: Callable[[str], None]
) -> tuple[dict[str, Any], Prepared]:
    """The document, and what was read (no rows)."""
    from patron.cluster.unavailable import not_drawn

    plan = compile_plan(loaded.require(), loaded.industry)
    held = assumed_of_sales(loaded, wish)
    refuse_for(not_drawn(plan, files), place.lang)
    with spark_failures_shown():
        result, prepared = _replayed(loaded, plan, files, wish, held=held, place=place, said=said)
        return sales_document(loaded, files, wish, held, result=result, sections={}), prepared


def _replayed(
    loaded: LoadedScheme,
    plan: Plan,
    files: DataFiles,
    wish: SalesWish,
    *,
    held: Assumptions,
    place: Place,
    said: Callable[[str], None],
) -> tuple[Replay, Prepared]:
    from patron.cluster.drawn import Asked, LookBy, drawn_on
    from patron.simulation.parts.drawing import Drawing
    from patron.simulation.parts.replayed import needs_check, replay_of, with_check
    from patron.simulation.parts.totals import Totals
    from patron.simulation.replay.replay import period_of, refuse_without_margin

    drawing: Drawing | None = None

    def planned(sold: History, opened: int, look_by: LookBy) -> tuple[int, Drawing]:
        nonlocal drawing
        request = sales_request(loaded, sold, wish, held)
        period = period_of(sold, request)
        if wish.last is None and opened > period.last:  # the files were looked at before the end of the period was known
            look_by(period.last)
        refuse_without_margin(sold, request.margins, period)
        drawing = Drawing(loaded.require(), request, period)
        return period.last, drawing

    asked = Asked(place.on, plan, loaded.industry, files, FAR if wish.last is None else wish.last, place.parts or 0)
    with drawn_on(asked, planned, said) as drawn:
        assert drawing is not None, "planned before anything is drawn"
        result = replay_of(drawing.scheme, plan, drawing.request, drawing.period, drawn.whole or Totals())
        if needs_check(result):
            said("check")
            result = with_check(result, drawn.again(result.break_even.uplift))
        return result, drawn.prepared

"""The batch runner: columns in, columns out; one generated kernel a structure of plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from patron.engine.batch import outputs
from patron.engine.batch.amounts import walk_ins
from patron.engine.batch.announce import compiling, listen
from patron.engine.batch.cache import compiled as compiled_kernel
from patron.engine.batch.cache import plain
from patron.engine.batch.codegen.source import Generated, generate
from patron.engine.batch.detail import Bought, line_places, owners_of_lines, posting_codes, postings_frame, purchases_frame
from patron.engine.batch.figures import figures, tables
from patron.engine.batch.introductions import dependencies, gift_pairs, order_of
from patron.engine.batch.kept import Kept
from patron.engine.batch.kinds import NO_DAY
from patron.engine.batch.part import Part, PartAnswer, Told, among, collect, only, own_codes, tell, with_told
from patron.engine.batch.prepare import Prepared, derived, prepare
from patron.engine.batch.schedule import Inputs, Schedule
from patron.engine.batch.structure import Structure, Wanted, structure_of
from patron.engine.batch.template import layout
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.price_levels import Levels
from patron.engine.results import Detail, Evaluation
from patron.findings import Finding, FindingsError

Numbers = npt.NDArray[np.int64]


def run(
    plan: Plan,
    history: History,
    as_of: int,
    *,
    detail: Detail = False,
    prices: Levels | None = None,
    progress: Callable[[str], None] | None = None,
    compiled: bool = True,
    kept: Kept | None = None,
) -> Evaluation:
    """Evaluate every member of a validated history up to the day `as_of` (days since 1970-01-01, inclusive).

    `prices`: for each tier what each row of `history.lines` costs at its prices, int64.
    `detail` adds purchases and postings. `progress` is told where a kernel is compiled for the first time.
    `kept`: what earlier runs worked out, for use where it is the same, and for later runs.
    `compiled=False` runs the same generated source as plain Python. Raises FindingsError for movements
    that spend more points than there are.
    """
    listen(progress)
    ready, schedule, history = _worked_out(plan, history, as_of, detail, prices, compiled, None, kept)
    found = _not_available(plan, history, ready, schedule)
    if found:
        raise FindingsError(found)
    return _answer(plan, history, as_of, ready, schedule, detail, Kept() if kept is None else kept)


def run_part(
    plan: Plan, history: History, as_of: int, part: Part, *, detail: bool = False, prices: Levels | None = None, compiled: bool = True
) -> PartAnswer:
    """As `run`, of the members `part.own` of a derived history, which has their rows and the gifts that others gave them."""
    ready, schedule, history = _worked_out(plan, with_told(history, part.told), as_of, detail, prices, compiled, part)
    own = own_codes(ready.events, part.own)
    answer = _answer(plan, history, as_of, ready, schedule, detail, Kept(), own)
    told = collect(schedule, ready.ordered, ready.events, part.asked)
    return PartAnswer(answer, told, _not_available(plan, history, ready, schedule))


def _worked_out(
    plan: Plan,
    history: History,
    as_of: int,
    detail: Detail,
    prices: Levels | None,
    compiled: bool,
    part: Part | None,
    kept: Kept | None = None,
) -> tuple[Prepared, Schedule, History]:
    """Every member (of a part: its own) run; the history with what the rules derive."""
    given = Kept() if kept is None else kept
    history = derived(plan, history, given)
    ready = prepare(plan, history, as_of, prices, detail, compiled, given)
    if kept is not None:
        ready = ready.own()
    may_have = part.may_have if part else frozenset[str]()
    structure = structure_of(
        plan,
        Wanted(
            returns=history.returns.height > 0 or "returns" in may_have,
            movements=history.movements.height > 0 or "movements" in may_have,
            opening_points=bool((ready.members[:, layout.M_OPEN_POINTS] != 0).any()) or "opening_points" in may_have,
            groups=bool((ready.amounts.fixed_level >= 0).any()),
            prices=prices is not None,
            detail=bool(detail),
            columns=len(ready.amounts.weights.factors),
        ),
    )
    generated = generate(plan, structure)
    kernel = _kernel(generated, compiled)
    return ready, _run(plan, structure, generated, kernel, ready, as_of, detail, compiled, part), history


def _kernel(generated: Generated, compiled: bool) -> Callable[..., int]:
    if not compiled:
        return plain(generated.source)
    kernel, known = compiled_kernel(generated.source)
    if not known:
        compiling()
    return kernel


def _run(
    plan: Plan,
    structure: Structure,
    generated: Generated,
    kernel: Callable[..., int],
    ready: Prepared,
    as_of: int,
    detail: Detail,
    compiled: bool,
    part: Part | None,
) -> Schedule:
    count = len(ready.members)
    own = None if part is None else own_codes(ready.events, part.own)
    pairs = np.concatenate([ready.introduced, gift_pairs(ready.extras)])
    edges = dependencies(pairs if own is None else among(pairs, own), count)
    base = _first_day(ready, as_of, None if part is None else part.told)
    w, lapses = tables(plan, structure, base, as_of)
    summed = ready.amounts
    most = int((ready.members[:, layout.M_P1] - ready.members[:, layout.M_P0]).max(initial=1))
    k = figures(
        plan, generated, base, as_of, ready.ordered.purchases, summed.weights.column, summed.weights.denominator, lapses, structure, most
    )
    purchases = ready.ordered.purchases

    def stored(values: npt.NDArray[Any]) -> Any:
        return np.ascontiguousarray(values.reshape(-1)) if compiled else values.reshape(-1).tolist()

    def shown(values: npt.NDArray[Any]) -> Any:
        """Columns are read-only, whether they are the history's own or not, so that one compiled kernel serves."""
        view = stored(values)
        if compiled:
            view = view.view()
            view.flags.writeable = False
        return view

    level = summed.fixed_level if len(summed.fixed_level) else np.empty(0, dtype=np.int8)
    inputs = Inputs(
        columns=tuple(shown(values) for values in (ready.ordered.day, ready.ordered.at, ready.tie, summed.counted, summed.weighted, level)),
        members=stored(ready.members),
        extras=stored(ready.extras.packed),
        figures=(stored(ready.takings), stored(k), stored(w)),
        detail=stored(np.zeros(purchases * 3 if detail else 0, dtype=np.int16)),
        made=stored(np.zeros(purchases if detail else 0, dtype=np.int64)),
        out=stored(np.zeros(count * layout.O_SIZE, dtype=np.int64)),
        state=generated.layout["S_SIZE"],
        most=most,
        streams=len(plan.streams),
        lots=min(most * (len(plan.points.accrual) + len(plan.points.bonuses)) + 64, 1 << 14),
        detailed=bool(detail),
        plain=not compiled,
    )
    schedule = Schedule(kernel, inputs)
    order = order_of(edges, ready.members, compiled)
    if part is not None and own is not None:
        order = only(order, own)
        tell(schedule, ready.events, part.told)
    schedule.run(order, edges)
    return schedule


def _first_day(ready: Prepared, as_of: int, told: Told | None) -> int:
    """The earliest day that the tables by day can be asked for."""
    packed = ready.members
    known = [as_of - 1]
    for column in (layout.M_OPEN_ON, layout.M_OPEN_SINCE):
        values = packed[:, column]
        known += [int(values[values > NO_DAY].min())] if bool((values > NO_DAY).any()) else []
    if ready.ordered.purchases:
        known.append(int(ready.ordered.day.min()))
    if len(ready.extras.packed):
        known.append(int(ready.extras.packed[:, layout.X_DAY].min()))
    if told is not None:  # lots that were given may be older than anything that the part's own rows speak of
        known += [one for one in (told.gifts["earned"].min(), told.changes["on"].min()) if isinstance(one, int)]
    return min(known) - 1


def _not_available(plan: Plan, history: History, ready: Prepared, schedule: Schedule) -> list[Finding]:
    return outputs.not_available(history, plan, ready.events, ready.extras, outputs.matrix(schedule.inputs.extras, layout.X_SIZE))


def _answer(
    plan: Plan,
    history: History,
    as_of: int,
    ready: Prepared,
    schedule: Schedule,
    detail: Detail,
    kept: Kept,
    own: npt.NDArray[np.bool_] | None = None,
) -> Evaluation:
    """Every member's rows; of a part, those of its `own`. With detail, purchases, postings and places of all."""
    ids, buyers = ready.events.members["member_id"], ready.events.buyers
    members = outputs.matrix(schedule.inputs.members, layout.M_SIZE)
    changes = outputs.matrix(schedule.rooms[0].cells, layout.T_SIZE)
    out = outputs.matrix(schedule.inputs.out, layout.O_SIZE)
    if own is not None:
        shown = np.flatnonzero(own)
        ids, members, out, buyers = ids.gather(shown), members[shown], out[shown], np.searchsorted(shown, buyers)
    answer = Evaluation(
        members=outputs.members_frame(ids, out, plan),
        changes=outputs.changes_frame(ids, members, changes, plan),
    )
    if not detail:
        return answer
    ordered = ready.ordered
    nobody = kept.of("walk-ins", (history.lines, plan.group_purchase, as_of), lambda: walk_ins(history.lines, plan, as_of))
    about = (ordered, nobody, ready.events, own)
    owners = kept.of("owners", about, lambda: owners_of_lines(ordered, nobody, buyers))
    bought = Bought(ordered, schedule.inputs.detail, schedule.inputs.made, nobody)
    posted = posting_codes(ids, members, schedule.rooms[2].cells, plan, in_order=detail != "codes")
    answer = replace(answer, lines=line_places(bought, ids, owners), posted=posted)
    return answer if detail == "codes" else replace(answer, purchases=purchases_frame(bought), postings=postings_frame(posted))

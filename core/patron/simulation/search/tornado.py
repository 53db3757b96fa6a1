"""What the net depends on most: each assumption at its two ends, each figure of the scheme a tenth up and down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from patron.findings import FindingsError
from patron.scheme.keys import Key, keys_of
from patron.scheme.nodes import MappingNode, ScalarNode, walk
from patron.scheme.parameters import SECTION
from patron.simulation.assumptions.model import Values, middles
from patron.simulation.search.bench import Bench, Trial
from patron.simulation.search.market import Progress
from patron.simulation.search.vary import number_of
from patron.simulation.worlds.bands import band, ranked_by
from patron.simulation.worlds.outcome import Figure, Outcome

TENTH = Decimal("0.1")
_FAR = Decimal("0.25")  # a figure that can only change by more than this is no tenth and is left out
_NEAR = Decimal("0.25")  # of the tenth: so much may rounding to the figure's own step take or add
_JUDGED = ("qualification", "maintenance", "group_purchase", "discounts", "price_floors", "coupons", "points", "benefits", "costs", "cards")


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that may be otherwise. `low` and `high`: the net at its two ends, the middle net and the P50 of the difference in the
    same worlds (minor units); an end is the value itself where the scheme cannot have another.
    """

    kind: Literal["assumption", "parameter"]
    id: str
    low_text: str
    high_text: str
    low: int
    high: int
    middle: int
    key: Key | None = None

    @property
    def swing(self) -> int:
        """How far the two ends are apart."""
        return abs(self.high - self.low)


def tornado(bench: Bench, *, progress: Progress) -> list[Bar]:
    """Every bar, the longest first; of the cost where no margin is stated, since there is no net then.

    Raises FindingsError as the replay does.
    """
    at_middle = middles(bench.market.assumptions) if bench.market.assumptions.entries else None
    plans: list[tuple[str, Trial, Trial, Key | None]] = []
    for one in bench.market.assumptions.entries:
        if one.range.low < one.range.high:
            assert at_middle is not None
            ends: list[Trial] = [((), {**at_middle, one.id: value}) for value in (one.range.low, one.range.high)]
            plans.append((one.id, ends[0], ends[1], None))
    for key, low, high in scheme_ends(bench):
        plans.append((key.name, _with(key, low, at_middle), _with(key, high, at_middle), key))
    trials: list[Trial] = [((), at_middle), *(trial for plan in plans for trial in plan[1:3])]
    found = bench.outcomes(trials, progress)
    middle, rest = found[0], iter(found[1:])
    figure = ranked_by(middle)
    base = _whole(band([one.figures[figure] for one in middle]).p50)
    bars = []
    for name, below, above, of in plans:
        nets = [base + _whole(_difference(next(rest), middle, figure)) for _ in range(2)]
        texts = [_text(trial, name, of) for trial in (below, above)]
        bars.append(Bar("parameter" if of else "assumption", name, texts[0], texts[1], nets[0], nets[1], base, of))
    return sorted(bars, key=lambda bar: -bar.swing)


def scheme_ends(bench: Bench) -> Iterator[tuple[Key, str, str]]:
    """The figures of the scheme with the texts a tenth below and above."""
    root = bench.loaded.root
    assert root is not None
    for key in keys_of(root):
        number = _plain(key.text)
        if key.parameter or number is None or not number or not _counts(root, key):
            continue
        low, high = (_end(bench, key, number, sign) for sign in (-1, 1))
        if low != key.text or high != key.text:
            yield key, low, high


def _counts(root: MappingNode, key: Key) -> bool:
    """Whether something but goals reads the figure."""
    if key.loc[0] != SECTION:
        return key.loc[0] in _JUDGED
    return any(isinstance(node, ScalarNode) and node.parameter == key.name and loc[0] in _JUDGED for loc, node in walk(root))


def _plain(text: str) -> Decimal | None:
    """The digits of a number or of a percentage; None for durations and words."""
    bare = text.removesuffix("%").strip()
    return Decimal(bare) if number_of(bare) is not None and not bare.endswith(("s", "h", "r", "y")) else None


def _end(bench: Bench, key: Key, number: Decimal, sign: int) -> str:
    """A tenth away, by the figure's own step where that is near enough, else exactly, else by whole numbers, else at its bound."""
    unit = " %" if key.text.endswith("%") else ""
    exact = number + sign * number * TENTH
    step = Decimal(1).scaleb(min(0, int(number.as_tuple().exponent)))
    own = exact.quantize(step, ROUND_HALF_UP)
    whole = (exact + Decimal("0.4") * sign).quantize(Decimal(1), ROUND_HALF_UP)
    bound = Decimal(100) if unit else Decimal(1)
    for one in (own if abs(own - exact) <= abs(number) * TENTH * _NEAR else exact, exact, whole, bound if sign > 0 else number):
        if one == number or abs(one - number) > abs(number) * _FAR or (one - number) * sign * number.copy_sign(1) < 0:
            continue
        text = f"{one.normalize():f}{unit}"
        try:
            bench.scheme(((key.name, text),))
        except FindingsError:
            continue
        return text
    return key.text


def _with(key: Key, text: str, values: Values | None) -> Trial:
    return ((() if text == key.text else ((key.name, text),)), values)


def _difference(outcomes: tuple[Outcome, ...], base: tuple[Outcome, ...], figure: str) -> Figure:
    pairs = zip(outcomes, base, strict=True)
    return band([_whole(one.figures[figure]) - _whole(other.figures[figure]) for one, other in pairs]).p50


def _whole(figure: Figure) -> int:
    assert isinstance(figure, int), "bars are of money"
    return figure


def _text(trial: Trial, name: str, key: Key | None) -> str:
    """The value at an end, as the file has it; of an assumption, as a share in per cent."""
    changes, values = trial
    if key is not None:
        return changes[0][1] if changes else key.text
    assert values is not None
    value = values[name] * 100
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.4f}".rstrip("0").rstrip(".") + " %"

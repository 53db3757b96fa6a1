"""How long customers stay: closed forms against one-rate limits, against drawn customers, and against what was bought again."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from patron.simulation.economics.lifetime import HORIZON_YEARS, YEAR_DAYS, Lifetime, years_by_repeat, years_left
from patron.simulation.population.model import BgNbd, ParetoNbd
from patron.simulation.replay.repeat import Repeat

BG, PARETO = BgNbd(0.243, 4.414, 0.793, 2.426), ParetoNbd(0.553, 10.578, 0.606, 11.669)  # CDNOW, in weeks
WEEKS = HORIZON_YEARS * YEAR_DAYS / 7


def _years(timing: BgNbd | ParetoNbd, repeats: float = 0, weeks: float = 0, kept: float = 0.0) -> float:
    return float(years_left(timing, 7.0, np.array([float(repeats)]), np.array([weeks * 7.0]), kept)[0])


def _drawn(timing: BgNbd | ParetoNbd, kept: float = 0.0) -> float:
    """The mean of many customers' rates: with a constant drop-out rate h the years within the horizon are (1 - exp(-h H)) / h."""
    random = np.random.default_rng(7)
    if isinstance(timing, BgNbd):
        rate = random.gamma(timing.r, 1 / timing.alpha, 400_000) * random.beta(timing.a, timing.b, 400_000)
    else:
        rate = random.gamma(timing.s, 1 / timing.beta, 400_000)
    rate *= 1 - kept
    return float(np.mean(-np.expm1(-rate * WEEKS) / rate)) * 7 / YEAR_DAYS


@pytest.mark.parametrize("timing", [BG, PARETO])
@pytest.mark.parametrize("kept", [0.0, 0.4])
def test_a_new_customer_stays_as_long_as_drawn_ones_do(timing: BgNbd | ParetoNbd, kept: float) -> None:
    assert _years(timing, kept=kept) == pytest.approx(_drawn(timing, kept), rel=0.01)


def test_one_drop_out_rate_for_all_has_the_exponentials_mean() -> None:
    rate = 1 / 52.0  # a week
    want = (1 - np.exp(-rate * WEEKS)) / rate * 7 / YEAR_DAYS
    assert _years(ParetoNbd(1, 10, 1e7, 1e7 * 52)) == pytest.approx(want, rel=1e-4)
    assert _years(BgNbd(1e7, 1e7 * 26, 5e6, 5e6)) == pytest.approx(want, rel=1e-3)  # a purchase in 26 weeks, every second one the last


def test_pareto_with_s_of_one_is_the_logarithm() -> None:
    assert _years(ParetoNbd(1, 10, 1.0, 12.0)) == pytest.approx(12 * np.log1p(WEEKS / 12) * 7 / YEAR_DAYS)


def test_who_is_active_still_after_long_stays_longer_and_who_buys_often_drops_out_sooner() -> None:
    assert _years(PARETO, weeks=104) > _years(PARETO, weeks=10)
    assert _years(BG, repeats=0, weeks=104) > _years(BG, repeats=0, weeks=10)
    assert _years(BgNbd(0.243, 4.414, 80, 240), repeats=20, weeks=104) < _years(BgNbd(0.243, 4.414, 80, 240), repeats=1, weeks=104)


def test_who_never_drops_out_stays_to_the_horizon() -> None:
    assert _years(BG, kept=1.0) == HORIZON_YEARS
    assert _years(BG, kept=0.999999) == pytest.approx(HORIZON_YEARS, abs=0.001)


def test_by_a_history_years_are_a_sum_of_those_who_bought_again() -> None:
    years = years_by_repeat({0: Repeat(4, 1), 1: Repeat(7, 7), 2: Repeat(5, 0)})
    assert years == {0: Fraction(4**10 - 1, 3 * 4**9), 1: 10, 2: 1}


def test_value_is_yearly_profit_times_years_and_unknown_where_a_part_is() -> None:
    one = Lifetime(1, Fraction(1000), Fraction(300), Fraction(5, 2))
    assert (one.yearly_profit, one.value, one.cost_share) == (700, 1750, Fraction(3, 10))
    assert Lifetime(1, None, Fraction(300), Fraction(2)).value is None
    assert Lifetime(1, Fraction(1000), Fraction(300), None).value is None
    assert Lifetime(1, Fraction(0), Fraction(300), None).cost_share is None

"""The yearly issue of vouchers: at the start of the day, after what expires, points become vouchers."""

from __future__ import annotations

from patron.engine.batch.template.flags import ACCRUALS, BONUSES
from patron.engine.batch.template.layout import (
    K_VOUCHERS,
    KV_MOST,
    KV_POINTS,
    NONE,
    Q_ISSUED,
    Q_SPENT,
    RULE_VOUCHERS,
    S_ISSUE,
    S_SPENT,
    W_ISSUE,
)
from patron.engine.batch.template.points import age, post
from patron.engine.batch.template.spending import available, draw
from patron.engine.batch.template.types import Arrays
from patron.engine.batch.template.windows import look_up


def issue(a: Arrays, until: int) -> None:
    """Every day of issue up to the start of day `until`."""
    while a.s[S_ISSUE] <= until:
        d = a.s[S_ISSUE]
        age(a, d)
        times = available(a, d) // a.k[K_VOUCHERS + KV_POINTS]
        if a.k[K_VOUCHERS + KV_MOST] != NONE:
            times = min(times, a.k[K_VOUCHERS + KV_MOST])
        if times > 0:
            points = times * a.k[K_VOUCHERS + KV_POINTS]
            a.s[S_SPENT] += draw(a, points, d, 1, Q_SPENT, 0)
            post(a, d, Q_ISSUED, ACCRUALS + BONUSES + RULE_VOUCHERS, points)
        a.s[S_ISSUE] = look_up(a, W_ISSUE, d)

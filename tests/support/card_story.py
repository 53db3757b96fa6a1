"""One story of prepaid cards in which every key of `cards` decides something; for the kind `health-card` of `every_key.yaml`."""

from __future__ import annotations

from typing import Any

from histories import buy, history, move
from patron.engine.history import History

_STEPS: tuple[tuple[str, str | None, str, str | None, str | None, str | None], ...] = (  # step, member, card, by, amount, value
    ("make", None, "H001", "finance", None, "health-card:4"),
    ("draw", None, "H001", "sales", None, None),
    ("draw", None, "H002", "sales", None, None),
    ("draw", None, "H003", "sales", None, None),
    ("draw", None, "H004", "finance", None, None),  # not his to draw
    ("draw", None, "H004", "sales", None, None),
    ("approve", None, "H001", "manager", None, None),
    ("approve", None, "H002", "manager", None, None),
    ("approve", None, "H003", "manager", None, None),
    ("sell", "m1", "H001", "sales", "400", None),
    ("sell", "m2", "H004", "sales", "500", None),  # not approved
    ("give", "m2", "H002", "sales", None, None),
    ("give", "m2", "H003", "sales", None, None),
    ("activate", None, "H001", "desk", None, None),
    ("activate", None, "H002", "desk", None, None),
    ("make", None, "H005", "finance", None, "health-card:4"),  # too many
    ("make", None, "H005", "finance", None, "health-card"),
    ("draw", None, "H005", "sales", None, None),
    ("approve", None, "H005", "manager", None, None),
    ("give", "m2", "H005", "sales", None, None),
    ("pay", "m1", "H001", "desk", "50", "gold"),
    ("pay", "m2", "H001", "desk", "5", "gold"),  # not hers
    ("pay", "m1", "H001", "desk", "5", "pearl"),  # not paid for by the card
    ("use", "m1", "H001", "desk", None, "card-check"),
    ("use", "m1", "H001", "desk", None, "card-check"),  # used up
    ("top_up", "m1", "H001", "desk", "100", None),
    ("renew", "m1", "H001", "desk", "20", None),
    ("suspend", None, "H001", "desk", None, None),
    ("resume", None, "H001", "desk", None, None),
    ("pay", "m2", "H002", "desk", "10", "jade"),
)


def card_story() -> History:
    """m1 spent 120 and buys a card; m2 spent 30 and is given three; a row a day from 2024-06-01 on."""
    rows: list[dict[str, Any]] = []
    for number, (step, member, card, by, amount, value) in enumerate(_STEPS):
        minor = None if amount is None else int(amount) * 100
        on = f"2024-{6 + number // 28:02d}-{1 + number % 28:02d}"
        rows.append(move(f"c{number:02d}", member, on, f"card_{step}", ref=card, by=by, amount=minor, value=value))  # type: ignore[arg-type]
    purchases = [buy("q1", "m1", "2024-05-01", 120, category="gold"), buy("q2", "m2", "2024-05-02", 30, category="jade")]
    return history(purchases=purchases, movements=rows)

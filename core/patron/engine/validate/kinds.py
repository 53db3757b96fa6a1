"""Every kind of movement and the cells that its rows must carry: one entry a kind, read by the checks and by the file readers.

What a kind's rows must agree on with the scheme or with other rows (an id that the scheme does not have, a limit) is asked by
the functions in `CHECKS` of `patron.engine.validate.movements`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """A cell that must be filled: its column, what to say where it is empty, and what to do."""

    column: str
    message: str
    help: str
    code: str = "missing-value"


@dataclass(frozen=True, slots=True)
class MovementKind:
    """A kind of movement. Numbers in the columns `above_zero` must be above 0 where they are given."""

    id: str
    needs: tuple[Need, ...] = ()
    above_zero: tuple[str, ...] = ()
    whole_value: bool = False  # `value` says how many: a whole number above 0, empty for one

    @property
    def of_a_member(self) -> bool:
        """Whether every row names a member; movements of cards say so by themselves (`patron.engine.cards`)."""
        return not self.id.startswith("card_")


_POINTS = Need("points", "does not say how many points", "write how many points", "points-missing")
_AMOUNT = Need("amount", "does not say how much", "fill in amount")


def _ref(what: str, example: str) -> Need:
    return Need("ref", f"does not say {what}", f"fill in ref, for example {example}")


_CARD = _ref("which card", "the card's number")
_ALL = (
    # points and tiers
    MovementKind("redeem", (_POINTS,), ("points",)),
    MovementKind("give", (_POINTS, Need("to_member", "does not say whom the points go to", "fill in to_member")), ("points",)),
    MovementKind("adjust", (_POINTS,)),
    MovementKind("grant_tier", (Need("value", "does not say which tier is granted", "fill in value with a tier of the scheme"),)),
    MovementKind("profile", (_ref("which field changes", "referred_by"),)),
    MovementKind("exchange", (_ref("what the points are exchanged for", "the id of an entry of points.exchange"),), ("points",), True),
    MovementKind("win", (_ref("which prize was won", "the id of a prize"),)),
    MovementKind("quiz", (_ref("which quiz it was", "the id of a rule of points.quiz"),)),
    MovementKind("use_voucher", (_AMOUNT,), ("amount",)),
    # benefits and coupons
    MovementKind("use_benefit", (_ref("which benefit was used", "the benefit's id"),), (), True),
    MovementKind("false_claim", (_ref("which benefit was claimed", "the benefit's id"),), (), True),
    MovementKind("use_coupon", (_ref("which coupon was used", "the coupon's id or code"),), ("amount",)),
    # prepaid cards
    MovementKind(
        "card_make", (_ref("the first number", "the first card's number"), Need("value", "does not say the kind", "fill in value"))
    ),
    MovementKind("card_draw", (_CARD,)),
    MovementKind("card_approve", (_CARD,)),
    MovementKind("card_sell", (_CARD, _AMOUNT)),
    MovementKind("card_give", (_CARD,)),
    MovementKind("card_activate", (_CARD,)),
    MovementKind("card_pay", (_CARD, _AMOUNT), ("amount",)),
    MovementKind("card_top_up", (_CARD, _AMOUNT), ("amount",)),
    MovementKind("card_renew", (_CARD,)),
    MovementKind("card_use", (_CARD, Need("value", "does not say which service was used", "fill in value with the service's id"))),
    MovementKind("card_suspend", (_CARD,)),
    MovementKind("card_resume", (_CARD,)),
)
KINDS: dict[str, MovementKind] = {kind.id: kind for kind in _ALL}

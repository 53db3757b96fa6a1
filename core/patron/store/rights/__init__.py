"""Rights beside points: vouchers, benefits, coupons, exchanges and prepaid cards, decided by the engine on closed sub-histories.

What a movement means for points and tiers is decided where those are; here it is asked whether the movement may be, and what is left
after it. In one write transaction, in this order:

1. `hold` locks the member's state and the card, before anything is read that the movement spends.
2. The movement's row is written. An exchange is its row alone: `patron.engine.derived` makes the points spent of it.
3. `concerns` names the members whose tiers and points it may change; they are decided as for any other event.
4. `decide_right` refuses what the rules refuse, posts what happened to cards, refreshes what is left, and tells it. Of a card it comes
   before 3., since a card may give a tier; of all else it comes after.

`recheck` asks whether movements that were taken before still may be, where something late was decided.
"""

from patron.store.rights.deciding import concerns, decide_right, hold
from patron.store.rights.rechecking import recheck
from patron.store.rights.standing import Rights, refresh_rights, rights_of
from patron.store.rights.telling import RIGHTS, is_card, is_right

__all__ = ["RIGHTS", "Rights", "concerns", "decide_right", "hold", "is_card", "is_right", "recheck", "refresh_rights", "rights_of"]

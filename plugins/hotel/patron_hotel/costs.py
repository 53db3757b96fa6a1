"""The cost model of a hotel's members, in yuan.

The source document names what is given and no prices: all figures here are the template's own. The ready scheme
states them; a hotel that changes its own scheme changes nothing here.
"""

from __future__ import annotations

from decimal import Decimal

# T3: what birthday care costs, by what is given; the grade of a member's importance says how much of it.
CAKE = Decimal(120)
FLOWERS = Decimal(150)
CARD = Decimal(5)
BUFFET = Decimal(188)

BIRTHDAY_CARE: dict[str, Decimal] = {
    "key": CAKE + FLOWERS + CARD + BUFFET,
    "important": CAKE + CARD,
    "regular": CARD,
}

# What a room night costs beside its share of the house: cleaning, linen, breakfast.
NIGHT_COST = Decimal(90)

# What members are promised takes at most this share of the least spend that admits them.
BENEFITS_SHARE = Decimal("0.10")

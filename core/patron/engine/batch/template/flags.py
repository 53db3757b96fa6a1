"""What a plan and its data use. `codegen` replaces each name by the plan's own value.

A flag that is off leaves its branches out of the generated module. Counts are structure, too: how many
rules there are decides the layout of the data, never their figures.
"""

from __future__ import annotations

TIERS: int = 1
ACCRUALS: int = 0
BONUSES: int = 0
WINDOWS: int = 0  # windows that the qualification rules slide over
STREAMS: int = 1  # what purchases add to measures: the counted amount, and others that rules ask for
LEVELS: int = 1  # price levels: one a tier with prices, else one

GRACE: bool = True  # some tier has it
RENEWALS: bool = True  # some tier renews_on qualification
REQUALIFY: bool = True  # some tier lapses to `requalified`
REVIEWS: bool = True  # some tier has a term
QUALIFIES: bool = True  # there is a qualification rule
RETURNS: bool = True  # the data have returns
WITHDRAW: bool = True  # a return is followed by a judgement
MOVEMENTS: bool = True  # the data have movements
POINTS: bool = True  # something can make points
PENDING: bool = True  # some accrual rule has pending_until
EXPIRY: bool = True
AVAILABLE: bool = True  # available_after
CAP: bool = True  # at_most_a_day
EXCHANGES: int = 0  # entries that points are exchanged for
VOUCHERS: bool = True  # points become vouchers on a day of every year
PRICES: bool = True  # amounts come from a price table
PRICED_AFTER: bool = True  # qualifying_purchase: priced_as after
GROUPS: bool = True  # group orders stand outside, and their bonus check with them
PROFILES: bool = True  # some rule of a tier asks for a member's profile
WITHDRAWALS: bool = True  # a change of the profile may take a tier away
DETAIL: bool = True  # purchases and postings are wanted

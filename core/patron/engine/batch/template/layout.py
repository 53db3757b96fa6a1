"""Where each figure lies in the flat arrays. `codegen` replaces each name by its number.

Offsets into `k` and `s` that depend on the plan (how many tiers, rules and windows) are given by
`codegen.structure`; the numbers here are those of a plan with none.
"""

from __future__ import annotations

from patron.engine.batch.kinds import NEVER_DAY, NO_DAY

NEVER: int = NEVER_DAY  # a day after every other
LONG_AGO: int = NO_DAY  # a day before every other; stands for `no day` as well
NONE: int = -1

# members: one row a member
M_P0: int = 0  # purchases [M_P0, M_P1)
M_P1: int = 1
M_X0: int = 2  # extras [M_X0, M_X1)
M_X1: int = 3
M_OPEN_ON: int = 4  # LONG_AGO if none
M_OPEN_TIER: int = 5  # NONE if none
M_OPEN_SINCE: int = 6
M_OPEN_POINTS: int = 7
M_JOINED: int = 8
M_REF: int = 9  # the introducer in the members file; NONE
M_T0: int = 10  # rows of `changes` [M_T0, M_T0 + M_TN)
M_TN: int = 11
M_Q0: int = 12  # rows of `postings` [M_Q0, M_Q0 + M_QN)
M_QN: int = 13
M_FACTS: int = 14  # bits: what the members file says of the profile
M_SIZE: int = 15

# extras: returns and movements
X_POS: int = 0  # purchases of the member before this index come first
X_KIND: int = 1
X_DAY: int = 2
X_AT: int = 3
X_TIE: int = 4
X_A: int = 5  # points, tier, introducer, or first row of `takings`
X_B: int = 6  # end of `takings`; for RECEIVE the giver's row of `extras`; REDEEM: the entry of exchange, NONE; EARN: its rule
X_G0: int = 7  # GIVE: rows of `gifts` [X_G0, X_G0 + X_GN)
X_GN: int = 8
X_KEPT: int = 6  # PROFILE: a mask of the facts that stay as they are
X_NOW: int = 7  # PROFILE: the facts that become true
X_MISSING: int = 9  # NONE; the points that were available where more were wanted; -2 - the tier that may not have it
X_SIZE: int = 10

X_RETURN: int = 1
X_REDEEM: int = 2
X_GIVE: int = 3
X_RECEIVE: int = 4
X_ADJUST: int = 5
X_GRANT: int = 6
X_PROFILE: int = 7
X_EARN: int = 8
SAME_REF: int = -2  # X_A of a profile movement that names no introducer

# takings: what a return event leaves of one purchase
R_PURCHASE: int = 0  # index
R_WHOLE: int = 1  # 1 if nothing that was paid is left
R_COUNTED: int = 2  # what is left to add to each stream, one a price level; the first is the counted amount
R_WEIGHTED: int = 3  # the first weighted amount
R_SIZE: int = 3

# changes
T_ON: int = 0
T_FROM: int = 1
T_TO: int = 2
T_REASON: int = 3
T_EVENT: int = 4  # purchase index; -2 - extras index; -1 at the start of the day
T_SIZE: int = 5

# gifts: the lots that one `give` moves
G_EARNED: int = 0
G_POINTS: int = 1
G_RULE: int = 2
G_SIZE: int = 3

# postings
Q_MEMBER: int = 0
Q_ON: int = 1
Q_KIND: int = 2
Q_RULE: int = 3
Q_POINTS: int = 4
Q_SIZE: int = 5
Q_PENDING: int = 0
Q_LAPSED: int = 1
Q_WITHDRAWN: int = 2
Q_EARNED: int = 3
Q_EXPIRED: int = 4
Q_TAKEN: int = 5
Q_SPENT: int = 6
Q_ISSUED: int = 7
Q_RELEASED: int = 8

# out: one row a member
O_TIER: int = 0
O_SINCE: int = 1
O_REVIEW: int = 2
O_REASON: int = 3
O_POINTS: int = 4
O_PENDING: int = 5
O_EARNED: int = 6
O_EXPIRED: int = 7
O_TAKEN: int = 8
O_SPENT: int = 9
O_SPEND: int = 10
O_SIZE: int = 11

# lots
L_EARNED: int = 0
L_LEFT: int = 1
L_MADE: int = 2
L_RULE: int = 3
L_PURCHASE: int = 4  # the member's purchase, counted from 0; NONE
L_STATE: int = 5
L_TAKEN: int = 6  # by returns of its purchase
L_DEAD: int = 7  # expired or lapsed, and not yet counted as taken
L_DEATH: int = 8
L_LAPSE: int = 9
L_UNTIL: int = 10  # pending_until
L_RELEASED: int = 11
L_COLUMN: int = 12  # which weighted amounts it was made from: column * LEVELS + level; NONE
L_SIZE: int = 13
L_GONE: int = 0
L_BALANCE: int = 1
L_WAITING: int = 2

# s: control, points, then the tier blocks of the run and of a judgement after a return
C_MEMBER: int = 0
C_T: int = 1
C_T_END: int = 2
C_G: int = 3
C_G_END: int = 4
C_Q: int = 5
C_Q_END: int = 6
C_LOTS_END: int = 7
C_FULL: int = 8  # bits of what ran out of room
FULL_CHANGES: int = 1
FULL_GIFTS: int = 2
FULL_POSTINGS: int = 4
FULL_LOTS: int = 8
S_LOTS: int = 9
S_HEAD: int = 10  # lots before it are gone
S_ORDERED: int = 11  # 1 while the lots of the balance came to be in the order of their days
S_LAST_EARNED: int = 12
S_HOLE: int = 13
S_EARNED: int = 14
S_EXPIRED: int = 15
S_TAKEN: int = 16
S_SPENT: int = 17
S_CAP_DAY: int = 18
S_CAP_MADE: int = 19
S_JOINED: int = 20
S_ISSUE: int = 21  # the next day on which points become vouchers
S_BONUS: int = 22  # one of B_SIZE a bonus
B_SUM: int = 0
B_GIVEN: int = 1
B_UNTIL: int = 2  # the first day after the time that it gives
B_SIZE: int = 3
MAIN: int = 22
AGAIN: int = 40
S_SIZE: int = 60

# a tier block
TIER: int = 0
SINCE: int = 1
REASON: int = 2
TERM_START: int = 3
ORIGIN: int = 4  # reviews are counted from it
REVIEWED: int = 5  # how many have been
DUE: int = 6  # next review or end of grace; NEVER
GRACE_FROM: int = 7  # the review that was failed; LONG_AGO if not in grace
GAINED_BY: int = 8  # the member's purchase that gained or renewed the tier; NONE
REF: int = 9
SEEN: int = 10  # purchases that have been
FACTS: int = 11  # bits: what holds of the profile
SLIDES: int = 12  # one of W_SIZE a window
W_LOW: int = 0
W_HIGH: int = 1
W_SUM: int = 2
W_COUNT: int = 3
W_SIZE: int = 4

# level: one row a purchase of the member, with prices
V_LEVEL: int = 0  # the price level that it was paid at
V_BEFORE: int = 1  # that at which it was judged
V_JUDGED: int = 2  # what it adds to each stream, net of returns, at that level
V_SIZE: int = 3  # with one stream

# k: the plan's figures
K_AS_OF: int = 0
K_PURCHASES: int = 1
K_BASE: int = 2  # first day of the tables of `w`
K_SPAN: int = 3  # days in each
K_SPEND_FROM: int = 4
K_BELOW_ZERO: int = 5
K_CAP: int = 6
K_ROOM: int = 7  # purchases of the member with the most: from one stream of `net` to the next
K_TIERS: int = 8  # one of KT_SIZE a tier
KT_TERM_MONTHS: int = 0
KT_TERM_DAYS: int = 1
KT_GRACE_MONTHS: int = 2
KT_GRACE_DAYS: int = 3
KT_LAPSE: int = 4
KT_KEEPS: int = 5
KT_SIZE: int = 6
LAPSE_BELOW: int = -1
LAPSE_REQUALIFIED: int = -2
K_GRANTS: int = 8  # tier of each qualification rule
K_ACCRUALS: int = 8  # one of KA_SIZE a rule
KA_PER: int = 0
KA_UNTIL: int = 1
KA_LAPSE: int = 2  # table of `w`; NONE
KA_COLUMN: int = 3  # column of weighted amounts for each tier; NONE
KA_SIZE: int = 4
K_BONUSES: int = 8  # one of KB_SIZE a bonus
KB_POINTS: int = 0
KB_AT_LEAST: int = 1
KB_MONTHS: int = 2
KB_DAYS: int = 3
KB_TIERS: int = 4  # 1 or 0 for each tier
KB_SIZE: int = 5
K_EXCHANGES: int = 8  # 1 or 0 for each tier, entry after entry
K_VOUCHERS: int = 8
KV_POINTS: int = 0  # that become the smallest voucher
KV_MOST: int = 1  # of those on one day; NONE
KV_SIZE: int = 2
K_SLIDES: int = 10  # the stream of each sliding window
W_DEATH: int = 0  # table of `w`: the day of death by the day earned
W_AVAILABLE: int = 0
W_ISSUE: int = 0  # the first day of issue after each day

# reasons beyond the qualification and maintenance rules
REASON_GRANT: int = 0
REASON_LAPSE: int = 1
REASON_RETURN: int = 2
REASON_OPENING: int = 3
# rules of lots beyond accrual rules and bonuses
RULE_OPENING: int = 0
RULE_ADJUST: int = 1
RULE_BESIDE: int = 2  # the first of the plan's rules beside purchases
RULE_VOUCHERS: int = 2

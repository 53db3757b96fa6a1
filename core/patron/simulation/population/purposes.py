"""What random numbers are drawn for: each purpose has a number, and with it a stream of its own for every customer."""

from __future__ import annotations

from enum import IntEnum


class Purpose(IntEnum):
    """The numbers are part of what a seed means: a new purpose gets a new one, and none is given twice."""

    ARRIVAL = 1  # when the first purchase is made
    RATE = 2  # how often the customer buys
    DROP_OUT = 3  # the chance to drop out at a purchase (BG/NBD), or the rate of it (Pareto/NBD)
    LEVEL = 4  # what the customer spends on a purchase, by and large
    STORE = 5
    BIRTHDAY = 6
    INTRODUCED = 7  # whether somebody brought the customer, and who
    PROFILE = 8  # one draw a field
    INTERVAL = 9  # k-th: between the purchases k - 1 and k
    MARK = 10  # k-th: whether purchase k is the last (BG/NBD); the first: how long the customer stays (Pareto/NBD)
    AMOUNT = 11  # k-th: of purchase k, against the customer's level
    GOODS = 12  # k-th: what purchase k is of
    FURTHER_INTERVAL = 13  # of purchases that a scheme may add
    FURTHER_MARK = 14
    FURTHER_AMOUNT = 15
    FURTHER_GOODS = 16
    FALL = 17  # n-th: whether the n-th fall drives the customer away
    AWAY = 18  # k-th: whether purchase k stays away after a fall
    WALK_IN = 19  # n-th: one sale to nobody by name
    GROUP_ORDER = 20  # n-th: one order of a group
    CARD = 21  # n-th: one kind of prepaid card
    FEWER = 22  # k-th: whether purchase k stays away because members of the tier buy less often

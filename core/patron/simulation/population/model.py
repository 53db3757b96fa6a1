"""A population in figures: how often customers buy, for how much, what, when in the year, and who came by whom.

Rates are per `unit_days` days; money in a population is in whole units of the currency (yuan), since its distributions
are continuous: amounts become minor units when a purchase is made. Every part says where its figures come from.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BgNbd:
    """BG/NBD (Fader, Hardie and Lee 2005): rates are gamma(r, alpha), the chance to drop out after each purchase is beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class ParetoNbd:
    """Pareto/NBD (Schmittlein, Morrison and Colombo 1987): rates are gamma(r, alpha), drop-out rates gamma(s, beta)."""

    r: float
    alpha: float
    s: float
    beta: float


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """Gamma-Gamma (Fader and Hardie 2013): an amount is gamma(p, nu), and nu differs between customers as gamma(q, gamma)."""

    p: float
    q: float
    gamma: float


@dataclass(frozen=True, slots=True)
class LineCell:
    """A plugin's line field of made lines: `text` or `number` as they are, or the amount divided by `amount_per` (grams at 600 a gram)."""

    field: str
    text: str | None = None
    number: float | None = None
    amount_per: float | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind of goods: its share of purchases, and its amounts as a multiple of the customer's own level."""

    category: str | None
    share: float
    price: float = 1.0
    list_ratio: float = 1.0  # the list price as a multiple of what is paid
    cells: tuple[LineCell, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """How customers come: the first purchases lie evenly over the months before the launch and through the period.

    `before_months`: how long before the launch the company began to know its customers; `new_each_year`: first purchases
    a year from the launch on, as a share of all customers known at the launch.
    """

    before_months: int = 24
    new_each_year: float = 0.3


@dataclass(frozen=True, slots=True)
class Season:
    """Purchases by month (January first) and weekday (Monday first), each relative to the mean of 1."""

    months: tuple[float, ...] = (1.0,) * 12
    weekdays: tuple[float, ...] = (1.0,) * 7


@dataclass(frozen=True, slots=True)
class GroupOrders:
    """Orders of units and groups: how many a year, and their amounts (lognormal: median, sigma of the logarithm)."""

    each_year: float = 0.0
    median: float = 0.0
    sigma: float = 0.0
    category: str | None = None


@dataclass(frozen=True, slots=True)
class CardBuyers:
    """Buyers of one kind of prepaid card: a share each year of the customers whose bills are large enough, and what they use of it.

    `least_bills`: what their bills usually come to in a year, at least, as a multiple of the face value; `share_of_bill`: what the card
    pays of each bill; `used`: the share of the value that is used in its term, if the bills come to so much.
    """

    kind: str
    share_each_year: float
    used: float = 1.0
    least_bills: float = 0.0
    share_of_bill: float = 1.0


@dataclass(frozen=True, slots=True)
class Population:
    """Everything that is known of the customers; `sources` says of each part where it comes from."""

    id: str
    currency: str
    timing: BgNbd | ParetoNbd
    unit_days: float
    amounts: GammaGamma
    customers: int = 100_000
    industry: str = "general"
    arrival: Arrival = Arrival()
    goods: tuple[Goods, ...] = (Goods(None, 1.0),)
    season: Season = Season()
    introduced: float = 0.0  # share of new customers whom another one brought
    walk_ins: float = 0.0  # purchases without a member, as a share of all purchases
    stores: tuple[tuple[str, float], ...] = ()  # store and share of customers
    groups: GroupOrders = GroupOrders()
    profiles: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = ()  # profile field: (value, share of members); value '': not known
    cards: tuple[CardBuyers, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)  # part (`timing`, `amounts`, …): where it comes from
    fitted: dict[str, float] = field(default_factory=dict)  # what the fit found, as it stands in the file

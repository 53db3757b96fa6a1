"""The `cards` section: prepaid cards, what they may pay for, who may move them, how they are sold and given."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from patron.scheme.model.base import I18n, RuleId, Section, TierId
from patron.scheme.model.conditions import Condition
from patron.scheme.model.goods import Goods
from patron.scheme.values import Count, Flag, Length, Money, Share, as_list

Roles = Annotated[list[str], BeforeValidator(as_list), Field(min_length=1)]


class CardNumbers(Section):
    """The numbers of a kind of cards: a prefix and a running number of fixed length, given out one after another."""

    prefix: str = Field(pattern=r"^[A-Za-z0-9-]{1,20}$", description="What every number begins with.")
    digits: Count = Field(description="How many digits follow, with leading zeros; at most 12.")
    first: Count = Field(1, description="The first running number.")
    last: Count = Field(description="The last running number; making more cards is an error in the data.")


class CardTopUp(Section):
    """How a card is loaded again; what is loaded is paid in full."""

    at_least: Money | None = Field(None, description="No less than this at a time.")
    at_most_balance: Money | None = Field(None, description="The balance after it is no more than this.")
    extends: Length | None = Field(None, description="The card is then valid for this long from that day, if that is longer.")


class CardRenewal(Section):
    """How a card's validity is prolonged before it ends; the counted services of its package begin anew."""

    extends: Length = Field(description="The end of validity moves by this.")
    at_least: Money | None = Field(None, description="Only with a payment of this or more, which is loaded on the card.")


class CardSale(Section):
    """To whom cards are sold, for what share of the face value; the first that fits a buyer holds."""

    id: RuleId
    to: Condition | None = Field(None, description="Who may buy so, such as {profile: {customer_group: neighbour}}; none: everyone.")
    rate: Share | None = Field(None, description="The buyer pays this share of the face value: 0.8 is 20 % off; none: all of it.")
    commission: Share | None = Field(None, description="This share of what is paid goes to the seller, as a cost; none: nothing.")
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")


class FreeCard(Section):
    """Who is given a card for nothing, and how many."""

    id: RuleId
    when: Condition = Field(description="What must hold on the day on which the card is given.")
    each_calendar_year: Count | None = Field(None, description="This many in each calendar year; none: `times` in all.")
    times: Count | None = Field(None, description="This many in all; without either key: one.")
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")


class CardService(Section):
    """A service of a card's package."""

    id: RuleId
    worth: Money | None = Field(None, description="What one use takes from the stored value, if the package is drawn from it.")
    times: Count | None = Field(None, description="How often in each time of validity; none: as often as asked.")
    unit_cost: Money | None = Field(None, description="What one use costs the house.")
    title: I18n | None = Field(None, description="The service in the charter.")
    note: str = Field("", description="For the people who read the charter.")


class CardPackage(Section):
    """Services that come with a card."""

    drawn_from: Literal["value", "on_top"] = Field(
        "value", description="`value`: a use takes the service's worth from the stored value; `on_top`: it takes nothing."
    )
    services: list[CardService] = Field(min_length=1, description="What the package holds.")


class MovedBy(Section):
    """The roles that may take each step, as the column `by` of the movements names them.

    Of the first seven, a step that is not named is nobody's; of the others, everybody's.
    """

    make: Roles | None = Field(None, description="Who makes cards and keeps them.")
    draw: Roles | None = Field(None, description="Who draws made cards to sell them.")
    sell: Roles | None = Field(None, description="Who sells and registers them.")
    give: Roles | None = Field(None, description="Who gives free ones.")
    activate: Roles | None = Field(None, description="Who puts them into force.")
    suspend: Roles | None = Field(None, description="Who suspends them.")
    resume: Roles | None = Field(None, description="Who ends a suspension.")
    top_up: Roles | None = Field(None, description="Who loads them again; none: everyone.")
    renew: Roles | None = Field(None, description="Who renews them; none: everyone.")
    pay: Roles | None = Field(None, description="Who takes payments from them; none: everyone.")
    use: Roles | None = Field(None, description="Who books uses of the package; none: everyone.")


class CardKind(Section):
    """One kind of prepaid card. The stored value is never paid out."""

    id: RuleId
    face_value: Money = Field(description="What is stored on a new card; more than 0.")
    named: Flag = Field(True, description="Bound to one holder, who alone may use it; `false`: the bearer's.")
    numbers: CardNumbers = Field(description="The cards' numbers.")
    valid_for: Length | None = Field(None, description="From the day on which the card is sold or given; none: without end.")
    top_up: CardTopUp | None = Field(None, description="How it is loaded again; none: not at all.")
    renewal: CardRenewal | None = Field(None, description="How its validity is prolonged; none: not at all.")
    pays_for: Goods | None = Field(None, description="The goods that it pays for; none: all.")
    approval: Roles | None = Field(None, description="The roles that approve a card before it may be sold or given; none: no approval.")
    moved_by: MovedBy | None = Field(None, description="Who may take each step; none: everyone.")
    sale: list[CardSale] = Field(default_factory=list, description="How it is sold; none: to everyone, at face value.")
    free: list[FreeCard] = Field(default_factory=list, description="Who is given one for nothing.")
    gives_tier: TierId | None = Field(None, description="The tier that the holder has as long as the card is active.")
    package: CardPackage | None = Field(None, description="Services that come with it.")
    title: I18n | None = Field(None, description="The card's name.")
    note: str = Field("", description="For the people who read the charter.")


class PrepaidRules(Section):
    """Whether the rules for single-purpose commercial prepaid cards (China, Order 9 of 2012 of the Ministry of Commerce) apply."""

    apply: Flag = Field(True, description="`false`: `check` says nothing of them.")
    reason: str = Field("", description="Why they do not apply; needed with `apply: false`.")

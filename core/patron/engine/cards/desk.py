"""The state machine of cards: made, drawn, (approved,) sold or given, active, suspended, expired, and who may move them when.

Every movement is asked about in full before it changes anything: a wrong one raises RefusedError and leaves every card as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from decimal import Decimal

from patron.engine.cards.card import ISSUED, Card, Posting, PostingKind, State
from patron.engine.cards.guests import Guests
from patron.engine.cards.numbers import Numbers
from patron.engine.cards.payable import Payable
from patron.engine.cards.refused import Movement, RefusedError
from patron.engine.days import to_date
from patron.engine.plan import RATE_SCALE, Plan
from patron.engine.plan.cards import CardKind, Sale
from patron.engine.reference.calendar import add

_BEFORE = {  # the states in which a step may be taken
    "draw": (State.MADE,),
    "approve": (State.MADE, State.DRAWN),
    "sell": (State.DRAWN,),
    "give": (State.DRAWN,),
    "activate": (State.SOLD,),
    "pay": (State.ACTIVE,),
    "use": (State.ACTIVE,),
    "top_up": (State.SOLD, State.ACTIVE),
    "renew": (State.SOLD, State.ACTIVE),
    "suspend": (State.ACTIVE,),
    "resume": (State.SUSPENDED,),
}
_AFTER = {"draw": State.DRAWN, "activate": State.ACTIVE, "suspend": State.SUSPENDED, "resume": State.ACTIVE}
_POSTED = {
    "draw": PostingKind.DRAWN,
    "activate": PostingKind.ACTIVATED,
    "suspend": PostingKind.SUSPENDED,
    "resume": PostingKind.RESUMED,
}


class Desk:
    """Takes movements in their order; `cards` by number is what has come of them.

    `only`: the cards that matter, of rows that have been checked before; other cards are not made, and gaps are none of its business.
    """

    def __init__(self, plan: Plan, payable: Payable, guests: Guests, only: Collection[str] | None = None) -> None:
        self.cards: dict[str, Card] = {}
        self._plan = plan
        self._only = only
        self._numbers = Numbers(plan.cards)
        self._payable = payable
        self._guests = guests
        self._steps: dict[str, Callable[[Card, Movement], None]] = {
            "approve": self._approve,
            "sell": self._sell,
            "give": self._give,
            "pay": self._pay,
            "use": self._use,
            "top_up": self._top_up,
            "renew": self._renew,
        }

    def take(self, movement: Movement) -> None:
        """Does what the movement says. Raises RefusedError, and then nothing has changed."""
        if movement.step == "make":
            self._make(movement)
            return
        card = self.cards.get(movement.ref)
        if card is None:
            raise RefusedError(
                "card-unknown", "ref", f"no card '{movement.ref}' has been made", "check the number, or add the row that makes it"
            )
        self.until(card, movement.day)
        _role(card.kind, movement)
        _state(card, movement)
        step = self._steps.get(movement.step)
        if step is not None:
            step(card, movement)
            return
        self._same_holder(card, movement)
        card.state = _AFTER[movement.step]
        card.postings.append(Posting(movement.day, card.number, _POSTED[movement.step], movement=movement.id))

    def under(self, plan: Plan, payable: Payable, guests: Guests) -> None:
        """Goes on by a later version of the scheme; cards of a kind that it has no more keep theirs."""
        kinds = {kind.id: kind for kind in plan.cards}
        for card in self.cards.values():
            card.kind = kinds.get(card.kind.id, card.kind)
        payable.go_on(self._payable)
        guests.go_on(self._guests)
        self._numbers = Numbers(plan.cards, self._numbers)
        self._plan, self._payable, self._guests = plan, payable, guests

    def made_up_to(self, kind: CardKind, last: str) -> None:
        """Says that the cards of a kind up to this one have been made before."""
        self._numbers.made_up_to(kind, last)

    def until(self, card: Card, day: int) -> None:
        """What happens to the card by itself up to the start of `day`."""
        if card.state in ISSUED and card.valid_until is not None and card.valid_until < day:
            card.expire(card.valid_until + 1)

    def shown(self, amount: int) -> str:
        """Minor units as an amount."""
        return f"{Decimal(amount).scaleb(-self._plan.places):,f}"

    def _make(self, movement: Movement) -> None:
        kind, count = self._numbers.kind_of(movement)
        _role(kind, movement)
        made = self._numbers.make(movement, kind, count) if self._only is None else kind.numbers.among(self._only, movement.ref, count)
        for number in made:
            card = self.cards[number] = Card(number, kind)
            card.postings.append(Posting(movement.day, number, PostingKind.MADE, movement=movement.id))

    def _approve(self, card: Card, movement: Movement) -> None:
        if not card.kind.approval:
            raise RefusedError("card-state", "kind", f"cards of '{card.kind.id}' need no approval", "leave the row out")
        if card.approved:
            raise RefusedError("card-state", "kind", f"card '{card.number}' has been approved already", "leave the row out")
        card.approved = True
        card.postings.append(Posting(movement.day, card.number, PostingKind.APPROVED, movement=movement.id))

    def _sell(self, card: Card, movement: Movement) -> None:
        self._may_issue(card, movement)
        sale = self._sale(card.kind, movement)
        amount = movement.amount or 0
        if amount != sale.price:
            message = f"card '{card.number}' is sold for {self.shown(sale.price)} by '{sale.id}', and not for {self.shown(amount)}"
            raise RefusedError("card-price", "amount", message, "write what the rule of the sale says, or change its rate")
        commission = (2 * amount * sale.commission + RATE_SCALE) // (2 * RATE_SCALE)
        self._issue(card, movement, Posting(movement.day, card.number, PostingKind.SOLD, sale.id, 0, amount, commission))

    def _sale(self, kind: CardKind, movement: Movement) -> Sale:
        for sale in kind.sale:
            if sale.to is None or (movement.member is not None and self._guests.holds(sale.to, movement.member, movement)):
                return sale
        message = f"no rule of sale of '{kind.id}' fits member '{movement.member or ''}'"
        raise RefusedError("card-sale", "member_id", message, f"rules of sale: {', '.join(sale.id for sale in kind.sale)}")

    def _give(self, card: Card, movement: Movement) -> None:
        self._may_issue(card, movement)
        rule = self._guests.free_rule(card.kind, movement)
        self._guests.gave(rule, movement)
        card.free = True
        self._issue(card, movement, Posting(movement.day, card.number, PostingKind.GIVEN, rule))

    def _may_issue(self, card: Card, movement: Movement) -> None:
        if movement.member is None and (card.kind.named or movement.step == "give"):
            raise RefusedError("missing-value", "member_id", "does not say whose card it becomes", "fill in member_id")
        if card.kind.approval and not card.approved:
            message = f"card '{card.number}' has not been approved"
            raise RefusedError("card-not-approved", "ref", message, "add a card_approve before it")

    @staticmethod
    def _issue(card: Card, movement: Movement, issue: Posting) -> None:
        card.state, card.holder, card.issued_on, card.rule = State.SOLD, movement.member, movement.day, issue.rule
        card.valid_until = None if card.kind.valid_for is None else add(movement.day, card.kind.valid_for) - 1
        card.load(card.kind.face_value, issue.money)
        card.postings.append(replace(issue, value=card.kind.face_value, movement=movement.id))

    def _pay(self, card: Card, movement: Movement) -> None:
        self._same_holder(card, movement)
        amount = movement.amount or 0
        self._enough(card, amount, "amount")
        self._payable.check(card, movement, amount, self.shown)
        self._payable.done(movement, amount)
        earned = card.take(amount)
        card.postings.append(Posting(movement.day, card.number, PostingKind.PAID, None, amount, earned, 0, movement.value, movement.id))

    def _use(self, card: Card, movement: Movement) -> None:
        self._same_holder(card, movement)
        service = next((one for one in card.kind.services if one.id == movement.value), None)
        if service is None:
            known = ", ".join(one.id for one in card.kind.services) or "the kind has no package"
            raise RefusedError("card-service", "value", f"'{movement.value}' is no service of '{card.kind.id}'", f"services: {known}")
        if service.times is not None and card.served[service.id] >= service.times:
            message = f"card '{card.number}' has no '{service.id}' left: {service.times} in each time of validity"
            raise RefusedError("card-service", "value", message, "leave the row out, or renew the card before it")
        self._enough(card, service.worth, "value")
        card.served[service.id] += 1
        earned = card.take(service.worth)
        card.postings.append(
            Posting(movement.day, card.number, PostingKind.SERVED, service.id, service.worth, earned, movement=movement.id)
        )

    def _enough(self, card: Card, amount: int, column: str) -> None:
        if amount > card.balance:
            message = f"takes {self.shown(amount)} from card '{card.number}', which holds {self.shown(card.balance)}"
            raise RefusedError("card-over-balance", column, message, "correct the amount, or add the row that loaded the card")

    def _top_up(self, card: Card, movement: Movement) -> None:
        self._same_holder(card, movement)
        rule, amount = card.kind.top_up, movement.amount or 0
        if rule is None:
            raise RefusedError(
                "card-top-up", "kind", f"cards of '{card.kind.id}' are not topped up", "leave the row out, or give the kind top_up"
            )
        if amount < rule.at_least:
            message = f"{self.shown(amount)} is less than {self.shown(rule.at_least)}, the least that is loaded"
            raise RefusedError("card-top-up", "amount", message, "load more at once")
        self._room(card, amount)
        card.load(amount, amount)
        if rule.extends is not None and card.valid_until is not None:
            card.valid_until = max(card.valid_until, add(movement.day, rule.extends) - 1)
        card.postings.append(Posting(movement.day, card.number, PostingKind.TOPPED_UP, None, amount, amount, movement=movement.id))

    def _room(self, card: Card, amount: int) -> None:
        most = None if card.kind.top_up is None else card.kind.top_up.at_most_balance
        if most is not None and amount and card.balance + amount > most:
            message = f"card '{card.number}' would hold {self.shown(card.balance + amount)}, more than {self.shown(most)}"
            raise RefusedError("card-top-up", "amount", message, "load less")

    def _renew(self, card: Card, movement: Movement) -> None:
        self._same_holder(card, movement)
        rule, amount = card.kind.renewal, movement.amount or 0
        if rule is None or card.valid_until is None:
            raise RefusedError(
                "card-top-up", "kind", f"cards of '{card.kind.id}' are not renewed", "leave the row out, or give the kind renewal"
            )
        if amount < rule.at_least:
            message = f"{self.shown(amount)} is less than {self.shown(rule.at_least)}, the least that a renewal loads"
            raise RefusedError("card-top-up", "amount", message, "load more with it")
        self._room(card, amount)
        card.load(amount, amount)
        card.valid_until = add(card.valid_until + 1, rule.extends) - 1
        card.served.clear()
        card.postings.append(Posting(movement.day, card.number, PostingKind.RENEWED, None, amount, amount, movement=movement.id))

    @staticmethod
    def _same_holder(card: Card, movement: Movement) -> None:
        """A named card is used by its holder; the house may suspend and prolong it without naming her."""
        if not card.kind.named or card.holder is None:
            return
        if movement.member is None and movement.step in {"pay", "use"}:
            raise RefusedError(
                "missing-value", "member_id", "does not say who used the card", "fill in member_id: a named card has one user"
            )
        if movement.member is not None and movement.member != card.holder:
            message = f"card '{card.number}' is member '{card.holder}''s, and not '{movement.member}''s"
            raise RefusedError("card-holder", "member_id", message, "a named card is used by its holder only")


def _role(kind: CardKind, movement: Movement) -> None:
    roles = kind.may(movement.step)
    if roles is None or movement.by in roles:
        return
    who = f"'{movement.by}' may not" if movement.by else "does not say who may"
    message = f"{who} {movement.step.replace('_', ' ')} cards of '{kind.id}'"
    raise RefusedError("card-role", "by", message, f"only {' or '.join(roles)} may" if roles else "nobody may: name a role in moved_by")


def _state(card: Card, movement: Movement) -> None:
    allowed = _BEFORE[movement.step]
    if card.state in allowed:
        return
    if card.state is State.EXPIRED and card.valid_until is not None:
        message = f"card '{card.number}' was valid until {to_date(card.valid_until)}"
        raise RefusedError("card-expired", "at", message, "renew or top up a card before its last day is over")
    needed = " or ".join(state.value for state in allowed)
    message = f"card '{card.number}' is {card.state.value}, and '{movement.step.replace('_', ' ')}' needs one that is {needed}"
    raise RefusedError("card-state", "kind", message, "check the order of the rows, or add the step that is missing")

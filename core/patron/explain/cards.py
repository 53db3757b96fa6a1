"""A member's prepaid cards with their postings, and the free cards that she may be given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from patron.engine.cards import Card, Posting, PostingKind, State, run
from patron.engine.cards.guests import Entitled
from patron.engine.days import iso_of
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.scheme.describe.words import Words

_STATES = {
    State.MADE: ("已制卡", "made"),
    State.DRAWN: ("已领卡", "drawn"),
    State.SOLD: ("已售出，未激活", "sold, not yet activated"),
    State.ACTIVE: ("使用中", "active"),
    State.SUSPENDED: ("已停用", "suspended"),
    State.EXPIRED: ("已到期", "expired"),
}
_WHAT = {
    PostingKind.MADE: ("制卡", "made"),
    PostingKind.DRAWN: ("领卡", "drawn"),
    PostingKind.APPROVED: ("审批", "approved"),
    PostingKind.SOLD: ("售出", "sold"),
    PostingKind.GIVEN: ("赠出", "given"),
    PostingKind.ACTIVATED: ("激活", "activated"),
    PostingKind.SUSPENDED: ("停用", "suspended"),
    PostingKind.RESUMED: ("恢复", "resumed"),
    PostingKind.TOPPED_UP: ("充值", "topped up"),
    PostingKind.RENEWED: ("续期", "renewed"),
    PostingKind.PAID: ("支付", "paid"),
    PostingKind.SERVED: ("服务", "service"),
    PostingKind.EXPIRED: ("到期未用", "expired unused"),
}
_TAKES = {PostingKind.PAID, PostingKind.SERVED, PostingKind.EXPIRED}


@dataclass(frozen=True, slots=True)
class MemberCards:
    """Her cards in order of kind and number, and what she may be given."""

    cards: tuple[Card, ...] = ()
    entitled: tuple[Entitled, ...] = ()


def cards_of(plan: Plan, history: History, as_of: int, member: str) -> MemberCards:
    """As of the end of a day; nothing for a scheme without cards."""
    if not plan.cards:
        return MemberCards()
    found = run(plan, history, as_of)
    return MemberCards(tuple(found.of(member)), tuple(found.entitled(history, as_of, [member])))


def as_plain(plan: Plan, own: MemberCards) -> dict[str, Any]:
    """For the JSON form: dates in ISO form, money as decimal text."""

    def money(minor: int) -> str:
        return str(Decimal(minor).scaleb(-plan.places))

    return {
        "cards": [
            {
                "card": card.number,
                "kind": card.kind.id,
                "state": card.state.value,
                "rule": card.rule,
                "issued_on": iso_of(card.issued_on),
                "valid_until": iso_of(card.valid_until),
                "value": money(card.value),
                "used": money(card.used),
                "expired_unused": money(card.expired),
                "balance": money(card.balance),
                "paid": money(card.paid),
                "recognised": money(card.recognised),
                "services_left": card.services_left(),
                "postings": [_posting(one, money(one.value), money(one.money)) for one in card.postings],
            }
            for card in own.cards
        ],
        "free_cards": [{"rule": one.rule, "kind": one.kind, "left": one.left} for one in own.entitled],
    }


def _posting(one: Posting, value: str, money: str) -> dict[str, Any]:
    return {
        "on": iso_of(one.on),
        "what": one.kind.value,
        "rule": one.rule,
        "value": value,
        "money": money,
        "ref": one.ref,
        "movement_id": one.movement,
    }


def card_sections(words: Words, plan: Plan, own: MemberCards) -> Iterator[tuple[str, RenderableType]]:
    """Headings with what stands below them, for the text form."""
    if own.cards:
        yield words("储值卡", "Prepaid cards"), Group(*(_card(words, plan, card) for card in own.cards))
    if own.entitled:
        lines = [
            words(f"{_kind(words, one.kind)}：{one.left}张（{name}）", f"{_kind(words, one.kind)}: {one.left} ({name})")
            for one in own.entitled
            for name in [_rule(words, one.rule, ", ")]
        ]
        yield words("可获赠的储值卡", "Cards that may be given for nothing"), Group(*(Text(line) for line in lines))


def _kind(words: Words, kind: str) -> str:
    stated = next((one for one in words.scheme.cards if one.id == kind), None)
    return kind if stated is None else words.title(stated.title, kind)


def _titles(words: Words) -> dict[str, str]:
    """What the scheme calls the sales, gifts and services of its cards."""
    every = [one for kind in words.scheme.cards for one in (*kind.sale, *kind.free, *(kind.package.services if kind.package else ()))]
    return {one.id: words.title(one.title) for one in every if one.title is not None}


def _rule(words: Words, rule: str, between: str = " ") -> str:
    """Its title and its id."""
    title = _titles(words).get(rule)
    return rule if title is None else f"{title}{between}{rule}"


def _money(words: Words, plan: Plan, minor: int) -> str:
    return words.money(Decimal(minor).scaleb(-plan.places))


def _card(words: Words, plan: Plan, card: Card) -> RenderableType:
    state = words(*_STATES[card.state])
    until = "" if card.valid_until is None else words(f"，有效至 {iso_of(card.valid_until)}", f", valid until {iso_of(card.valid_until)}")
    balance = _money(words, plan, card.balance)
    name = _kind(words, card.kind.id)
    head = words(f"{card.number} {name}：{state}{until}，余额 {balance}", f"{card.number} {name}: {state}{until}, balance {balance}")
    body: list[RenderableType] = [Text(head)]
    left = card.services_left()
    if left:
        names = _titles(words)
        parts = [f"{names.get(one, one)} {words('不限', 'as often as asked') if count is None else count}" for one, count in left.items()]
        body.append(Padding(Text(words(f"服务剩余：{'，'.join(parts)}", f"services left: {', '.join(parts)}")), (0, 0, 0, 2)))
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column()
    grid.add_column(justify="right")
    for one in card.postings:
        value = "" if not one.value else f"{'-' if one.kind in _TAKES else ''}{_money(words, plan, one.value)}"
        grid.add_row(
            iso_of(one.on) or "", Text(words(*_WHAT[one.kind])), value, Text(_rule(words, one.rule) if one.rule else one.ref or "")
        )
    body.append(Padding(grid, (0, 0, 0, 2)))
    return Group(*body)

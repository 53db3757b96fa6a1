"""Prepaid cards: price, validity, what they pay for, that they are not paid out, the package."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.describe.conditions import point
from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.goods import goods_limits
from patron.scheme.describe.words import Words
from patron.scheme.model.cards import CardKind, CardSale, CardService, FreeCard

_STEPS = {
    "make": ("制卡", "makes them"),
    "draw": ("领卡", "draws them"),
    "sell": ("售卡", "sells them"),
    "give": ("赠卡", "gives them"),
    "activate": ("激活", "activates them"),
    "suspend": ("停用", "suspends them"),
    "resume": ("恢复", "resumes them"),
    "top_up": ("充值", "tops them up"),
    "renew": ("续期", "renews them"),
    "pay": ("收取卡消费", "takes payments"),
    "use": ("登记服务使用", "books services"),
}


def cards(words: Words) -> Section | None:
    """Every kind of card, and what holds for all."""
    kinds = words.scheme.cards
    if not kinds:
        return None
    blocks: list[str | Point] = [_kind(words, kind) for kind in kinds]
    blocks.append(words("卡内金额不得提现，也不兑换现金。", "What is stored on a card is not paid out and not changed into money."))
    if words.internal:
        blocks.append(
            words(
                "到期未用的金额单独列示，不自动作为收入。",
                "What is unused at the end is shown as a figure of its own and is no income by itself.",
            )
        )
    blocks += list(_rules(words))
    return Section(words("储值卡", "Prepaid cards"), tuple(blocks))


def _rules(words: Words) -> Iterator[str]:
    rules = words.scheme.prepaid_rules
    if words.internal and rules is not None:
        reason = words.note(rules.reason)
        if rules.apply:
            yield words(f"适用单用途商业预付卡的规定{reason}。", f"The rules for single-purpose commercial prepaid cards apply{reason}.")
        else:
            yield words(
                f"不适用单用途商业预付卡的规定{reason}。", f"The rules for single-purpose commercial prepaid cards do not apply{reason}."
            )


def _kind(words: Words, kind: CardKind) -> Point:
    name = words.name(kind.id, kind.title)
    bound = (
        words("记名，仅限持卡人本人使用", "bound to its holder, who alone may use it") if kind.named else words("不记名", "for the bearer")
    )
    face = words.money(kind.face_value)
    text = words(f"{name}：面值{face}，{bound}{words.note(kind.note)}。", f"{name}: {face}, {bound}{words.note(kind.note)}.")
    below = [*_sales(words, kind), *_free(words, kind), *_validity(words, kind), *_use(words, kind), *_package(words, kind)]
    if words.internal:
        below += list(_control(words, kind))
    return Point(text, tuple(below))


def _sales(words: Words, kind: CardKind) -> Iterator[Point]:
    if not kind.sale:
        yield Point(words("按面值出售。", "Sold at face value."))
    for sale in kind.sale:
        yield _sale(words, kind, sale)


def _sale(words: Words, kind: CardKind, sale: CardSale) -> Point:
    price = kind.face_value if sale.rate is None else kind.face_value * sale.rate
    text = words(f"售价{words.money(price)}", f"sold for {words.money(price)}")
    if words.internal and sale.rate is not None:
        text += words(f"（面值的{words.share(sale.rate)}）", f" ({words.share(sale.rate)} of the face value)")
    if words.internal and sale.commission is not None:
        text += words(f"，销售佣金{words.share(sale.commission)}", f", {words.share(sale.commission)} of it is the seller's commission")
    lead = words.lead(sale.id, sale.title)
    tail = text + words.note(sale.note)
    if sale.to is None:
        return Point(words.sentence(lead + tail))
    return point(words, sale.to, lead, words(f"，{tail}", f"; {tail}"))


def _free(words: Words, kind: CardKind) -> Iterator[Point]:
    for rule in kind.free:
        yield point(words, rule.when, words.lead(rule.id, rule.title), _how_many(words, rule) + words.note(rule.note))


def _how_many(words: Words, rule: FreeCard) -> str:
    if rule.each_calendar_year is not None:
        number = words.figure(rule.each_calendar_year)
        return words(f"，每个自然年免费赠送{number}张", f"; {number} free of charge in each calendar year")
    number = words.figure(1 if rule.times is None else rule.times)
    return words(f"，免费赠送{number}张", f"; {number} free of charge")


def _validity(words: Words, kind: CardKind) -> Iterator[Point]:
    if kind.valid_for is None:
        yield Point(words("长期有效。", "Valid without end."))
    else:
        length = words.length(kind.valid_for)
        yield Point(words(f"自售出或赠出之日起{length}内有效。", f"Valid for {length} from the day on which it is sold or given."))
    if kind.top_up is None:
        yield Point(words("不可充值。", "It cannot be topped up."))
    else:
        parts = [words("可以充值", "it can be topped up")]
        if kind.top_up.at_least is not None:
            parts.append(words(f"每次不少于{words.money(kind.top_up.at_least)}", f"with {words.money(kind.top_up.at_least)} or more"))
        if kind.top_up.at_most_balance is not None:
            most = words.money(kind.top_up.at_most_balance)
            parts.append(words(f"充值后余额不超过{most}", f"up to a balance of {most}"))
        if kind.top_up.extends is not None:
            length = words.length(kind.top_up.extends)
            parts.append(words(f"自充值之日起至少{length}内有效", f"and is then valid for at least {length} from that day"))
        yield Point(words.sentence(words("，", ", ").join(parts)))
    if kind.renewal is not None:
        length = words.length(kind.renewal.extends)
        text = words(f"到期前可以续期{length}", f"before it ends it can be renewed for {length}")
        if kind.renewal.at_least is not None:
            least = words.money(kind.renewal.at_least)
            text += words(f"，须充值{least}或以上", f", with {least} or more loaded on it")
        yield Point(words.sentence(text))


def _use(words: Words, kind: CardKind) -> Iterator[Point]:
    limits = goods_limits(words, kind.pays_for)
    if limits:
        yield Point(words(f"支付范围：{'，'.join(limits)}。", f"What it pays for: {'; '.join(limits)}."))
    else:
        yield Point(words("可支付本公司的一切商品和服务。", "It pays for everything that the house sells."))
    if kind.gives_tier is not None:
        tier = words.tier(kind.gives_tier)
        yield Point(words(f"卡处于激活状态期间，持卡人为{tier}。", f"As long as the card is active, its holder is {tier}."))


def _package(words: Words, kind: CardKind) -> Iterator[Point]:
    package = kind.package
    if package is None:
        return
    drawn = package.drawn_from == "value"
    head = (
        words("所含服务（从卡内金额中支付）：", "Its services, drawn from the stored value:")
        if drawn
        else words("另赠服务（不占卡内金额）：", "Its services, on top of the stored value:")
    )
    yield Point(head, tuple(_service(words, one) for one in package.services))


def _service(words: Words, one: CardService) -> Point:
    text = words.name(one.id, one.title)
    parts = []
    if one.worth is not None:
        parts.append(words(f"价值{words.money(one.worth)}", f"worth {words.money(one.worth)}"))
    if one.times is None:
        parts.append(words("不限次数", "as often as asked"))
    else:
        parts.append(words(f"每个有效期{words.figure(one.times)}次", f"{words.figure(one.times)} in each period of validity"))
    if words.internal and one.unit_cost is not None:
        parts.append(words(f"每次成本{words.money(one.unit_cost)}", f"costs the house {words.money(one.unit_cost)} each time"))
    return Point(text + words("：", ": ") + words("，", ", ").join(parts) + words.note(one.note) + words("。", "."))


def _control(words: Words, kind: CardKind) -> Iterator[Point]:
    """For internal readers: numbers, approval, and who takes which step."""
    numbers = kind.numbers
    first, last = (f"{numbers.prefix}{number:0{numbers.digits}d}" for number in (numbers.first, numbers.last))
    yield Point(words(f"卡号从{first}到{last}，连续编号。", f"Numbers from {first} to {last}, one after another."))
    if kind.approval is not None:
        roles = words.any(kind.approval)
        yield Point(words(f"售出或赠出前须经{roles}审批。", f"Approved by {roles} before it is sold or given."))
    if kind.moved_by is not None:
        named = [(step, roles) for step in _STEPS if (roles := getattr(kind.moved_by, step)) is not None]
        parts = [words(f"{words.any(roles)}{_STEPS[step][0]}", f"{words.any(roles)} {_STEPS[step][1]}") for step, roles in named]
        yield Point(words(f"权限：{'；'.join(parts)}。", f"Who may: {'; '.join(parts)}."))

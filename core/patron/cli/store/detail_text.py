"""What only one operation tells: what is left of a benefit or on a card, an exchange's price, how a line was priced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from patron.cli.store.statement_text import card_state

if TYPE_CHECKING:
    from patron.cli.store.say import Say
    from patron.store.answer import Decision

Row = tuple[str, str]


def detail_rows(decision: Decision, say: Say) -> Iterator[Row]:
    """Label and value of what people ask for at a till; programs find all of it in the JSON form."""
    detail = decision.detail
    if decision.op in {"purchase", "return"}:
        yield from _priced(detail.get("priced", ()), say)
        if "total" in detail:
            yield say("金额", "Amount"), say.money(detail["total"])
    elif decision.op == "redeem":
        if "worth" in detail:
            yield say("可抵", "Worth"), say.money(detail["worth"])
    elif decision.op == "grant_tier":
        if "until" in detail:
            yield (
                say("授予至", "Granted until"),
                say(f"{detail['until']}（当日起不再持有）", f"{detail['until']} (held no more from then on)"),
            )
    elif decision.op in {"use_benefit", "false_claim", "use_coupon"}:
        yield from _right(detail, say)
    elif decision.op in {"exchange", "use_voucher", "win", "quiz"}:
        yield from _points_used(detail, say)
    elif decision.op.startswith("card_"):
        yield from _card(detail, say)
    elif decision.op == "apply":
        yield from _version(detail, say)
    else:
        yield from _member(detail, say)


def _priced(lines: Any, say: Say) -> Iterator[Row]:
    for one in lines:
        off = say("，", ", ").join(f"{say.quoted(each['id'])} \N{MINUS SIGN}{say.money(each['off'])}" for each in one["discounts"])
        was = (
            say(f"（原价 {say.money(one['full'])}", f" (full price {say.money(one['full'])}")
            + (say("；", "; ") + off if off else "")
            + say("）", ")")
        )
        yield say(f"第 {one['line'] + 1} 行", f"Line {one['line'] + 1}"), say.money(one["price"]) + was


def _right(detail: dict[str, Any], say: Say) -> Iterator[Row]:
    if "benefit" in detail:
        yield say("权益", "Benefit"), say.phrases.benefit(detail["benefit"])
    if "coupon" in detail:
        yield say("优惠券", "Coupon"), say.phrases.benefit(detail["coupon"])
    if "left" in detail:
        of = detail.get("granted", detail.get("each_member"))
        until = "" if not detail.get("until") else say(f"，可用至 {detail['until']}", f", good until {detail['until']}")
        whole = "" if of is None else say(f"（共 {of:,}）", f" of {of:,}")
        yield say("剩余", "Left"), f"{detail['left']:,}{whole}{until}"
    if "claims" in detail:
        yield say("冒领次数", "False claims"), f"{detail['claims']:,}"


def _points_used(detail: dict[str, Any], say: Say) -> Iterator[Row]:
    for name, label in (("exchange", ("换购", "For")), ("prize", ("奖品", "Prize")), ("quiz", ("问答", "Quiz"))):
        if name in detail:
            times = f"\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{detail['times']:,}" if detail.get("times", 1) != 1 else ""
            yield say(*label), say.rule(detail[name]) + times
    if "cash" in detail:
        yield say("另付现金", "Cash beside"), say.money(detail["cash"])
    if "paid" in detail:
        yield say("代金券支付", "Paid by vouchers"), say.money(detail["paid"])
    if "vouchers" in detail:
        ends = [one["ends_on"] for one in detail["vouchers"] if one["ends_on"]]
        soon = say(f"，最早 {min(ends)} 到期", f", the first ends on {min(ends)}") if ends else ""
        yield say("代金券余额", "Vouchers left"), say.money(detail["left"]) + soon


def _card(detail: dict[str, Any], say: Say) -> Iterator[Row]:
    card = detail.get("card", detail)
    if not isinstance(card, dict):
        card = detail
    if card.get("card") and not card.get("made"):
        yield say("卡号", "Card"), str(card["card"])
    if card.get("kind"):
        yield say("卡种", "Kind"), say.card(str(card["kind"]))
    if card.get("state"):
        yield say("状态", "State"), card_state(str(card["state"]), say)
    if card.get("made"):
        numbers = card["first"] if card["made"] == 1 else f"{card['first']} – {card['last']}"
        yield say("卡号", "Numbers"), say(f"{numbers}（{card['made']:,} 张）", f"{numbers} ({card['made']:,})")
    if card.get("balance") is not None and card.get("state") not in {"made", "drawn"}:  # nothing is on it before it is sold
        yield say("余额", "Balance"), say.money(str(card["balance"]))
    if card.get("valid_until"):
        yield say("有效至", "Valid until"), str(card["valid_until"])
    if isinstance(card.get("services"), dict):
        left = [_service(service, times, say) for service, times in card["services"].items() if times != 0]
        yield say("套餐剩余", "Left of the package"), say("，", ", ").join(left) or say("无", "nothing")


def _service(service: str, times: int | None, say: Say) -> str:
    """A service with how often it may still be used; one without a number may be used as often as asked."""
    name = say.service(service)
    return name if times is None else f"{name}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{times:,}"


def _member(detail: dict[str, Any], say: Say) -> Iterator[Row]:
    if "referred_by" in detail:
        known = "" if detail.get("introducer_known", True) else say("（尚未入会）", " (not enrolled herself yet)")
        yield say("介绍人", "Introduced by"), f"{detail['referred_by']}{known}"
    if detail.get("same_phone"):
        others = ", ".join(detail["same_phone"])
        yield (
            say("手机号相同", "Same phone"),
            say(f"{others}（若为同一人：patron store merge）", f"{others} (if it is one person: patron store merge)"),
        )


def _version(detail: dict[str, Any], say: Say) -> Iterator[Row]:
    if "effective_from" in detail:
        yield say("启用日", "In force from"), str(detail["effective_from"])
    for one in detail.get("carried", ()):
        move = f"{say.tier(one['before'])} → {say.tier(one['after'])}"
        number = one["members"]
        yield (
            say("等级取消", "Tier that is no more"),
            say(f"{move}：{number:,} 名会员", f"{move}: {number:,} member{'' if number == 1 else 's'}"),
        )

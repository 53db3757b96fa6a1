"""An explanation in lines of one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from patron.explain.phrases import Phrases
from patron.store.telling.told import ChangeTold, Explanation, Grant, JudgedTold, Known, Late

_MOST_LATE = 5  # told one by one; of more, as after an import of old sales, how many of which kind
_KINDS = {
    "purchase": ("消费", "purchase"),
    "return": ("退货", "return"),
    "redeem": ("积分抵扣", "redemption"),
    "give": ("积分转赠", "transfer"),
    "adjust": ("积分调整", "correction"),
    "grant_tier": ("授予等级", "grant of a tier"),
    "profile": ("资料变更", "change of profile"),
    "exchange": ("积分换购", "exchange"),
    "win": ("中奖", "prize"),
    "quiz": ("有奖问答", "quiz"),
    "use_voucher": ("使用代金券", "use of vouchers"),
    "use_benefit": ("使用权益", "use of a benefit"),
    "false_claim": ("虚假领取", "false claim"),
    "use_coupon": ("使用优惠券", "use of a coupon"),
}
_OF_CARDS = ("储值卡变动", "step of a prepaid card")


def lines_of(told: Explanation, phrases: Phrases) -> Iterator[str]:
    """What stood at the moment, why, and where what is known now differs from what was known then."""
    words, when = phrases.words, told.at[:16].replace("T", " ")
    yield words(
        f"会员 {told.member}，{when}（方案版本 {told.version}）", f"Member {told.member} at {when} (version {told.version} of the scheme)"
    )
    if told.then is None:
        yield words("当时尚无她的记录。", "Nothing was recorded of her then.")
        yield from _known(words("按现在所知：", "As known now:"), told.now, phrases)
    elif _same(told.then, told.now):
        yield from _known(words("当时所知与现在所知一致：", "As known then, and as known now:"), told.now, phrases)
    else:
        yield from _known(words("按当时所知：", "As known then:"), told.then, phrases)
        yield from _known(words("按现在所知：", "As known now:"), told.now, phrases)
    if told.late:
        yield words("此后才登记的事项：", "Recorded only afterwards:")
        if len(told.late) <= _MOST_LATE:
            yield from (_late(one, phrases) for one in told.late)
        else:
            yield from _summed(told.late, phrases)
    if told.undone:
        yield words("当时有效、此后撤销的等级变动：", "Changes that stood then, and were taken back since:")
        yield from (f"  {_change(one, phrases)}" for one in told.undone)


def _kind(kind: str, phrases: Phrases) -> str:
    return phrases.words(*_KINDS.get(kind, _OF_CARDS if kind.startswith("card_") else (kind, kind)))


def _late(one: Late, phrases: Phrases) -> str:
    words, what = phrases.words, _kind(one.kind, phrases)
    at, recorded = (time[:16].replace("T", " ") for time in (one.at, one.recorded_at))
    return words(f"  {what} {one.id}，发生于 {at}，登记于 {recorded}", f"  {what} {one.id} of {at}, recorded {recorded}")


def _summed(late: Sequence[Late], phrases: Phrases) -> Iterator[str]:
    """How many of each kind, from when to when, and the last ones."""
    words = phrases.words
    of_kind = Counter(_kind(one.kind, phrases) for one in late)
    for what, number in of_kind.items():
        days = sorted(one.at[:10] for one in late if _kind(one.kind, phrases) == what)
        span = words(f"{days[0]} 至 {days[-1]}", f"{days[0]} to {days[-1]}") if days[0] != days[-1] else days[0]
        yield words(f"  {what} {number:,} 项，发生于 {span}", f"  {what}: {number:,}, of {span}")
    recorded = sorted(one.recorded_at[:16].replace("T", " ") for one in late)
    span = words(f"{recorded[0]} 至 {recorded[-1]}", f"{recorded[0]} to {recorded[-1]}") if recorded[0] != recorded[-1] else recorded[0]
    yield words(f"  登记于 {span}；逐项见 --json", f"  recorded {span}; --json names each")


def _same(then: Known, now: Known) -> bool:
    return (then.tier, then.since, then.reason, then.points, then.points_pending, then.review_on) == (
        now.tier,
        now.since,
        now.reason,
        now.points,
        now.points_pending,
        now.review_on,
    )


def _known(heading: str, known: Known, phrases: Phrases) -> Iterator[str]:
    words = phrases.words
    yield heading
    since = "" if known.since is None else words(f"，自 {known.since}", f", since {known.since}")
    reason = "" if known.reason is None else words(f"；{phrases.rule(known.reason)}", f"; {phrases.rule(known.reason)}")
    yield f"  {words.tier(known.tier)}{since}{reason}"
    if known.granted is not None:
        yield f"  {_granted(known.granted, phrases)}"
    waiting = words(f"，另有 {known.points_pending:,} 待生效", f", and {known.points_pending:,} waiting") if known.points_pending else ""
    points = f"{known.points:,}".replace("-", "\N{MINUS SIGN}")
    yield words(f"  积分 {points}{waiting}", f"  {points} points{waiting}")
    for one in known.decided_by:
        yield f"  {_judged(one, phrases)}"
        yield from (f"    {fact}" for fact in one.facts)
    if known.changes:
        yield words("  等级变动：", "  Changes of tier:")
        yield from (f"    {_change(one, phrases)}" for one in known.changes)


def _granted(one: Grant, phrases: Phrases) -> str:
    words = phrases.words
    by = "" if one.by is None else words(f"，批准人 {one.by}", f", approved by {one.by}")
    until = "" if one.until is None else words(f"，{one.until} 起不再持有", f", until {one.until}")
    return words(f"授予 {one.id}{by}{until}", f"Grant {one.id}{by}{until}")


def _judged(one: JudgedTold, phrases: Phrases) -> str:
    words = phrases.words
    mark = "✓" if one.holds else "✗"
    bought = "" if one.purchase is None else words(f"，消费 {one.purchase}", f", purchase {one.purchase}")
    return words(f"{mark} {one.on}{bought}：{phrases.rule(one.rule)}", f"{mark} {one.on}{bought}: {phrases.rule(one.rule)}")


def _change(one: ChangeTold, phrases: Phrases) -> str:
    words = phrases.words
    before, after = words.tier(one.before), words.tier(one.after)
    move = words(f"维持{after}", f"{after} kept") if one.before == one.after else f"{before} → {after}"
    version = "" if one.version is None else words(f"，版本 {one.version}", f", version {one.version}")
    return f"{one.on}  {move}  {phrases.rule(one.reason)}{version}"

"""What of a member's profile takes a tier away."""

from __future__ import annotations

from patron.scheme.describe.conditions import point
from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.words import Words
from patron.scheme.model.withdrawal import Withdrawal


def _rule(words: Words, rule: Withdrawal) -> Point:
    held, to = words.tiers(rule.from_), words.tier(rule.to)
    tail = words(f"，由{held}降为{to}{words.note(rule.note)}", f"; {held} falls to {to}{words.note(rule.note)}")
    return point(words, rule.when, words.lead(rule.id, rule.title), tail)


def withdrawal(words: Words) -> Section | None:
    """Every rule, and when they are looked at; nothing where there is none."""
    if not words.scheme.withdrawal:
        return None
    when = words(
        "会员资料变更时即时判断；按以下顺序，第一条成立的规则生效，自当日起降级，并开始新等级的有效期。",
        "This is judged whenever a member's details change; the first of these that holds takes effect: "
        "the member falls on that day, and the lower tier's term starts.",
    )
    return Section(
        words("资料变更与等级", "Changes of details that cost a tier"), (when, *(_rule(words, one) for one in words.scheme.withdrawal))
    )

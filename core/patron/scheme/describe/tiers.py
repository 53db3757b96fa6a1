"""The tiers, from the lowest."""

from __future__ import annotations

from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.words import Words
from patron.scheme.model.tiers import Tier


def cards_giving(words: Words, tier: Tier) -> list[str]:
    """The names of the prepaid cards whose holder has the tier; none for one that is gained by rules."""
    if any(rule.grants == tier.id for rule in words.scheme.qualification):
        return []
    return [words.name(kind.id, kind.title) for kind in words.scheme.cards if kind.gives_tier == tier.id]


def _tier(words: Words, tier: Tier) -> Point:
    if cards_giving(words, tier):
        held = words("持有激活的卡期间有效", "held as long as a card that gives it is active")
    elif tier.term is None:
        held = words("长期有效，不作考核", "held without limit, never reviewed")
    else:
        held = words(f"有效期{words.length(tier.term)}，期满考核", f"held for {words.length(tier.term)}, then reviewed")
    return Point(words.name(tier.id, tier.title) + words("：", ": ") + held + words.note(tier.note) + words("。", "."))


def tiers(words: Words) -> Section:
    """Which tiers there are, where everybody starts, and how long each is held."""
    first = words.tier(words.scheme.tiers[0].id)
    if len(words.scheme.tiers) == 1:
        intro = words(f"本方案只有一个等级：{first}。", f"The scheme has one tier: {first}.")
    else:
        names = words(" → ", " → ").join(words.tier(tier.id) for tier in words.scheme.tiers)
        intro = words(f"等级由低到高：{names}。人人从{first}开始。", f"The tiers, from the lowest: {names}. Everybody starts as {first}.")
    return Section(words("等级", "Tiers"), (intro, *(_tier(words, tier) for tier in words.scheme.tiers)))

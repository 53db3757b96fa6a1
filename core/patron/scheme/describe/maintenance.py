"""How a tier is kept: reviews, grace, and where a member falls."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.describe.conditions import point
from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.words import Words
from patron.scheme.durations import Duration
from patron.scheme.model.tiers import Tier


def _kept(words: Words, tier: Tier, term: Duration) -> Iterator[str | Point]:
    name, length = words.tier(tier.id), words.length(term)
    rules = [rule for rule in words.scheme.maintenance if rule.keeps == tier.id]
    every = words(f"{name}自取得之日起每满{length}考核一次", f"{name} is reviewed every {length}, counted from the day it was gained")
    if not rules:
        yield words.sentence(every + words(f"，期满后{name}不再保留", f", and ends at the first review; {name} has to be gained anew"))
        return
    yield words.sentence(every)
    if len(rules) == 1:
        yield words(f"考核时满足下列条件，即保留{name}：", f"You stay {name} if at the review this holds:")
    else:
        yield words(f"考核时满足下列任一条件，即保留{name}：", f"You stay {name} if at the review any one of these holds:")
    for rule in rules:
        yield point(words, rule.when, words.lead(rule.id, rule.title), words.note(rule.note))
    if tier.gaining_purchase_keeps:
        yield words("取得该等级当次及之前的消费同样计入考核。", "Purchases up to the one that gained the tier count too.")
    else:
        yield words(
            "取得（或续期）该等级当次及之前的消费不计入考核。",
            "Purchases up to and including the one that gained or renewed the tier do not count for this.",
        )


def _falls(words: Words, tier: Tier, below: str) -> str:
    match tier.lapse_to:
        case "below":
            return words(f"降为{words.tier(below)}", f"falls to {words.tier(below)}")
        case "requalified":
            lowest = words.tier(words.scheme.tiers[0].id)
            return words(
                f"降到其消费仍达到取得或保留条件的最高等级，都未达到的降为{lowest}",
                f"falls to the highest lower tier of which a condition still holds, else to {lowest}",
            )
        case named:
            return words(f"降为{words.tier(named)}", f"falls to {words.tier(named)}")


def _lapse(words: Words, tier: Tier, below: str) -> Iterator[str]:
    falls = _falls(words, tier, below)
    if tier.grace is None:
        yield words(f"未通过考核的会员自考核日起{falls}。", f"Whoever does not pass {falls} on the day of the review.")
        return
    length = words.length(tier.grace)
    if not any(rule.keeps == tier.id for rule in words.scheme.maintenance):
        yield words(
            f"考核日后另有{length}宽限期，期满{falls}。",
            f"There are {length} of grace after the review; when they end, the member {falls}.",
        )
        return
    yield words(
        f"未通过考核的会员有{length}宽限期：其间任何一次消费后达到上述条件的，等级照旧保留；宽限期满仍未达到的{falls}。",
        f"Whoever does not pass has {length} of grace: a purchase in that time with which one of the conditions holds keeps the tier; "
        f"otherwise, when the grace ends, the member {falls}.",
    )


def maintenance(words: Words) -> Section | None:
    """How each tier with a term is kept, and what happens if it is not."""
    blocks: list[str | Point] = []
    for below, tier in zip(words.scheme.tiers, words.scheme.tiers[1:], strict=False):
        if tier.term is not None:
            blocks += [*_kept(words, tier, tier.term), *_lapse(words, tier, below.id)]
    return Section(words("如何保留等级", "How to keep a tier"), tuple(blocks)) if blocks else None

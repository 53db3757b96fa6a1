"""Price floors: how low discounts may go."""

from __future__ import annotations

from patron.scheme.describe.document import Point
from patron.scheme.describe.goods import goods_limits, remark
from patron.scheme.describe.words import Words
from patron.scheme.model import PriceFloor


def price_floors(words: Words) -> list[str | Point]:
    """Each floor, with what leads to them; nothing without floors."""
    floors = words.scheme.price_floors
    if not floors:
        return []
    lead = words(
        "任何优惠均不使成交价低于以下最低限（原已低于的不变）：",
        "No discount brings a price below these limits; a price that is lower already stays:",
    )
    return [lead, *(_floor(words, floor) for floor in floors)]


def _floor(words: Words, floor: PriceFloor) -> Point:
    if floor.of_list is not None:
        share = words.share(floor.of_list)
        text = words(f"标价的{share}", f"{share} of the list price")
    else:
        text = words(f"该商品的{words.field(floor.field or '')}", f"the goods' {words.field(floor.field or '')}")
    text += remark(words, goods_limits(words, floor.goods)) + words.note(floor.note)
    return Point(words.lead(floor.id, floor.title) + words.sentence(text))

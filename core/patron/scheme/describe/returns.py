"""What a return does to tier and points."""

from __future__ import annotations

from patron.scheme.describe.document import Section
from patron.scheme.describe.words import Words


def returns(words: Words) -> Section:
    """Returns: the tier, the points made by what is returned, and what happens below zero."""
    blocks = []
    if words.scheme.returns == "withdraw_tier":
        blocks.append(
            words(
                "退货后按剩余消费重新判断：凭退掉的部分才取得的等级，自退货之日起取消。",
                "After a return the history is judged again without what was returned: "
                "a tier gained only by that is withdrawn on the date of the return.",
            )
        )
    else:
        blocks.append(words("退货不影响已取得的等级。", "A return does not change the tier held."))
    if words.scheme.points is not None:
        blocks.append(words("退货部分所得的积分予以扣回。", "The points that the returned goods earned are taken back."))
        if words.scheme.points.below_zero == "allow":
            blocks.append(
                words(
                    "积分不足扣回时记为负数，由之后所得的积分先行抵补。",
                    "If there are too few, the balance goes below zero, and later points fill it first.",
                )
            )
        else:
            blocks.append(words("积分不足扣回时扣至零为止。", "If there are too few, the balance stops at zero."))
    return Section(words("退货", "Returns"), tuple(blocks))

"""What operations, postings and occasions are called."""

from __future__ import annotations

_OPERATIONS = {
    "purchase": ("消费", "Purchase"),
    "return": ("退货", "Return"),
    "redeem": ("积分抵扣", "Redemption"),
    "give": ("积分转赠", "Transfer"),
    "adjust": ("积分调整", "Correction"),
    "grant_tier": ("授予等级", "Grant of a tier"),
    "profile": ("资料变更", "Change of profile"),
    "exchange": ("积分换购", "Exchange"),
    "win": ("中奖", "Prize"),
    "quiz": ("有奖问答", "Quiz"),
    "use_voucher": ("使用代金券", "Use of vouchers"),
    "use_benefit": ("使用权益", "Use of a benefit"),
    "false_claim": ("虚假领取", "False claim"),
    "use_coupon": ("使用优惠券", "Use of a coupon"),
    "card_make": ("制卡", "Cards made"),
    "card_draw": ("领卡", "Card drawn"),
    "card_approve": ("售卡审批", "Card approved"),
    "card_sell": ("售卡", "Card sold"),
    "card_give": ("赠卡", "Card given"),
    "card_activate": ("激活", "Card activated"),
    "card_pay": ("卡支付", "Card payment"),
    "card_top_up": ("充值", "Top-up"),
    "card_renew": ("续期", "Card renewed"),
    "card_use": ("套餐使用", "Use of a package"),
    "card_suspend": ("挂失", "Card suspended"),
    "card_resume": ("解挂", "Card resumed"),
    "enroll": ("入会", "Enrolment"),
    "merge": ("合并会员", "Merge"),
    "erase": ("删除个人资料", "Erasure"),
    "apply": ("启用方案版本", "Scheme version"),
    "init": ("建立会员库", "New store"),
    "close_day": ("日结", "Day's close"),
    "import": ("导入", "Import"),
    "export": ("导出", "Export"),
    "rebuild": ("重建", "Rebuild"),
}
_POSTINGS = {
    "pending": ("待生效", "waiting"),
    "lapsed": ("待生效失效", "lapsed while waiting"),
    "withdrawn": ("待生效收回", "withdrawn while waiting"),
    "released": ("生效", "released"),
    "earned": ("获得", "earned"),
    "expired": ("过期", "expired"),
    "taken_back": ("收回", "taken back"),
    "spent": ("使用", "spent"),
    "issued": ("转为代金券", "turned into vouchers"),
}
_OCCASIONS = {
    "qualification": ("资格", "qualification"),
    "grace": ("宽限期内维持", "keeping in grace"),
    "review": ("复核", "review"),
    "fall": ("降至何级", "where to fall to"),
    "withdrawal": ("资料变更", "change of details"),
}


def operation_title(operation: str, lang: str) -> str:
    """`消费`, `Purchase`."""
    return _said(_OPERATIONS, operation.replace("-", "_"), lang)


def posting_title(kind: str, lang: str) -> str:
    """`获得`, `earned`."""
    return _said(_POSTINGS, kind, lang)


def occasion_title(occasion: str, lang: str) -> str:
    """`资格`, `qualification`."""
    return _said(_OCCASIONS, occasion, lang)


def _said(words: dict[str, tuple[str, str]], name: str, lang: str) -> str:
    zh, en = words.get(name, (name, name))
    return zh if lang == "zh" else en

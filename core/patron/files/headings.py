"""Chinese headings and words that companies' files use for the columns and for kinds of movement.

Spaces, case and what stands in brackets are left out of the comparison: `金额（元）` is `金额`.
"""

from __future__ import annotations

import re

HEADINGS: dict[str, tuple[str, ...]] = {
    "purchase_id": ("单号", "订单号", "订单编号", "小票号", "小票编号", "销售单号", "交易号", "交易单号", "流水号"),
    "member_id": ("会员号", "会员卡号", "会员编号", "会员ID", "顾客编号", "顾客号", "客户编号", "客户号"),
    "at": ("时间", "日期", "消费时间", "消费日期", "销售时间", "销售日期", "交易时间", "交易日期", "下单时间", "发生时间"),
    "amount": ("金额", "实付金额", "实收金额", "消费金额", "销售金额", "成交金额"),
    "line": ("行号", "明细号", "序号"),
    "category": ("品类", "类别", "商品类别", "大类"),
    "quantity": ("数量", "件数"),
    "list_amount": ("原价", "标签价", "吊牌价", "原价金额", "吊牌金额"),
    "store": ("门店", "店铺", "门店编号", "店铺编号", "店名"),
    "channel": ("渠道", "销售渠道"),
    "staff": ("导购", "导购员", "营业员", "销售员"),
    "tender": ("支付方式", "付款方式"),
    "group_id": ("团购编号", "团购号", "团购单号"),
    "returns": ("退货原单号", "退货", "原单号", "退货单号"),
    "joined_on": ("入会日期", "入会时间", "注册日期", "开卡日期"),
    "birthday": ("生日", "出生日期"),
    "referred_by": ("介绍人", "推荐人", "介绍人会员号", "推荐人会员号"),
    "phone": ("手机", "手机号", "手机号码", "电话"),
    "name": ("姓名", "会员姓名", "顾客姓名", "客户姓名"),
    "opening_on": ("期初日期", "期初日"),
    "opening_tier": ("期初等级", "期初级别"),
    "opening_since": ("期初等级起始日", "期初等级日期", "期初等级起始日期"),
    "opening_points": ("期初积分",),
    "movement_id": ("变动编号", "变动单号", "变动号", "单号", "流水号"),
    "kind": ("变动类型", "类型", "种类"),
    "points": ("积分", "积分数", "变动积分"),
    "to_member": ("转入会员号", "受赠会员号", "接收会员号", "受赠人"),
    "ref": ("关联", "关联项", "字段"),
    "value": ("值", "新值", "等级"),
    "by": ("经办人", "操作人", "操作员"),
}
KINDS: dict[str, tuple[str, ...]] = {
    "redeem": ("兑换", "积分兑换", "核销"),
    "give": ("转赠", "赠送", "积分转赠"),
    "adjust": ("调整", "积分调整", "更正"),
    "grant_tier": ("授予等级", "等级授予", "调级"),
    "profile": ("资料变更", "资料修改"),
    "exchange": ("积分换购", "积分换礼", "换购"),
    "win": ("中奖", "抽奖中奖"),
    "quiz": ("有奖问答", "答题", "问答"),
    "use_voucher": ("用券", "代金券使用", "使用代金券"),
    "use_benefit": ("使用权益", "权益使用"),
    "false_claim": ("冒领", "虚假领取"),
    "use_coupon": ("使用优惠券", "优惠券使用"),
    "card_make": ("制卡",),
    "card_draw": ("领卡",),
    "card_approve": ("卡审批", "售卡审批"),
    "card_sell": ("售卡",),
    "card_give": ("赠卡",),
    "card_activate": ("激活", "卡激活"),
    "card_pay": ("卡消费", "卡支付"),
    "card_top_up": ("充值", "卡充值"),
    "card_renew": ("续期", "卡续期"),
    "card_use": ("卡服务使用", "套餐使用"),
    "card_suspend": ("停用", "挂失"),
    "card_resume": ("恢复", "解挂"),
}
_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]")
_BETWEEN = re.compile(r"[\s_\-　]+")


def plain(heading: str) -> str:
    """A heading as it is compared: `Purchase ID` and `purchase_id` are one, and so are `金额 (元)` and `金额`."""
    without = _BRACKETS.sub("", heading)
    return _BETWEEN.sub("", without if without.strip() else heading).casefold()

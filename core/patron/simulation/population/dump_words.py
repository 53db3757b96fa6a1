"""What stands above each part of a population file, in Chinese and English."""

from __future__ import annotations

COMMENTS: dict[str, dict[str, str]] = {
    "population": {
        "zh": "顾客群体:本文件的数字决定模拟中的顾客多久来一次、买多少、买什么。\n修改后请运行 patron check。",
        "en": "A population: how often its customers buy, for how much, and what. After a change run `patron check`.",
    },
    "timing": {
        "zh": "到店频率与流失:unit 为时间单位;平均每单位时间购买 r ÷ alpha 次",
        "en": "How often customers buy and when they stop; on average r ÷ alpha purchases in a unit of time while they stay",
    },
    "amounts": {
        "zh": "每单金额(元):平均为 p × gamma ÷ (q − 1)",
        "en": "What is on a bill, in whole units of the currency; the mean is p × gamma ÷ (q − 1)",
    },
    "arrival": {
        "zh": "顾客的到来:上线前多久开始认识他们,此后每年新增的比例",
        "en": "How customers come: known since how long before the launch, and new ones a year as a share of them",
    },
    "goods": {
        "zh": "购买的商品:占购买次数的比例、相对金额、标价倍数、行内字段",
        "en": "What is bought: share of purchases, amount relative to the customer's own, list price, line fields",
    },
    "season": {
        "zh": "季节:一月至十二月、周一至周日的相对频率",
        "en": "The season: January to December and Monday to Sunday, relative to each other",
    },
    "introductions": {"zh": "由其他顾客介绍的新顾客比例", "en": "Share of new customers whom another one brought"},
    "walk_ins": {"zh": "非会员购买占全部购买的比例", "en": "Purchases of nobody who is known, as a share of all"},
    "stores": {"zh": "各门店的顾客比例", "en": "Stores and their shares of customers"},
    "group_orders": {
        "zh": "团购:每年次数、金额的中位数与离散程度(对数标准差)",
        "en": "Orders of units and groups: how many a year, the middle amount and its spread",
    },
    "profiles": {"zh": "会员资料各值的比例", "en": "What is known of members, by share"},
    "cards": {"zh": "储值卡的购买者", "en": "Buyers of prepaid cards"},
    "fitted": {"zh": "patron fit 的拟合结果,仅供说明", "en": "What `patron fit` found, for information"},
}

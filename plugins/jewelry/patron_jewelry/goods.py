"""What a jewelry house sells and what a line of it carries.

The ids are the words of scheme files; the headings are the words that houses use in theirs.
"""

from __future__ import annotations

from patron.vocabulary import Category, FieldKind, LineAmount, LineField, Requirement, Title, TradeIn, Unit

GOLD = "gold"
METALS = ("silver", "platinum", "k-gold")  # the others that a house may sell by weight

CATEGORIES = (
    Category(GOLD, Title("黄金", "gold"), ("黄金", "足金", "千足金", "黄金饰品", "金饰")),
    Category("silver", Title("白银", "silver"), ("白银", "银", "银饰", "足银", "纯银", "925银")),
    Category("diamond", Title("钻石", "diamond"), ("钻石", "钻", "钻饰", "镶钻", "裸钻")),
    Category("jade", Title("翡翠玉石", "jade"), ("翡翠玉石", "翡翠", "玉石", "玉器", "和田玉", "玉")),
    Category("coloured-stone", Title("彩色宝石", "coloured stone"), ("彩色宝石", "彩宝", "有色宝石", "宝石", "colored-stone")),
    Category("pearl", Title("珍珠", "pearl"), ("珍珠", "珍珠饰品")),
    Category("platinum", Title("铂金", "platinum"), ("铂金", "白金", "铂", "PT950")),
    Category("k-gold", Title("K金", "karat gold"), ("K金", "18K金", "K金饰品", "K黄金")),
    Category("other", Title("其他", "other"), ("其他", "其它", "配件", "杂项")),
)

WEIGHT = "weight"
PIECE = "piece"

FIELDS = (
    LineField(
        "grams",
        FieldKind.DECIMAL,
        Title("克重", "grams"),
        places=3,
        headings=("克重", "重量", "金重", "净重", "克数", "重量(克)", "重量(g)", "weight_g"),
    ),
    LineField(
        "gold_price",
        FieldKind.MONEY,
        Title("当日金价", "house gold price of the day"),
        headings=("金价", "当日金价", "黄金单价", "今日金价", "基础金价"),
    ),
    LineField("making_charge", FieldKind.MONEY, Title("工费", "making charge"), headings=("工费", "加工费", "手工费", "工艺费")),
    LineField(
        "priced_by",
        FieldKind.CHOICE,
        Title("计价方式", "priced by"),
        choices=(WEIGHT, PIECE),
        headings=("计价方式", "计价", "销售方式"),
        choice_words=((WEIGHT, ("按克", "计重", "按重量", "克重计价")), (PIECE, ("按件", "一口价", "计件", "定价"))),
    ),
    LineField(
        "trade_in_grams",
        FieldKind.DECIMAL,
        Title("旧金克重", "grams of old gold"),
        places=3,
        headings=("旧料克重", "以旧换新克重", "旧金重量"),
    ),
    LineField(
        "trade_in_price", FieldKind.MONEY, Title("旧金回收价", "price of a gram of old gold"), headings=("回收价", "旧金单价", "旧料单价")
    ),
    LineField("cost", FieldKind.MONEY, Title("成本", "cost"), headings=("成本价", "成本金额", "进货价")),
)

# Gold sold at a fixed price has a weight too, but no price a gram: nothing is taken off it.
UNITS = (Unit("gram", "grams", Title("克", "gram"), only_where=(("priced_by", (WEIGHT,)),)),)

# What says that it is priced by weight must say the weight; the other cells may be empty.
REQUIRES = (Requirement(GOLD, ("grams",), where=(("priced_by", (WEIGHT,)),)),)

LIST_AMOUNT_HEADINGS = ("tag_price", "标签价", "吊牌价", "标价", "原价")

# Gold by weight costs its weight at the price of the day, and the work; a piece without a making charge has none.
LINE_AMOUNTS = (
    LineAmount(GOLD, terms=(("grams", "gold_price"), ("making_charge",)), where=(("priced_by", (WEIGHT,)),), may_lack=("making_charge",)),
)

# Old gold is a payment in kind: what is bought counts in full.
TRADE_INS = (TradeIn("old-gold", Title("旧金", "old gold"), amount="trade_in_grams", price="trade_in_price"),)

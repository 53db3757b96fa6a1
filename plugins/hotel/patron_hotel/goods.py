"""What a hotel sells, what a line of a bill carries, and what is known of a member.

The ids are the words of scheme files; the headings are the words that hotels use in theirs.
"""

from __future__ import annotations

from patron.vocabulary import Category, Combines, FieldKind, LineAmount, LineField, LineMeasure, ProfileField, Requirement, Title, Unit

ROOM, DINING, BANQUET, MEETING = "room", "dining", "banquet", "meeting"
TABLE = (DINING, BANQUET)  # where guests are counted as covers

CATEGORIES = (
    Category(ROOM, Title("客房", "room"), ("房费", "住宿", "房间", "住房")),
    Category(DINING, Title("餐饮", "dining"), ("餐费", "用餐", "餐厅", "早餐", "自助餐")),
    Category(BANQUET, Title("宴会", "banquet"), ("宴席", "婚宴", "寿宴", "团体宴会")),
    Category(MEETING, Title("会议", "meeting"), ("会议室", "会议费", "会场", "会务")),
    Category("spa", Title("水疗", "spa"), ("SPA", "桑拿", "按摩", "温泉")),
    Category("recreation", Title("康乐", "recreation"), ("健身", "游泳", "KTV", "棋牌", "娱乐")),
    Category("laundry", Title("洗衣", "laundry"), ("洗衣费", "干洗")),
    Category("shop", Title("商品", "shop"), ("商品部", "礼品", "小商品")),
    Category("other", Title("其他", "other"), ("其它", "杂项", "停车", "用车")),
)

FIELDS = (
    LineField("nights", FieldKind.DECIMAL, Title("间夜", "room nights"), places=1, headings=("间夜数", "晚数", "房晚", "住宿天数")),
    LineField("room_rate", FieldKind.MONEY, Title("房价", "room rate a night"), headings=("每晚房价", "日房价", "日租")),
    LineField(
        "room_kind",
        FieldKind.CHOICE,
        Title("房型", "kind of room"),
        choices=("standard", "superior", "business", "suite", "other"),
        headings=("房间类型", "客房类型"),
        choice_words=(
            ("standard", ("标准间", "标间", "大床房", "双床房")),
            ("superior", ("高级房", "豪华房", "豪华间")),
            ("business", ("商务房", "行政房", "商务间")),
            ("suite", ("套房", "套间")),
            ("other", ("其他", "其它")),
        ),
    ),
    LineField(
        "rate_kind",
        FieldKind.CHOICE,
        Title("价格类型", "kind of rate"),
        choices=("rack", "contract", "group", "package"),
        headings=("房价类型", "价类"),
        choice_words=(
            ("rack", ("门市价", "散客价", "正价")),
            ("contract", ("协议价", "合同价")),
            ("group", ("团队价", "会议价")),
            ("package", ("包价", "套餐价", "特价")),
        ),
    ),
    LineField("covers", FieldKind.DECIMAL, Title("用餐人数", "covers"), headings=("人数", "就餐人数", "位数", "客位")),
    LineField(
        "meal",
        FieldKind.CHOICE,
        Title("餐别", "meal"),
        choices=("breakfast", "lunch", "dinner", "late"),
        headings=("餐次", "市别"),
        choice_words=(
            ("breakfast", ("早餐", "早市")),
            ("lunch", ("午餐", "午市", "中餐")),
            ("dinner", ("晚餐", "晚市")),
            ("late", ("夜宵", "宵夜")),
        ),
    ),
    LineField("halls", FieldKind.DECIMAL, Title("会场数", "halls"), headings=("会议室数", "厅数")),
    LineField("cost", FieldKind.MONEY, Title("成本", "cost"), headings=("成本金额", "成本价")),
)

UNITS = (
    Unit("night", "nights", Title("间夜", "night")),
    Unit("cover", "covers", Title("位", "cover")),
)

MEASURES = (
    LineMeasure("nights", Title("间夜", "room nights"), adds="nights", combines=Combines.SUM, places=1, goods=(ROOM,)),
    LineMeasure("stays", Title("入住次数", "stays"), adds="", combines=Combines.COUNT, goods=(ROOM,)),
    LineMeasure("longest_stay", Title("单次最长间夜", "longest stay"), adds="nights", combines=Combines.LARGEST, places=1, goods=(ROOM,)),
    LineMeasure("covers", Title("用餐人次", "covers"), adds="covers", combines=Combines.SUM, goods=TABLE),
    LineMeasure("meetings", Title("会议次数", "meetings"), adds="", combines=Combines.COUNT, goods=(MEETING,)),
)

# A room's price and every count of nights rest on this cell.
REQUIRES = (Requirement(ROOM, ("nights",)),)

LINE_AMOUNTS = (LineAmount(ROOM, terms=(("nights", "room_rate"),)),)

# Fields that only lines of these categories carry.
FIELDS_OF = {
    "room_kind": (ROOM,),
    "rate_kind": (ROOM,),
    "meal": TABLE,
}
UNITS_OF = {"night": (ROOM,), "cover": TABLE}

ACCOUNT, CASH, NO_AGREEMENT = "account", "cash", "none"

PROFILE_FIELDS = (
    ProfileField(
        "agreement",
        Title("协议类型", "agreement"),
        choices=(ACCOUNT, CASH, NO_AGREEMENT),
        headings=("协议", "协议客户类型", "结算方式"),
        choice_words=(
            (ACCOUNT, ("挂账", "协议客户", "挂账协议", "月结", "签单")),
            (CASH, ("现付", "现付协议", "现付协议客户")),
            (NO_AGREEMENT, ("无", "散客", "无协议")),
        ),
    ),
    ProfileField(
        "grade",
        Title("重要程度", "importance"),
        choices=("key", "important", "regular"),
        headings=("客户等级", "重要等级", "客户级别"),
        choice_words=(
            ("key", ("特别重要", "A", "A级")),
            ("important", ("重要", "B", "B级")),
            ("regular", ("一般", "普通", "C", "C级")),
        ),
    ),
    ProfileField("company", Title("单位", "company"), headings=("公司", "单位名称", "公司名称")),
    ProfileField("account_manager", Title("客户经理", "account manager"), headings=("销售经理", "客户经理姓名")),
)

LIST_AMOUNT_HEADINGS = ("门市价", "挂牌价", "原价金额")

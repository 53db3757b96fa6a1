"""What an apparel shop sells, what a line of a receipt carries, and what is known of a member.

The ids are the words of scheme files; the headings are the words that shops use in theirs.
"""

from __future__ import annotations

from patron.vocabulary import Category, Combines, FieldKind, LineField, LineMeasure, ProfileField, Title

CATEGORIES = (
    Category("tops", Title("上装", "tops"), ("上衣", "衬衫", "T恤", "T恤衫", "卫衣", "女上装", "男上装")),
    Category("bottoms", Title("下装", "bottoms"), ("裤子", "裤装", "长裤", "短裤", "牛仔裤", "半身裙")),
    Category("dress", Title("连衣裙", "dress"), ("裙装", "裙子", "长裙", "礼服", "旗袍")),
    Category("suit", Title("套装", "suit"), ("西装", "西服", "正装", "套裙")),
    Category("outerwear", Title("外套", "outerwear"), ("大衣", "风衣", "羽绒服", "夹克", "棉服", "皮衣")),
    Category("knitwear", Title("针织衫", "knitwear"), ("针织", "毛衣", "毛衫", "羊绒衫", "羊毛衫")),
    Category("underwear", Title("内衣", "underwear"), ("内衣裤", "家居服", "睡衣", "袜子")),
    Category("shoes", Title("鞋", "shoes"), ("鞋子", "鞋类", "鞋履", "靴子")),
    Category("bags", Title("包", "bags"), ("包袋", "箱包", "手袋", "皮包")),
    Category("accessories", Title("配饰", "accessories"), ("饰品", "围巾", "帽子", "皮带", "腰带", "领带", "手套")),
    Category("other", Title("其他", "other"), ("其它", "杂项")),
)

MALL = "mall"
SHOP = "shop"
NONE = "none"

SPRING, SUMMER, AUTUMN, WINTER, ALL_YEAR = "spring", "summer", "autumn", "winter", "all-year"
HOLDER, FRIEND = "holder", "friend"

FIELDS = (
    LineField("item", FieldKind.TEXT, Title("款号", "style number"), headings=("货号", "款式编号", "商品编号", "商品编码", "sku")),
    LineField(
        "season",
        FieldKind.CHOICE,
        Title("季节", "season of the goods"),
        choices=(SPRING, SUMMER, AUTUMN, WINTER, ALL_YEAR),
        headings=("商品季节", "货季", "季别"),
        choice_words=(
            (SPRING, ("春", "春季", "春装", "春款")),
            (SUMMER, ("夏", "夏季", "夏装", "夏款")),
            (AUTUMN, ("秋", "秋季", "秋装", "秋款")),
            (WINTER, ("冬", "冬季", "冬装", "冬款")),
            (ALL_YEAR, ("四季", "常年", "全年", "常青款")),
        ),
    ),
    LineField("size", FieldKind.TEXT, Title("尺码", "size"), headings=("码数", "规格", "尺寸")),
    LineField(
        "promotion",
        FieldKind.CHOICE,
        Title("促销活动", "promotion"),
        choices=(NONE, SHOP, MALL),
        headings=("活动", "促销", "活动类型", "促销类型"),
        choice_words=(
            (NONE, ("无", "正价", "无活动")),
            (SHOP, ("本店活动", "店铺活动", "店内活动", "本店")),
            (MALL, ("商场活动", "商场促销", "商场")),
        ),
    ),
    LineField(
        "bought_by",
        FieldKind.CHOICE,
        Title("购买人", "bought by"),
        choices=(HOLDER, FRIEND),
        headings=("购买者", "使用人"),
        choice_words=((HOLDER, ("本人", "持卡人", "会员本人")), (FRIEND, ("朋友", "亲友", "他人"))),
    ),
    LineField("card", FieldKind.TEXT, Title("卡号", "card number"), headings=("VIP卡号", "贵宾卡号", "card_no")),
    LineField("cost", FieldKind.MONEY, Title("成本", "cost"), headings=("成本价", "进货价", "成本金额", "进价")),
)

# Pieces: a line without quantity is one piece.
MEASURES = (
    LineMeasure("pieces", Title("单笔件数", "pieces on the receipt"), adds="quantity", combines=Combines.LAST, windowed=False),
    LineMeasure("pieces_bought", Title("累计件数", "pieces bought"), adds="quantity", combines=Combines.SUM),
)

LOCAL, AWAY, ABROAD = "local", "away", "abroad"
GOOD_FIT, SOME_FIT, NO_FIT = "good", "fair", "poor"

PROFILE_FIELDS = (
    ProfileField(
        "residence",
        Title("居住地", "residence"),
        choices=(LOCAL, AWAY, ABROAD),
        headings=("常住地", "居住情况"),
        choice_words=((LOCAL, ("本地", "本市")), (AWAY, ("外地", "外市", "已迁离")), (ABROAD, ("国外", "海外", "境外"))),
    ),
    ProfileField("city", Title("城市", "city"), headings=("所在城市", "居住城市")),
    ProfileField(
        "brand_fit",
        Title("品牌契合度", "fit with the brand"),
        choices=(GOOD_FIT, SOME_FIT, NO_FIT),
        headings=("契合度", "顾客与品牌契合度"),
        choice_words=((GOOD_FIT, ("高", "契合")), (SOME_FIT, ("中", "一般")), (NO_FIT, ("低", "不契合"))),
    ),
    ProfileField("size_worn", Title("常穿尺码", "size worn"), headings=("会员尺码", "穿着尺码")),
)

LIST_AMOUNT_HEADINGS = ("tag_price", "吊牌价", "吊牌金额", "标准价")

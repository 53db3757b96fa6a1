"""What a hospital renders, what a line of a bill carries, and what is known of a member.

The ids are the words of scheme files; the headings are the words that hospitals use in theirs.
"""

from __future__ import annotations

from patron.vocabulary import Category, Combines, FieldKind, LineField, LineMeasure, ProfileField, Requirement, Title, Unit

WARD, EXAMINATION, REGISTRATION, TREATMENT = "ward", "examination", "registration", "treatment"

CATEGORIES = (
    Category(WARD, Title("病房", "ward"), ("床位", "床位费", "病房费", "住院床位")),
    Category(EXAMINATION, Title("检查", "examination"), ("检查费", "检验", "检验费", "化验", "化验费", "检查检验")),
    Category(REGISTRATION, Title("挂号", "registration"), ("挂号费", "诊查费", "诊察费", "门诊挂号")),
    Category(TREATMENT, Title("治疗", "treatment"), ("治疗费", "处置费", "手术", "手术费", "理疗")),
    Category("nursing", Title("护理", "nursing"), ("护理费", "陪护")),
    Category("check-up", Title("体检", "check-up"), ("体检费", "健康体检", "年度体检")),
    Category("elderly-care", Title("养老", "elderly care"), ("养老费", "养老服务", "康养", "养护")),
    Category("rehabilitation", Title("康复", "rehabilitation"), ("康复费", "康复治疗", "康复训练")),
    Category("wellness", Title("疗养", "wellness course"), ("疗养费", "养生", "养生课程", "疗养体验")),
    Category("course", Title("老年大学课程", "course for the elderly"), ("老年大学", "课程")),
    Category("medicine", Title("药品", "medicine"), ("药费", "西药", "西药费", "中成药", "中药", "中草药", "中药饮片")),
    Category("blood", Title("血液及血制品", "blood and blood products"), ("血费", "输血", "输血费", "血制品", "血液")),
    Category("vaccine", Title("疫苗", "vaccine"), ("疫苗费", "预防接种", "接种")),
    Category("government-priced", Title("政府定价项目", "items of government price"), ("政府定价", "医保定价项目")),
    Category("other", Title("其他", "other"), ("其它", "杂费", "其他费用")),
)

# The template's own list of what is neither discounted nor earns: medicine and vaccines, blood and its products, and what the
# government prices. A hospital sets its own by `protected_goods` in its scheme.
PROTECTED = ("medicine", "blood", "vaccine", "government-priced")

INPATIENT, OUTPATIENT, EMERGENCY = "inpatient", "outpatient", "emergency"
VIP_WARD, ORDINARY_WARD = "vip", "ordinary"
SPECIALIST, ORDINARY = "specialist", "ordinary"

FIELDS = (
    LineField(
        "visit",
        FieldKind.CHOICE,
        Title("就诊类型", "visit"),
        choices=(OUTPATIENT, INPATIENT, EMERGENCY),
        headings=("就诊方式", "门诊住院", "费用来源"),
        choice_words=((OUTPATIENT, ("门诊",)), (INPATIENT, ("住院",)), (EMERGENCY, ("急诊",))),
    ),
    LineField(
        "ward_kind",
        FieldKind.CHOICE,
        Title("病房类型", "kind of ward"),
        choices=(ORDINARY_WARD, VIP_WARD),
        headings=("病房等级", "床位类型"),
        choice_words=((ORDINARY_WARD, ("普通", "普通病房")), (VIP_WARD, ("贵宾", "VIP病房", "贵宾病房", "特需病房"))),
    ),
    LineField(
        "examination_kind",
        FieldKind.CHOICE,
        Title("检查类型", "kind of examination"),
        choices=("laboratory", "ultrasound", "x-ray", "ct", "mr", "ecg", "endoscopy", "gene", "tumour-marker", "other"),
        headings=("检查项目类型", "检查种类"),
        choice_words=(
            ("laboratory", ("化验", "检验", "血常规", "生化")),
            ("ultrasound", ("B超", "彩超", "超声")),
            ("x-ray", ("X光", "DR", "放射", "X线")),
            ("ct", ("CT检查",)),
            ("mr", ("MRI", "磁共振", "核磁共振", "核磁")),
            ("ecg", ("心电图", "心电")),
            ("endoscopy", ("内镜", "胃镜", "肠镜", "胃肠镜")),
            ("gene", ("基因", "基因检测")),
            ("tumour-marker", ("肿瘤标志物", "肿瘤标记物")),
            ("other", ("其他", "其它")),
        ),
    ),
    LineField(
        "registration_kind",
        FieldKind.CHOICE,
        Title("挂号类型", "kind of registration"),
        choices=(ORDINARY, SPECIALIST),
        headings=("号别", "门诊类型", "挂号类别"),
        choice_words=((ORDINARY, ("普通", "普通号", "普通门诊")), (SPECIALIST, ("专家", "专家号", "专家门诊", "特需"))),
    ),
    LineField(
        "treatment_kind",
        FieldKind.CHOICE,
        Title("治疗类型", "kind of treatment"),
        choices=("surgery", "dental", "physiotherapy", "traditional", "other"),
        headings=("治疗项目类型", "治疗种类"),
        choice_words=(
            ("surgery", ("手术",)),
            ("dental", ("口腔", "牙科")),
            ("physiotherapy", ("理疗", "物理治疗")),
            ("traditional", ("中医", "针灸", "推拿", "中医治疗")),
            ("other", ("其他", "其它")),
        ),
    ),
    LineField("days", FieldKind.DECIMAL, Title("天数", "days"), places=1, headings=("住院天数", "床日", "床日数")),
    LineField("department", FieldKind.TEXT, Title("科室", "department"), headings=("就诊科室", "开单科室")),
)

UNITS = (Unit("day", "days", Title("天", "day")),)

MEASURES = (
    LineMeasure("ward_days", Title("住院天数", "days in a ward"), adds="days", combines=Combines.SUM, places=1, goods=(WARD,)),
    LineMeasure("examinations", Title("检查次数", "bills with an examination"), adds="", combines=Combines.COUNT, goods=(EXAMINATION,)),
    LineMeasure("registrations", Title("门诊次数", "registrations"), adds="", combines=Combines.COUNT, goods=(REGISTRATION,)),
    LineMeasure("treatments", Title("治疗次数", "bills with a treatment"), adds="", combines=Combines.COUNT, goods=(TREATMENT,)),
)

# What a hospital promises depends on the kind, so a bill has to say it; examinations are dearer inside than outside.
REQUIRES = (
    Requirement(WARD, ("ward_kind",)),
    Requirement(REGISTRATION, ("registration_kind",)),
    Requirement(EXAMINATION, ("visit",)),
)

# The field that tells the kinds of a category apart: it is empty on lines of every other category.
KIND_FIELDS = {
    "ward_kind": WARD,
    "examination_kind": EXAMINATION,
    "registration_kind": REGISTRATION,
    "treatment_kind": TREATMENT,
}

OWNER, NEIGHBOUR, COMPANY_HEAD = "owner", "neighbour", "company-head"

PROFILE_FIELDS = (
    ProfileField(
        "customer_group",
        Title("客户类别", "customer group"),
        choices=(OWNER, NEIGHBOUR, COMPANY_HEAD, "other"),
        headings=("客户群", "顾客类别", "客户分类"),
        choice_words=(
            (OWNER, ("业主", "小区业主")),
            (NEIGHBOUR, ("周边业主", "周边别墅业主", "邻近别墅业主")),
            (COMPANY_HEAD, ("企业负责人", "单位负责人", "企事业单位负责人")),
            ("other", ("其他", "其它")),
        ),
    ),
    ProfileField("doctor", Title("私人医生", "private doctor"), headings=("家庭医生", "责任医生")),
)

LIST_AMOUNT_HEADINGS = ("应收金额", "原价金额", "标准收费")

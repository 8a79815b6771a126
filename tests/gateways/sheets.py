"""Sheets of made-up candidates."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from core.model.sheets import AgreementRow, EducationRow, FormLabels, FormValues, PaperRow, SheetValues, TicketLabels, TicketValues
from core.ports import Sheet

PRINTED_AT = datetime(2020, 12, 7, 10, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))

FORM_LABELS = FormLabels(
    sheet="报名表",
    serial="报名序号",
    person="个人信息",
    name="姓名",
    gender="性别",
    birth_on="出生日期",
    document_type="证件类型",
    document_number="证件号码",
    phone="手机号码",
    email="电子邮箱",
    political_status="政治面貌",
    household="户籍所在地",
    address="通讯地址",
    photo="照片",
    educations="学习经历（大学专科及以上）",
    level="学历",
    degree="学位",
    school="毕业院校",
    major="所学专业",
    mode="学习形式",
    period="起止时间",
    position="报考职位",
    position_code="职位编码",
    position_title="职位名称",
    unit="招录单位",
    confirmed_at="确认职位时间",
    paid_at="缴费时间",
    agreements="已阅读并同意",
    agreement="文本",
    version="版本",
    accepted_at="同意时间",
    notes="说明",
    printed_at="打印时间",
    code="核验码",
)

TICKET_LABELS = TicketLabels(
    sheet="准考证",
    ticket_number="准考证号",
    name="姓名",
    gender="性别",
    document_type="证件类型",
    document_number="证件号码",
    position_code="职位编码",
    photo="照片",
    seat_card="考场安排",
    venue="考点",
    address="考点地址",
    room="考场号",
    seat="座位号",
    papers="考试科目与时间",
    paper="科目",
    day="日期",
    time="时间",
    notes="注意事项",
    printed_at="打印时间",
    code="扫码核验准考证",
)

FORM = FormValues(
    labels=FORM_LABELS,
    exam_title="深圳市服务“双区”建设专项招录公务员考试",
    serial="2020-000417",
    name="欧阳䶮",
    gender="女",
    birth_on="1996年3月4日",
    document_type="居民身份证",
    document_number="440306199603040022",
    phone="138 0013 8000",
    position_code="2100101010001",
    position_title="一级主任科员以下（综合管理岗）",
    unit="深圳市某某局某某管理处",
    confirmed_at="2020年11月16日（周一）10:42:07",
    paid_at="2020年11月17日（周二）09:15:30",
    printed_at="2020年12月7日（周一）10:00:05",
    email="candidate@example.com",
    political_status="共青团员",
    household="广东省深圳市宝安区",
    address="广东省深圳市南山区某某街道某某路1001号某某花园3栋2单元1502房",
    educations=(
        EducationRow("大学本科", "学士", "中山大学", "汉语言文学", "全日制", "2014-09 至 2018-06"),
        EducationRow(
            "硕士研究生", "硕士", "University of Example", "Public Administration", "全日制（境外）", "2018-09 至 2020-07"
        ),
    ),
    agreements=(
        AgreementRow("考生诚信承诺书", "2020-11", "2020年11月16日 10:05:12"),
        AgreementRow("考生疫情防控须知", "2020-11", "2020年11月16日 10:06:40"),
    ),
    notes=("本表由考生自行留存，本次考试相关环节暂不需提供。", "职位一经确认，报名信息和报考职位不能再修改。"),
)

TICKET = TicketValues(
    labels=TICKET_LABELS,
    exam_title="深圳市服务“双区”建设专项招录公务员考试",
    ticket_number="20201206 0417",
    name="欧阳䶮",
    gender="女",
    document_type="居民身份证",
    document_number="440306199603040022",
    position_code="2100101010001",
    venue="深圳市某某中学（初中部）",
    address="深圳市福田区某某路88号（地铁2号线某某站B出口步行600米）",
    room="017",
    seat="24",
    printed_at="2020年12月7日（周一）10:00:05",
    papers=(
        PaperRow("行政职业能力测验", "2020年12月13日（周日）", "09:00 – 11:00"),
        PaperRow("申论", "2020年12月13日（周日）", "14:00 – 16:30"),
    ),
    notes=(
        "后续多个考试环节需使用准考证，请打印多份妥善保存。",
        "请逐项核对准考证上的信息，如有不符，请在考试前联系报名咨询电话。",
        "凭本准考证和与报名时一致的有效证件原件进入考场，两者缺一不可。",
        "请提前熟悉考点位置和交通路线，按规定时间到达考点。",
        "考试开始30分钟后，不得进入考场；考试期间不得提前交卷。",
    ),
)


def sheet(values: SheetValues, *, photo: bytes | None = None, qr: str | None = None, **changes: object) -> Sheet:
    """A sheet of ``values`` with ``changes``, as printed on the morning when tickets open."""
    return Sheet(replace(values, **changes), "zh_CN", photo, qr, PRINTED_AT)

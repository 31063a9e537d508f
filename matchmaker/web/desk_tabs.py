"""The three desks: whose they are, and the pages that stand on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaker.access.permissions import Permission
from models.account_enums import Role


@dataclass(frozen=True)
class Tab:
    """A page of a menu; permission: without it the page is not offered.

    more: what the addresses of further pages begin with that belong to it; group: the name under
    which it stands together with others, empty where it stands alone.
    """

    label: str
    path: str
    permission: Permission
    more: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Desk:
    """A desk; prefix: what the addresses of its pages begin with."""

    label: str
    prefix: str
    roles: frozenset[Role]
    tabs: Sequence[Tab]


# Groups of an organiser's pages.
MEETING, DEALING, SERVING = "对接活动", "转化运用", "公共服务"
TELLING, DATA, KEEPING = "成效总结", "数据", "管理"

ENTERPRISE = Desk(
    "企业工作台",
    "/enterprise",
    frozenset({Role.ENTERPRISE_MEMBER}),
    (
        Tab("我的需求", "/enterprise", Permission.DEMAND_WRITE),
        Tab("提需求", "/enterprise/demands/new", Permission.DEMAND_WRITE),
        Tab("融资需求", "/enterprise/finance", Permission.DEMAND_WRITE),
        Tab("活动与会面", "/enterprise/events", Permission.PARTICIPANT_READ),
        Tab("专利产品", "/enterprise/products", Permission.PRODUCT_READ),
        Tab("单位与授权", "/enterprise/data", Permission.CONTACT_OPEN),
    ),
)
INSTITUTION = Desk(
    "院校工作台",
    "/institution",
    frozenset({Role.INSTITUTION_MEMBER, Role.DEPARTMENT_REVIEWER, Role.UNIVERSITY_REVIEWER}),
    (
        Tab("概览", "/institution", Permission.PATENT_WRITE),
        Tab("专利", "/institution/patents", Permission.PATENT_WRITE),
        Tab("导入", "/institution/import", Permission.IMPORT),
        Tab("挂牌审核", "/institution/listings", Permission.PATENT_WRITE),
        Tab("挂牌到期", "/institution/ending", Permission.PATENT_WRITE),
        Tab("开放许可", "/institution/open-licences", Permission.OPEN_LICENCE_READ),
        Tab("需求与意向", "/institution/wanted", Permission.RECOMMEND_DEMANDS),
        Tab("改进请求", "/institution/requests", Permission.IMPROVEMENT_ANSWER),
        Tab("活动与会面", "/institution/events", Permission.PARTICIPANT_READ),
    ),
)
_CASES = ("/office/case-rounds",)
_SUBMISSIONS = ("/office/submissions", "/office/check")
OFFICE = Desk(
    "组织工作台",
    "/office",
    frozenset(
        {
            Role.PROVINCIAL_ADMIN,
            Role.PROVINCIAL_ORGANISER,
            Role.CITY_ORGANISER,
            Role.AUDITOR,
        }
    ),
    (
        Tab("待办", "/office", Permission.SCHEDULE_READ, ("/office/listings",)),
        Tab("活动", "/office/events", Permission.SCHEDULE_READ, group=MEETING),
        Tab("进展", "/office/progress", Permission.SCHEDULE_READ, group=MEETING),
        Tab("供需图", "/office/map", Permission.SCHEDULE_READ, ("/office/chains",), MEETING),
        Tab("台账", "/office/ledger", Permission.LEDGER_READ, group=DEALING),
        Tab("开放许可", "/office/open-licences", Permission.OPEN_LICENCE_READ, group=DEALING),
        Tab("专利产品", "/office/products", Permission.PRODUCT_READ, group=DEALING),
        Tab("白名单", "/office/white-list", Permission.LEDGER_READ, group=DEALING),
        Tab("融资需求", "/office/finance", Permission.DEMAND_WRITE, group=DEALING),
        Tab("政策库", "/office/policies", Permission.PUBLIC_SERVICE_READ, group=SERVING),
        Tab("培训课程", "/office/courses", Permission.PUBLIC_SERVICE_READ, group=SERVING),
        Tab("服务目录", "/office/services", Permission.PUBLIC_SERVICE_READ, group=SERVING),
        Tab("市州诉求", "/office/requests", Permission.LEDGER_READ, group=SERVING),
        Tab("成效", "/office/figures", Permission.LEDGER_READ, ("/office/reports",), TELLING),
        Tab("市州报送", "/office/submissions/plan", Permission.LEDGER_READ, _SUBMISSIONS, TELLING),
        Tab("典型案例", "/office/ledger/cases", Permission.LEDGER_READ, _CASES, TELLING),
        Tab("导入", "/office/imports", Permission.IMPORT, group=DATA),
        Tab("交换", "/office/exchange", Permission.EXCHANGE, group=DATA),
        Tab("后台任务", "/office/work", Permission.WORK_READ, group=DATA),
        Tab(
            "单位核对",
            "/office/organisations/doubtful",
            Permission.ORGANISATION_WRITE,
            ("/office/organisations",),
            DATA,
        ),
        Tab(
            "人员",
            "/office/people",
            Permission.ACCOUNT_READ,
            ("/office/new-account", "/office/programs"),
            KEEPING,
        ),
        Tab("代办", "/office/acting", Permission.ACT_FOR, group=KEEPING),
        Tab("规则", "/office/rules", Permission.RULES_READ, group=KEEPING),
        Tab("个人信息", "/office/privacy", Permission.CONTACT_OPEN, group=KEEPING),
        Tab("审计", "/office/audit", Permission.AUDIT_READ, group=KEEPING),
    ),
)
DESKS = (ENTERPRISE, INSTITUTION, OFFICE)

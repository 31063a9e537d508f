"""A policy, a course and services in a loaded sample."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from matchmaker.access.viewer import person
from matchmaker.public_services.service_fits import KINDS
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.services.course_seats import join_course, mark_attendance
from matchmaker.services.courses import CourseWords, announce_course
from matchmaker.services.list_hands import Author
from matchmaker.services.policies import PolicyWords, record_policy
from matchmaker.services.service_offers import OfferWords, enter_offer
from models.account_enums import Role
from models.course_enums import CourseKind
from models.policy_enums import PolicyLevel
from models.queries import courses as course_queries
from models.values.sitting import Sitting

OFFICE = person(0, "陈晓", Role.PROVINCIAL_ORGANISER)


def add_public_services(session: Session, by: Author) -> dict[str, str]:
    """Add one record of each kind, services of each kind; return their names."""
    offers = [
        enter_offer(
            session,
            OFFICE,
            OfferWords(
                kind,
                f"{kind}服务（样例）",
                "样例知识产权服务机构",
                None,
                purpose="按单位的情况提供，先看资料再定方案。",
                price_text="" if kind != "评估" else "每件 3000 元起",
                contact_way="027-00000000",
            ),
            by,
        )
        for kind in KINDS
    ]
    return {
        "policy": str(_enter_policy(session, by)),
        "course": str(_hold_course(session, by)),
        "offer": str(offers[0].id),
    }


def _enter_policy(session: Session, by: Author) -> int:
    """Enter a policy of a city that is about to end; return its id."""
    words = PolicyWords(
        title="武汉市专利转化奖补办法（样例）",
        issuer="武汉市知识产权局",
        level=PolicyLevel.CITY,
        issued_on=by.at.date() - timedelta(days=700),
        document_number="样例〔2024〕1号",
        city_code="420100",
        valid_until=by.at.date() + timedelta(days=30),
        topics="奖补资助、转化运用",
        summary="许可或转让专利的单位可以申请奖补。",
        text="一、对象：在本市登记的企业和高校院所。\n二、标准：按到账金额计算。\n三、材料：合同备案证明。",
    )
    return record_policy(session, OFFICE, words, by).id or 0


def _hold_course(session: Session, by: Author) -> int:
    """Announce a course that has begun and goes on, with people who registered; return its id."""
    begins = by.at.replace(hour=9, minute=0, second=0, microsecond=0)
    sittings = tuple(
        Sitting(day, day + timedelta(hours=2, minutes=30))
        for day in (begins - timedelta(days=1), begins + timedelta(days=6))
    )
    words = CourseWords(
        CourseKind.FIRMS,
        "专利转化实务培训班（样例）",
        "420100",
        sittings,
        place="武汉市知识产权局 3 楼会议室",
        is_online=True,
        capacity=2,
        audience="企业专利管理人员",
        lecturer="样例讲师",
        topics="转化运用、质押融资",
    )
    made = announce_course(session, OFFICE, words, by)
    before = replace(by, at=by.at - timedelta(days=9))
    for number in range(3):
        new = NewAccount(f"learner-{number}", f"学员{'甲乙丙'[number]}", Position(Role.AUDITOR))
        account, _ = add_account(session, new, by)
        account.must_change = False
        join_course(session, account_viewer(session, account), made.id or 0, before)
    held = course_queries.sittings_of(session, [made.id or 0])[made.id or 0][0]
    mark_attendance(session, OFFICE, (made.id or 0, held.id or 0), None, by)
    return made.id or 0

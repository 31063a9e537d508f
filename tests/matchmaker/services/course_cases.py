"""Courses as people announce them, and people who register."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.services.courses import CourseWords, announce_course
from models.account_enums import Role
from models.course import Course, CourseSession
from models.course_enums import CourseKind
from models.queries import courses as course_queries
from models.values.sitting import parse_sittings
from tests.matchmaker.services.policy_cases import BY, PROVINCE, WUHAN

DAYS = "2024-05-08 09:00-11:30\n2024-05-09 14:00-16:00"
COURSE = CourseWords(
    CourseKind.FIRMS,
    "专利转化实务",
    WUHAN,
    parse_sittings(DAYS),
    place="三楼会议室",
    capacity=2,
    topics="转化运用",
)
# Both sittings have begun.
AFTER = replace(BY, at=BY.at + timedelta(days=4))


def announce(session: Session, **changes: Any) -> Course:
    return announce_course(session, PROVINCE, replace(COURSE, **changes), BY)


def people(session: Session, number: int) -> list[Viewer]:
    """Add some people who may register."""
    found = []
    for one in range(number):
        new = NewAccount(f"learner{one}", f"张三{one}", Position(Role.AUDITOR))
        account, _ = add_account(session, new, BY)
        account.must_change = False
        found.append(account_viewer(session, account))
    return found


def sittings(session: Session, course: Course) -> list[CourseSession]:
    return course_queries.sittings_of(session, [course.id or 0])[course.id or 0]

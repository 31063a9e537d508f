"""Closed vocabularies of training courses."""

from enum import StrEnum


class CourseKind(StrEnum):
    """Whom a course is for, as the campaign asks for training of each."""

    FIRMS = "firms"
    UNIVERSITIES = "universities"
    AGENCIES = "agencies"
    OFFICES = "offices"
    GENERAL = "general"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "firms": "企业实务",
            "universities": "高校院所",
            "agencies": "服务机构",
            "offices": "管理人员",
            "general": "综合",
        }[self.value]


class SeatState(StrEnum):
    """How somebody's registration for a course stands."""

    TAKEN = "taken"
    WAITING = "waiting"
    GIVEN_UP = "given_up"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"taken": "已报名", "waiting": "候补", "given_up": "已取消"}[self.value]

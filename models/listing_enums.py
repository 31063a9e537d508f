"""Closed vocabularies of how patents are listed: proposed, reviewed, renewed, taken down."""

from enum import StrEnum


class ListingState(StrEnum):
    """Where a proposal stands: for whose review it waits, or how it has ended."""

    DEPARTMENT = "department"
    UNIVERSITY = "university"
    PASSED = "passed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "department": "待院系审核",
            "university": "待院校审核",
            "passed": "已通过",
            "returned": "已退回",
            "withdrawn": "已撤回",
            "superseded": "已被新的申报代替",
        }[self.value]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to review it."""
        return self in OPEN_STATES


OPEN_STATES = (ListingState.DEPARTMENT, ListingState.UNIVERSITY)


class ListingAct(StrEnum):
    """What is done to a proposal, or, the last two, to the listing of a patent."""

    PROPOSED = "proposed"
    DEPARTMENT_PASSED = "department_passed"
    UNIVERSITY_PASSED = "university_passed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    RENEWED = "renewed"
    TAKEN_DOWN = "taken_down"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "proposed": "申报",
            "department_passed": "院系审核通过",
            "university_passed": "院校审核通过",
            "returned": "退回",
            "withdrawn": "撤回",
            "superseded": "被新的申报代替",
            "renewed": "续期",
            "taken_down": "撤下",
        }[self.value]


class Ending(StrEnum):
    """How the listing of a patent nears its end or has reached it."""

    EXPIRING = "expiring"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"expiring": "即将到期", "expired": "已到期"}[self.value]

"""Closed vocabularies of the tables that are not value types of a cell."""

from enum import StrEnum


class ImportKind(StrEnum):
    """What the rows of an imported file are."""

    PATENTS = "patents"
    DEMANDS = "demands"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"patents": "专利", "demands": "需求"}[self.value]


class EventKind(StrEnum):
    """What kind of meeting an event is."""

    PROVINCIAL_DOCKING = "provincial_docking"
    LOCAL_DOCKING = "local_docking"
    ROADSHOW = "roadshow"
    FINANCE_ROADSHOW = "finance_roadshow"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _EVENT_LABELS[self]


_EVENT_LABELS = {
    EventKind.PROVINCIAL_DOCKING: "省级供需对接",
    EventKind.LOCAL_DOCKING: "市州供需对接",
    EventKind.ROADSHOW: "专利路演",
    EventKind.FINANCE_ROADSHOW: "投融资路演",
}


class LicenceKind(StrEnum):
    """The licence in force on a patent, if any; the first two bar further transfer."""

    EXCLUSIVE = "exclusive"
    SOLE = "sole"
    ORDINARY = "ordinary"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "exclusive": "独占许可",
            "sole": "排他许可",
            "ordinary": "普通许可",
            "open": "开放许可",
        }[self.value]


class ListStatus(StrEnum):
    """Where a candidate list stands in its life."""

    DRAFT = "draft"
    LOCKED = "locked"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"draft": "草稿", "locked": "已锁定"}[self.value]

"""Templates of Word reports that an office has put in the place of those that come along."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.base import EnumText, UtcDateTime


class ReportKind(StrEnum):
    """Which report a template is of."""

    SUMMARY = "summary"
    CASE = "case"
    PLAN = "plan"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "summary": "活动总结报告",
            "case": "活动典型案例",
            "plan": "市州活动方案",
        }[self.value]


class ReportTemplate(SQLModel, table=True):
    """A template; the newest of a kind holds, one without content gives way to the bundled one."""

    __tablename__ = "report_template"

    id: int | None = Field(default=None, primary_key=True)
    kind: ReportKind = Field(sa_type=EnumText(ReportKind), index=True)
    file_name: str
    content: bytes
    note: str = ""
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)

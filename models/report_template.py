"""What an office puts in the place of what comes along: reports in Word, columns of platforms."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.base import EnumText, UtcDateTime


class ReportKind(StrEnum):
    """Which report a template is of, or of which platform it describes the exchange sheets."""

    SUMMARY = "summary"
    CASE = "case"
    PLAN = "plan"
    EXCHANGE_WUHAN = "exchange_wuhan"
    EXCHANGE_ZHIHUIQIAO = "exchange_zhihuiqiao"
    EXCHANGE_RESOURCE = "exchange_resource"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "summary": "活动总结报告",
            "case": "活动典型案例",
            "plan": "市州活动方案",
            "exchange_wuhan": "武汉高校服务平台",
            "exchange_zhihuiqiao": "智慧桥",
            "exchange_resource": "专利转化资源库",
        }[self.value]


# Templates in Word; the others are the platforms.
WORD_REPORTS = (ReportKind.SUMMARY, ReportKind.CASE, ReportKind.PLAN)
PLATFORMS = tuple(kind for kind in ReportKind if kind not in WORD_REPORTS)


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

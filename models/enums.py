"""Closed vocabularies of the tables that are not value types of a cell."""

from enum import StrEnum


class ImportKind(StrEnum):
    """What the rows of an imported file are."""

    PATENTS = "patents"
    DEMANDS = "demands"
    KNOW_HOW = "know_how"
    FIGURES = "figures"
    PRODUCTS = "products"
    WHITE_LIST = "white_list"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "patents": "专利",
            "demands": "需求",
            "know_how": "成果",
            "figures": "往年数据",
            "products": "专利产品",
            "white_list": "白名单",
        }[self.value]


class RunKind(StrEnum):
    """What a run of the matcher was for: the list of an event, or the whole stock."""

    EVENT = "event"
    STOCK = "stock"


class ScheduleKind(StrEnum):
    """What is done by itself at its time; what is due at one moment is done in this order."""

    INDEX = "index"
    MATCHING = "matching"
    RETENTION = "retention"
    DRAFT = "draft"
    REFRESH = "refresh"
    RECHECK = "recheck"
    LOCK = "lock"
    DRAFT_REMINDER = "draft_reminder"
    REFRESH_REMINDER = "refresh_reminder"
    RECHECK_REMINDER = "recheck_reminder"
    LOCK_REMINDER = "lock_reminder"
    CITY_PLANS = "city_plans"
    REPORTS = "reports"
    FINANCE_ROADSHOW = "finance_roadshow"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _SCHEDULE_LABELS[self]


_SCHEDULE_LABELS = {
    ScheduleKind.INDEX: "夜间更新索引",
    ScheduleKind.MATCHING: "夜间全库匹配",
    ScheduleKind.RETENTION: "夜间清理到期信息",
    ScheduleKind.DRAFT: "初稿",
    ScheduleKind.REFRESH: "更新",
    ScheduleKind.RECHECK: "复核法律状态",
    ScheduleKind.LOCK: "锁定",
    ScheduleKind.DRAFT_REMINDER: "初稿提醒",
    ScheduleKind.REFRESH_REMINDER: "更新提醒",
    ScheduleKind.RECHECK_REMINDER: "复核提醒",
    ScheduleKind.LOCK_REMINDER: "锁定提醒",
    ScheduleKind.CITY_PLANS: "市州方案提醒",
    ScheduleKind.REPORTS: "总结报送提醒",
    ScheduleKind.FINANCE_ROADSHOW: "一月一链提醒",
}


class ScheduleState(StrEnum):
    """Where a planned run stands."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "planned": "待运行",
            "running": "运行中",
            "done": "已完成",
            "failed": "失败",
            "withdrawn": "已撤销",
        }[self.value]


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


class ListAct(StrEnum):
    """What was done to the list of an event: by a person to a pair, or to a version."""

    PIN = "pin"
    UNPIN = "unpin"
    REMOVE = "remove"
    RESTORE = "restore"
    ADD = "add"
    NOTE = "note"
    MOVE = "move"
    FREE = "free"
    GENERATE = "generate"
    RECHECK = "recheck"
    LOCK = "lock"
    CORRECT = "correct"

    @property
    def label(self) -> str:
        """The act in Chinese."""
        return _ACT_LABELS[self]


_ACT_LABELS = {
    ListAct.PIN: "固定",
    ListAct.UNPIN: "取消固定",
    ListAct.REMOVE: "移出",
    ListAct.RESTORE: "恢复",
    ListAct.ADD: "手工加入",
    ListAct.NOTE: "备注",
    ListAct.MOVE: "调整位置",
    ListAct.FREE: "取消位置",
    ListAct.GENERATE: "生成",
    ListAct.RECHECK: "复核法律状态",
    ListAct.LOCK: "锁定",
    ListAct.CORRECT: "更正",
}


class RecordKind(StrEnum):
    """Which table an edit or a difference is about."""

    PATENT = "patent"
    DEMAND = "demand"
    KNOW_HOW = "know_how"


class DifferenceReason(StrEnum):
    """Why an offered value was not taken."""

    EDITED = "edited"
    NEWER_SOURCE = "newer_source"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"edited": "已由人工修改", "newer_source": "已有更新的来源"}[self.value]


class LegalEventKind(StrEnum):
    """What kind of entry in a patent's history."""

    STATE = "state"
    LICENCE = "licence"
    TRANSFER = "transfer"
    PLEDGE = "pledge"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"state": "法律状态", "licence": "许可", "transfer": "转让", "pledge": "质押"}[
            self.value
        ]


class ReviewStatus(StrEnum):
    """What became of a doubtful pair of organisations."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"
    PART = "part"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"open": "待核", "same": "同一单位", "different": "不同单位", "part": "上下级"}[
            self.value
        ]


class ProposalStatus(StrEnum):
    """What people said of a proposal."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"proposed": "待核", "accepted": "已采用", "refused": "已否决"}[self.value]


class WordingOrigin(StrEnum):
    """Where another word for a term comes from."""

    BRACKETS = "brackets"
    NEIGHBOURS = "neighbours"
    PERSON = "person"
    BUNDLED = "bundled"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "brackets": "专利括注",
            "neighbours": "上下文相近",
            "person": "人工添加",
            "bundled": "自带词典",
        }[self.value]

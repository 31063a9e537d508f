"""Records of events in a dump: lists, pairs, people, meetings, outcomes and what both sides say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from matchmaker.access.permissions import Permission
from matchmaker.services.dump.declare import (
    DumpField,
    DumpKind,
    DumpScope,
    DumpType,
    city,
    day,
    key,
    maybe_text,
    moment,
    number,
    ref,
    text,
    texts,
    word,
    words,
    yes_or_no,
    yuan,
)
from models.candidate_list import CandidateEntry, CandidateList
from models.enums import EventKind, ListStatus
from models.event import Event
from models.feedback import Feedback
from models.feedback_enums import Opinion
from models.firm_list import FirmEntry, FirmList
from models.matching import Match, MatchRun
from models.meeting import MeetingOutcome, MeetingRow, TimetableVersion
from models.meeting_enums import (
    DeclineReason,
    OutcomeResult,
    ParticipantStatus,
    Side,
    TimetableStatus,
)
from models.participant import Participant
from models.queries import visible as visible_queries

Told = Sequence[Mapping[str, Any] | None]
_OFFICE, _BOTH = "组织方", "供需双方"

EVENTS = DumpKind(
    "events",
    "活动",
    "供需对接活动与路演",
    Event,
    Permission.EVENT_READ,
    (
        key(),
        text("slug", "活动代号", _OFFICE),
        text("name", "名称", _OFFICE),
        word("kind", "类型", EventKind, _OFFICE),
        day("held_on", "日期", _OFFICE, may_be_null=False),
        city(meaning="举办市州"),
        maybe_text("area_slug", "面向的片区，见 areas 的 slug；null 为不限", _OFFICE),
        texts("industries", "面向的产业，见 industries 的 slug；空为全部", _OFFICE),
        text("format", "形式", _OFFICE),
        text("venue", "地点", _OFFICE),
        text("campaign", "所属专项活动", _OFFICE),
        text("chain", "投融资路演的产业链代号，空为未定或不是", _OFFICE),
    ),
)


def _lists(scope: DumpScope, rows: Sequence[CandidateList]) -> Told:
    runs = scope.session.exec(
        select(MatchRun.id, MatchRun.algorithm).where(
            col(MatchRun.id).in_({one.run_id for one in rows})
        )
    )
    algorithms = dict(runs.all())
    return [{"algorithm": algorithms.get(one.run_id, "")} for one in rows]


LISTS = DumpKind(
    "lists",
    "候选名单",
    "活动候选名单的各个版本",
    CandidateList,
    Permission.LIST_READ,
    (
        key(),
        ref("event_id", "events"),
        number("version", "版次"),
        word("status", "状态", ListStatus, _OFFICE),
        day("as_of", "以哪一天的法律状态为准", "系统记录", may_be_null=False),
        text("algorithm", "排序算法", "系统记录"),
        moment("created_at", "生成时间"),
        moment("locked_at", "锁定时间", may_be_null=True),
    ),
    further=_lists,
)


def _pairs(scope: DumpScope, rows: Sequence[CandidateEntry]) -> Told:
    matches = {
        one.id: one
        for one in scope.session.exec(
            select(Match).where(col(Match.id).in_({row.match_id for row in rows}))
        )
    }
    told = [
        {
            "demand_id": matches[row.match_id].demand_id,
            "patent_id": matches[row.match_id].patent_id,
            "rank": matches[row.match_id].rank,
            "score": matches[row.match_id].score,
        }
        for row in rows
    ]
    known = _known(scope, (one["demand_id"] for one in told))
    return [one if one["demand_id"] in known else None for one in told]


def _known(scope: DumpScope, demand_ids: Iterable[float | None]) -> frozenset[float]:
    """Return those of some demands of which whoever asks may know that they are there."""
    ids = sorted({int(one) for one in demand_ids if one is not None})
    return frozenset(visible_queries.sights(scope.session, scope.seer, ids)) if ids else frozenset()


def of_known_demands(scope: DumpScope, rows: Sequence[Any]) -> Told:
    """Return nothing further, and no row of a demand of which one may not know."""
    known = _known(scope, (one.demand_id for one in rows))
    return [{} if one.demand_id in known else None for one in rows]


def without_unknown(scope: DumpScope, rows: Sequence[Any]) -> Told:
    """Return no demand of which one may not know; the rest of the row stays."""
    known = _known(scope, (one.demand_id for one in rows))
    return [{} if one.demand_id in known else {"demand_id": None} for one in rows]


PAIRS = DumpKind(
    "pairs",
    "候选配对",
    "名单上的供需配对",
    CandidateEntry,
    Permission.LIST_READ,
    (
        key(),
        ref("list_id", "lists"),
        ref("demand_id", "demands"),
        ref("patent_id", "patents"),
        text("industry_slug", "归在哪个产业，见 industries 的 slug", "系统归类"),
        number("position", "产业内的序号，从 1 起"),
        number("rank", "在该需求的排序中的名次，从 1 起"),
        DumpField("score", DumpType.NUMBER, "得分", "系统计算", "0 至 1"),
        yes_or_no("pinned", "是否人工固定", _OFFICE),
        yes_or_no("added", "是否人工加入", _OFFICE),
        yes_or_no("placed", "是否人工定位", _OFFICE),
    ),
    further=_pairs,
)
FIRM_LISTS = DumpKind(
    "firm_lists",
    "路演企业名单",
    "投融资路演（一月一链）企业名单的各个版本",
    FirmList,
    Permission.LIST_READ,
    (
        key(),
        ref("event_id", "events"),
        number("version", "版次"),
        word("status", "状态", ListStatus, _OFFICE),
        text("chain", "产业链代号", _OFFICE),
        number("most", "至多几家"),
        moment("created_at", "生成时间"),
        moment("locked_at", "锁定时间", may_be_null=True),
    ),
)
# Without score and reasons: these tell of finance demands, which nobody else is to know.
LISTED_FIRMS = DumpKind(
    "listed_firms",
    "路演企业",
    "路演企业名单上的企业；得分和理由不在其中",
    FirmEntry,
    Permission.LIST_READ,
    (
        key(),
        ref("list_id", "firm_lists"),
        ref("organisation_id", "organisations"),
        number("position", "名次，从 1 起"),
        yes_or_no("pinned", "是否人工固定", _OFFICE),
        yes_or_no("added", "是否人工加入", _OFFICE),
    ),
)
PARTICIPANTS = DumpKind(
    "participants",
    "参会单位",
    "受邀与参会的单位；参会人的联系方式和签到地址不在其中",
    Participant,
    Permission.PARTICIPANT_READ,
    (
        key(),
        ref("event_id", "events"),
        ref("organisation_id", "organisations"),
        word("side", "哪一方", Side, _OFFICE),
        word("status", "状态", ParticipantStatus, _BOTH),
        moment("invited_at", "邀请时间"),
        moment("registered_at", "报名时间", may_be_null=True),
        moment("answered_at", "答复时间", may_be_null=True),
        moment("checked_in_at", "签到时间", may_be_null=True),
    ),
)
TIMETABLES = DumpKind(
    "timetables",
    "洽谈日程",
    "洽谈日程的各个版本",
    TimetableVersion,
    Permission.TIMETABLE_READ,
    (
        key(),
        ref("event_id", "events"),
        number("version", "版次"),
        word("status", "状态", TimetableStatus, _OFFICE),
        moment("made_at", "排定时间"),
        moment("published_at", "发布时间", may_be_null=True),
    ),
)
MEETINGS = DumpKind(
    "meetings",
    "洽谈",
    "日程上的每场洽谈",
    MeetingRow,
    Permission.TIMETABLE_READ,
    (
        key(),
        ref("timetable_id", "timetables"),
        number("slot", "时段，从 0 起"),
        number("table_number", "桌号，从 0 起"),
        ref("enterprise_id", "organisations", "企业"),
        ref("institution_id", "organisations", "高校院所"),
        yes_or_no("fixed", "是否人工固定", _OFFICE),
        ref("demand_id", "demands", "为哪项需求", may_be_null=True),
        ref("patent_id", "patents", "为哪件专利", may_be_null=True),
    ),
    further=without_unknown,
)
OUTCOMES = DumpKind(
    "outcomes",
    "会面结果",
    "每次会面的结果；同一会面更正后，number 最大的一条有效",
    MeetingOutcome,
    Permission.OUTCOME_READ,
    (
        key(),
        ref("event_id", "events"),
        ref("enterprise_id", "organisations", "企业"),
        ref("institution_id", "organisations", "高校院所"),
        number("number", "第几次记录，从 1 起"),
        ref("demand_id", "demands", may_be_null=True),
        ref("patent_id", "patents", may_be_null=True),
        yes_or_no("held", "是否举行", _OFFICE),
        word("result", "结果", OutcomeResult, _OFFICE),
        word("reason", "未达成的原因", DeclineReason, _BOTH, may_be_null=True),
        yuan("amount_cny", "金额", _BOTH),
        moment("recorded_at", "记录时间"),
    ),
    further=without_unknown,
)
FEEDBACK = DumpKind(
    "feedback",
    "评价",
    "供需双方对推荐配对的意见；同一单位对同一配对，最后一条有效",
    Feedback,
    Permission.FEEDBACK_READ,
    (
        key(),
        ref("demand_id", "demands"),
        ref("patent_id", "patents"),
        word("side", "哪一方", Side, _BOTH),
        ref("organisation_id", "organisations", "谁说的"),
        word("opinion", "意见", Opinion, _BOTH),
        words("reasons", "不合适的原因", DeclineReason, _BOTH),
        ref("event_id", "events", "在哪场活动", may_be_null=True),
        text("algorithm", "展示时的排序算法", "系统记录"),
        DumpField(
            "score", DumpType.NUMBER, "展示时的得分", "系统记录", "0 至 1", None, may_be_null=True
        ),
        number("rank", "展示时的名次", "", "系统记录", may_be_null=True),
        moment("said_at", "时间"),
    ),
    further=of_known_demands,
)
KINDS = (
    *(EVENTS, LISTS, PAIRS, FIRM_LISTS, LISTED_FIRMS),
    *(PARTICIPANTS, TIMETABLES, MEETINGS, OUTCOMES, FEEDBACK),
)

"""The form of an activity: what is typed, field by field of its kind, and what it says."""

from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.ledger.activities import COUNTS, ActivityWords
from matchmaker.services.ledger.sight import recorded_for
from matchmaker.web.api.fields import Line, Paragraph
from matchmaker.web.pages.office.ledger_frame import (
    OF_PROVINCE,
    Known,
    Revision,
    event_choices,
    read_amount,
    read_day,
    read_id,
    read_number,
    write_amount,
)
from models.ledger import Activity
from models.ledger_enums import ActivityKind
from models.queries import courses as course_queries
from models.queries import event_figures as figure_queries
from models.queries.courses import CourseFilter
from models.values.indicator import Indicator, by_slug

# What the sessions of a kind are called, where not 场次, and its heads, empty where nobody comes.
_SESSIONS = {
    ActivityKind.VISIT: "走访次数",
    ActivityKind.TRAINING: "期数",
    ActivityKind.PRESS: "篇数",
}
_HEADS = {ActivityKind.PRESS: "", ActivityKind.VISIT: "走访单位（家次）"}


class ActivityForm(BaseModel):
    """An activity as it is typed; amounts in units of 10,000 CNY."""

    kind: ActivityKind
    title: Line = ""
    city: Known = ""
    held_on: Known = ""
    sessions: Known = "1"
    heads: Known = ""
    docking_firms: Known = ""
    docking_institutions: Known = ""
    docking_patents: Known = ""
    docking_demands: Known = ""
    docking_pairs: Known = ""
    docking_meetings: Known = ""
    intents: Known = ""
    intent_amount: Known = ""
    roadshow_projects: Known = ""
    roadshow_investors: Known = ""
    listing_firms: Known = ""
    problems_solved: Known = ""
    organiser: Line = ""
    place: Line = ""
    note: Paragraph = ""
    event: Known = ""
    course: Known = ""


class ActivityCorrection(ActivityForm):
    """The same, of an activity that is there; reason: why it is corrected."""

    revision: Revision
    reason: Line = ""


def count_fields(kind: ActivityKind) -> list[Indicator]:
    """Return the further figures that an activity of a kind may tell."""
    return [by_slug()[slug] for slug in COUNTS[kind]]


def labels(kind: ActivityKind) -> dict[str, str]:
    """Return what sessions and heads of a kind are called; empty heads: nobody comes."""
    return {"sessions": _SESSIONS.get(kind, "场次"), "heads": _HEADS.get(kind, "人次（各场合计）")}


def read_form(viewer: Viewer, typed: ActivityForm) -> ActivityWords:
    """Return what a form says; raise BadQuery, InvalidValue or Forbidden."""
    held_on = read_day("活动日期", typed.held_on)
    if held_on is None:
        raise BadQuery("请填写活动日期")
    named = labels(typed.kind)
    city = "" if typed.city == OF_PROVINCE else typed.city
    return ActivityWords(
        kind=typed.kind,
        title=typed.title,
        city_code=recorded_for(viewer, city),
        held_on=held_on,
        sessions=read_number(named["sessions"], typed.sessions),
        heads=read_number(named["heads"], typed.heads),
        counts={
            one.slug: _count(one, getattr(typed, one.slug)) for one in count_fields(typed.kind)
        },
        organiser=typed.organiser,
        place=typed.place,
        note=typed.note,
        event=typed.event.strip(),
        course=read_id("对应的课程", typed.course),
    )


def empty_form(kind: ActivityKind, viewer: Viewer) -> ActivityForm:
    """Return the form of a new activity."""
    return ActivityForm(kind=kind, city=viewer.city_code or OF_PROVINCE)


def write_form(session: Session, activity: Activity) -> ActivityForm:
    """Return the form that says what an activity says."""
    ids = {activity.event_id} if activity.event_id else set()
    slugs = figure_queries.event_slugs(session, {one for one in ids if one})
    return ActivityForm(
        kind=activity.kind,
        title=activity.title,
        city=activity.city_code or OF_PROVINCE,
        held_on=activity.held_on.isoformat(),
        sessions=str(activity.sessions),
        heads=str(activity.heads or ""),
        organiser=activity.organiser,
        place=activity.place,
        note=activity.note,
        event=slugs.get(activity.event_id or 0, ""),
        course=str(activity.course_id or ""),
        **{
            one.slug: _write_count(one, activity.counts[one.slug])
            for one in count_fields(activity.kind)
            if one.slug in activity.counts
        },
    )


def told_counts(activity: Activity) -> list[tuple[str, str]]:
    """Return the further figures of an activity, with their units."""
    return [
        (one.title, _write_count(one, activity.counts[one.slug]))
        for one in count_fields(activity.kind)
        if one.slug in activity.counts
    ]


def field_context(session: Session, typed: ActivityForm, today: date) -> dict[str, Any]:
    """Return what the fields of a form are drawn with."""
    return {
        "typed": typed,
        "typed_counts": [(one, getattr(typed, one.slug)) for one in count_fields(typed.kind)],
        "labels": labels(typed.kind),
        "events": event_choices(session, today, typed.event.strip()),
        "courses": course_choices(session, typed.kind),
        "today": today.isoformat(),
    }


def course_choices(session: Session, kind: ActivityKind) -> list[tuple[int, str]]:
    """Return id and title of the courses that a training can be, the last one first."""
    if kind is not ActivityKind.TRAINING:
        return []
    found = course_queries.list_courses(session, CourseFilter())
    return [(one.id or 0, one.title) for one in found]


def _count(indicator: Indicator, text: str) -> int:
    if indicator.is_money:
        return read_amount(text) or 0
    return read_number(indicator.name, text)


def _write_count(indicator: Indicator, value: int) -> str:
    return write_amount(value) if indicator.is_money else str(value)

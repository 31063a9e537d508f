"""The form of a course: what is typed, and what it says."""

from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.course_view import CourseRow
from matchmaker.services.courses import CourseWords
from matchmaker.services.topics import SUGGESTED
from matchmaker.web.api.fields import Line, Paragraph, Text
from matchmaker.web.pages.office.ledger_frame import (
    OF_PROVINCE,
    Known,
    Revision,
    city_choices,
    read_number,
)
from matchmaker.web.pages.office.service_frame import writes_all
from matchmaker.web.pages.public.courses import KINDS
from models.course_enums import CourseKind
from models.queries import courses as course_queries
from models.values.sitting import parse_sittings

_BY_VALUE = {one.value: one for one in CourseKind}


class CourseForm(BaseModel):
    """A course as it is typed; sittings: a line each; online: "yes" or nothing."""

    kind: Known = CourseKind.GENERAL.value
    title: Line = ""
    city: Known = ""
    sittings: Annotated[Text, Field(max_length=5_000)] = ""
    place: Line = ""
    online: Known = ""
    capacity: Known = ""
    audience: Line = ""
    lecturer: Line = ""
    topics: Line = ""
    note: Paragraph = ""


class CourseCorrection(CourseForm):
    """The same, of a course that is there; reason: why it is changed."""

    revision: Revision
    reason: Line = ""


def read_form(viewer: Viewer, typed: CourseForm) -> CourseWords:
    """Return what a form says; raise BadQuery or InvalidValue.

    Who writes for a city announces its courses alone.
    """
    kind = _BY_VALUE.get(typed.kind)
    if kind is None:
        raise BadQuery("请选择课程的类型")
    city = typed.city if typed.city != OF_PROVINCE else ""
    return CourseWords(
        kind=kind,
        title=typed.title,
        city_code=(city if writes_all(viewer) else viewer.city_code) or None,
        sittings=parse_sittings(typed.sittings),
        place=typed.place,
        is_online=typed.online == "yes",
        capacity=read_number("名额", typed.capacity) if typed.capacity.strip() else None,
        audience=typed.audience,
        lecturer=typed.lecturer,
        topics=typed.topics,
        note=typed.note,
    )


def write_form(row: CourseRow) -> CourseForm:
    """Return the form that says what a course says."""
    course = row.course
    return CourseForm(
        kind=course.kind.value,
        title=course.title,
        city=course.city_code or OF_PROVINCE,
        sittings="\n".join(row.told),
        place=course.place,
        online="yes" if course.is_online else "",
        capacity=str(course.capacity or ""),
        audience=course.audience,
        lecturer=course.lecturer,
        topics=course.topics,
        note=course.note,
    )


def field_context(session: Session, viewer: Viewer, typed: CourseForm) -> dict[str, Any]:
    """Return what the fields of a form are drawn with."""
    return {
        "typed": typed,
        "kinds": KINDS,
        "cities": city_choices(province=True) if writes_all(viewer) else [],
        "own_city": viewer.city_code or "",
        "suggested": [*dict.fromkeys((*SUGGESTED, *course_queries.list_topics(session)))],
    }

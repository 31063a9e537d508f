"""The form of a plan or report: what is typed, and what it says."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from ingest.parse_figures import parse_figure
from matchmaker.errors import BadQuery
from matchmaker.ledger.planned_day import tell_when
from matchmaker.services.submissions.words import (
    MOST_ACTIVITIES,
    MOST_TEXT,
    PARTS,
    PlannedActivity,
    SubmissionWords,
    told_figures,
)
from matchmaker.web.api.fields import Line, Text
from matchmaker.web.filters import exact
from matchmaker.web.pages.office.ledger_frame import Known, Revision, read_day
from matchmaker.web.told import told
from models.errors import InvalidValue
from models.ledger_enums import ActivityKind
from models.submission import CitySubmission
from models.submission_enums import SubmissionKind
from models.values.indicator import by_slug

# Empty rows for further activities.
MORE_ROWS = 3
_KINDS = {one.value: one for one in ActivityKind}

Part = Annotated[Text, Field(max_length=MOST_TEXT)]
# Fields of the same name, one for each activity.
Column = Annotated[list[Line], Field(max_length=MOST_ACTIVITIES + MORE_ROWS)]


class SubmissionForm(BaseModel):
    """A plan or report as it is typed.

    slug, value: the figures, each in its own unit; kind, when, title, place, responsible: the
    activities, row by row.
    """

    revision: Revision = 0
    slug: Annotated[list[Known], Field(max_length=100)] = []
    value: Annotated[list[Known], Field(max_length=100)] = []
    kind: Column = []
    when: Column = []
    title: Column = []
    place: Column = []
    responsible: Column = []
    organisation: Part = ""
    measures: Part = ""
    practice: Part = ""
    problems: Part = ""
    advice: Part = ""
    counted_until: Known = ""

    @property
    def figures(self) -> dict[str, str]:
        """Slug → what is typed, empty for nothing."""
        return dict(zip(self.slug, self.value, strict=False))

    @property
    def rows(self) -> list[dict[str, str]]:
        """The activities that say anything."""
        columns = (self.kind, self.when, self.title, self.place, self.responsible)
        return [
            dict(zip(("kind", "when", "title", "place", "responsible"), row, strict=True))
            for row in zip(*columns, strict=False)
            # The kind is chosen in empty rows, too.
            if any(text.strip() for text in row[1:])
        ]


def read_form(kind: SubmissionKind, typed: SubmissionForm) -> SubmissionWords:
    """Return what a form says; raise BadQuery, naming the figure or activity."""
    return SubmissionWords(
        figures={slug: _figure(slug, text) for slug, text in typed.figures.items() if text.strip()},
        activities=tuple(
            PlannedActivity(
                _activity_kind(row["kind"]),
                row["when"],
                row["title"],
                row["place"],
                row["responsible"],
            )
            for row in typed.rows
        ),
        texts={part: getattr(typed, part) for part in PARTS[kind]},
        counted_until=read_day("数字截至", typed.counted_until),
    )


def empty_form(kind: SubmissionKind, counted: Mapping[str, int], until: date) -> SubmissionForm:
    """Return the form of one that is not begun; counted: of a report, what the ledger has."""
    if kind is SubmissionKind.PLAN:
        return SubmissionForm()
    figures = [(one, counted[one.slug]) for one in told_figures(kind) if one.slug in counted]
    return SubmissionForm(
        slug=[one.slug for one, _ in figures],
        value=[_plain(exact(value, one)) for one, value in figures],
        counted_until=until.isoformat(),
    )


def write_form(submission: CitySubmission) -> SubmissionForm:
    """Return the form that says what is written already."""
    known = by_slug()
    rows = submission.activities
    day = submission.counted_until
    return SubmissionForm(
        revision=submission.revision or 0,
        slug=list(submission.figures),
        value=[_plain(exact(value, known[slug])) for slug, value in submission.figures.items()],
        kind=[one["kind"] for one in rows],
        when=[tell_when(one["when"]) for one in rows],
        title=[one["title"] for one in rows],
        place=[one["place"] for one in rows],
        responsible=[one["responsible"] for one in rows],
        counted_until="" if day is None else day.isoformat(),
        **submission.texts,
    )


def field_context(kind: SubmissionKind, typed: SubmissionForm) -> dict[str, Any]:
    """Return what the fields of a form are drawn with."""
    empty = dict.fromkeys(("kind", "when", "title", "place", "responsible"), "")
    figures = typed.figures
    return {
        "typed": typed,
        "figure_rows": [(one, figures.get(one.slug, "")) for one in told_figures(kind)],
        "activity_rows": [*typed.rows, *([empty] * MORE_ROWS)],
        "activity_kinds": [(one.value, one.label) for one in ActivityKind],
        "part_rows": [(part, label, getattr(typed, part)) for part, label in PARTS[kind].items()],
        "most_text": MOST_TEXT,
    }


def _figure(slug: str, text: str) -> int:
    indicator = by_slug().get(slug)
    if indicator is None:
        raise BadQuery(f"没有指标“{slug}”。请刷新页面后重新填写")
    try:
        return parse_figure(indicator, text, indicator.scale)
    except InvalidValue as error:
        raise BadQuery(f"“{indicator.name}”{told(error)}") from error


def _activity_kind(text: str) -> ActivityKind:
    if text not in _KINDS:
        raise BadQuery("请为每项活动选择类型")
    return _KINDS[text]


def _plain(text: str) -> str:
    """Return a number as it is typed."""
    return text.replace(",", "")

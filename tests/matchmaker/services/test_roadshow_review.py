"""Marks by hand and by sheet: nothing is lost, nothing is doubled."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from ingest.types import Limits
from matchmaker.errors import BadQuery
from matchmaker.services.roadshow_review import (
    GivenMark,
    MarksReport,
    import_marks,
    set_mark,
)
from models.enums import EventKind
from models.errors import InvalidValue, NotFound
from models.queries import roadshow as roadshow_queries
from tests.conftest import NOW
from tests.factories import number, write_csv
from tests.matchmaker.services.direction_cases import ROLL, SCAR
from tests.matchmaker.services.roadshow_cases import Show, make_show

HEADERS = ("申请号", "评审人", "分数", "意见")


@pytest.fixture
def show(engine: Engine, session: Session, tmp_path: Path) -> Show:
    return make_show(engine, session, tmp_path)


def load(show: Show, *rows: tuple[str, ...]) -> MarksReport:
    path = write_csv(show.folder / "marks.csv", HEADERS, rows)
    return import_marks(show.session, show.event, path, Limits(), NOW)


def counts(report: MarksReport) -> tuple[int, ...]:
    return (report.rows, report.new, report.changed, report.unchanged, report.refused)


def stored(show: Show) -> list[tuple[int, str, float, str]]:
    marks = roadshow_queries.list_marks(show.session, show.event)
    return [(mark.patent_id, mark.reviewer, mark.mark, mark.remark) for mark in marks]


def test_a_mark_takes_the_place_of_an_earlier_one(show: Show) -> None:
    given = [GivenMark(ROLL, " 王 ", 80.0, "好"), GivenMark(ROLL, "王", 70.0, "好")]
    outcomes = [set_mark(show.session, show.event, mark, NOW) for mark in (*given, given[1])]
    assert outcomes == ["new", "changed", "unchanged"]
    assert stored(show) == [(show.patent_id(ROLL), "王", 70.0, "好")]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (GivenMark(ROLL, "王", 100.5), InvalidValue),
        (GivenMark(ROLL, "王", float("nan")), InvalidValue),
        (GivenMark("123", "王", 80.0), InvalidValue),
        (GivenMark(number("202010000099"), "王", 80.0), NotFound),
        (GivenMark(ROLL, "  ", 80.0), BadQuery),
    ],
)
def test_a_wrong_mark_is_refused(show: Show, given: GivenMark, error: type[Exception]) -> None:
    with pytest.raises(error):
        set_mark(show.session, show.event, given, NOW)
    assert stored(show) == []


def test_a_sheet_is_loaded_once_however_often_it_is_sent(show: Show) -> None:
    rows = ((ROLL, "王", "80", "好"), (SCAR, "王", "60", ""), (ROLL, "李", "75", ""))
    assert counts(load(show, *rows)) == (3, 3, 0, 0, 0)
    assert counts(load(show, *rows)) == (3, 0, 0, 3, 0)
    assert counts(load(show, (ROLL, "王", "81", "好"), *rows[1:])) == (3, 0, 1, 2, 0)


def test_refused_rows_are_reported_and_the_others_stored(show: Show) -> None:
    gone = number("202010000099")
    report = load(
        show,
        (ROLL, "王", "八十", ""),
        (gone, "王", "80", ""),
        (SCAR, "王", "60", ""),
        (SCAR, "王", "61", ""),
        (SCAR, "王", "60", ""),
    )
    assert counts(report) == (5, 1, 0, 1, 3)
    assert [(row.row_number, row.refusals[0].reason) for row in report.rejected] == [
        (2, "分数不是数字"),
        (3, "库中没有这件专利"),
        (5, "同一评审人对同一专利在本文件中已有不同的分数或意见"),
    ]
    assert report.rejected[1].cells == (gone, "王", "80", "")
    assert stored(show) == [(show.patent_id(SCAR), "王", 60.0, "")]


def test_marks_are_for_roadshows_only(show: Show) -> None:
    show.event.kind = EventKind.PROVINCIAL_DOCKING
    with pytest.raises(BadQuery, match="不是路演"):
        load(show, (ROLL, "王", "80", ""))

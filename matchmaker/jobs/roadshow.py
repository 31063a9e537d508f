"""Select for roadshows, take marks, and write sheets: one transaction each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from matchmaker.jobs.files import write_if_changed
from matchmaker.jobs.lists import ListRequest, make_options, open_stocked
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.reports import project_sheet, roadshow_book
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.project_sheet import project_sheets
from matchmaker.services.roadshow import MadeSelection, OnDone, make_selection
from matchmaker.services.roadshow_plan import require_roadshow
from matchmaker.services.roadshow_review import MarksReport, import_marks
from matchmaker.services.roadshow_view import view_selection
from matchmaker.settings import Settings
from models.queries import events as event_queries
from models.session import make_session


@dataclass(frozen=True)
class SelectionRequest:
    """For which event and how; as_of: None for today, or the event's day where that has passed."""

    slug: str
    as_of: date | None = None
    anywhere: bool = False
    any_state: bool = False
    algorithm: str = DEFAULT_ALGORITHM


def select_patents(
    engine: Engine,
    settings: Settings,
    request: SelectionRequest,
    now: datetime,
    on_done: OnDone = lambda _done, _total: None,
) -> MadeSelection:
    """Make the selection of an event; one that is up to date keeps its version."""
    algorithm = find_algorithm(request.algorithm, settings.models_dir, settings.dense_model_dir)
    with make_session(engine) as session:
        event = event_queries.get_event(session, request.slug)
        # Before the stock is read, which takes its time.
        require_roadshow(event)
        stocked = open_stocked(session, settings, algorithm)
        wanted = ListRequest(
            (request.slug,),
            request.as_of,
            request.anywhere,
            request.any_state,
            request.algorithm,
        )
        options = make_options(event, settings, wanted, algorithm, now.date())
        made = make_selection(session, stocked, event, options, now, on_done)
        session.commit()
    return made


def take_marks(
    engine: Engine,
    settings: Settings,
    slug: str,
    path: Path,
    now: datetime,
    on_rows: Callable[[int, int], None] = lambda _done, _total: None,
) -> MarksReport:
    """Store the marks of a sheet in one transaction."""
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        report = import_marks(session, event, path, settings.limits, now, on_rows)
        session.commit()
    return report


def export_selection(engine: Engine, slug: str, version: int | None, folder: Path) -> Path:
    """Write a version of an event's selection, the newest where none is named; return the file."""
    with make_session(engine) as session:
        view = view_selection(session, event_queries.get_event(session, slug), version)
    return write_if_changed(folder / roadshow_book.file_name(view), roadshow_book.build(view))


def write_sheets(
    engine: Engine,
    slug: str,
    version: int | None,
    folder: Path,
    on_sheet: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Path]:
    """Write the project sheet of every selected patent, as a document and as a page to print."""
    with make_session(engine) as session:
        sheets = project_sheets(session, event_queries.get_event(session, slug), version)
    paths = []
    for done, sheet in enumerate(sheets, start=1):
        stem = folder / sheet.file_stem
        paths.append(
            write_if_changed(stem.with_name(f"{stem.name}.docx"), project_sheet.build(sheet))
        )
        paths.append(
            write_if_changed(stem.with_name(f"{stem.name}.html"), project_sheet.build_page(sheet))
        )
        on_sheet(done, len(sheets))
    return paths

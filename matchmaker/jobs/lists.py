"""Make and export the lists of events, one transaction an event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.store import load_index, load_meta
from matchmaker.reports import candidate_list
from matchmaker.services.candidate_lists import ListOptions, StockedIndex, generate_list
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.list_view import view_list
from matchmaker.services.stock import load_stock
from matchmaker.settings import Settings
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries
from models.session import make_session


@dataclass(frozen=True)
class ListRequest:
    """Which lists are wanted and how.

    slugs: of the events, empty for all; as_of: a day that stands for both today and the event's
    day, None for today, or the event's day where that has passed.
    """

    slugs: Sequence[str] = ()
    as_of: date | None = None
    anywhere: bool = False
    any_state: bool = False
    algorithm: str = DEFAULT_ALGORITHM


@dataclass(frozen=True)
class ListOutcome:
    """What became of one event's list."""

    slug: str
    name: str
    held_on: date
    version: int
    entries: int
    made: bool
    notices: tuple[str, ...]


OnList = Callable[[ListOutcome], None]


def event_slugs(engine: Engine, wanted: Sequence[str]) -> list[str]:
    """Return the slugs that are wanted, all by date where none is named; raise BadQuery if none."""
    with make_session(engine) as session:
        if wanted:
            return [event_queries.get_event(session, slug).slug for slug in wanted]
        slugs = [event.slug for event in event_queries.list_events(session)]
    if not slugs:
        raise BadQuery("还没有活动。请先运行 matchmaker event add 活动文件.toml")
    return slugs


def make_lists(
    engine: Engine,
    settings: Settings,
    request: ListRequest,
    now: datetime,
    on_list: OnList | None = None,
) -> list[ListOutcome]:
    """Make the wanted lists; an event whose list is up to date keeps its version."""
    slugs = event_slugs(engine, request.slugs)
    algorithm = find_algorithm(request.algorithm, settings.models_dir, settings.dense_model_dir)
    with make_session(engine) as session:
        stocked = StockedIndex(
            load_index(settings.index_dir, algorithm.encoder),
            str(load_meta(settings.index_dir)["fingerprint"]),
            load_stock(session),
        )
    outcomes = []
    for slug in slugs:
        with make_session(engine) as session:
            event = event_queries.get_event(session, slug)
            options = ListOptions(
                as_of=request.as_of or min(now.date(), event.held_on),
                valid_on=request.as_of or event.held_on,
                province=settings.province,
                algorithm=algorithm,
                anywhere=request.anywhere,
                any_state=request.any_state,
            )
            made = generate_list(session, stocked, event, options, now)
            session.commit()
            outcome = ListOutcome(
                event.slug,
                event.name,
                event.held_on,
                made.version.version,
                made.entries,
                made.made,
                tuple(made.version.notices),
            )
        outcomes.append(outcome)
        if on_list is not None:
            on_list(outcome)
    return outcomes


def export_list(engine: Engine, slug: str, version: int | None, folder: Path) -> Path:
    """Write a version of an event's list, the newest where none is named; return the file.

    A file that already says the same is not written again.
    """
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        view = view_list(session, event, list_queries.get_version(session, event, version))
    content = candidate_list.build(view)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / candidate_list.file_name(view)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
    return path

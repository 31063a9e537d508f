"""Make, recheck, lock and export the lists of events, one transaction an event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.jobs.files import record_export, write_if_changed
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.store import load_index, load_meta
from matchmaker.reports import candidate_list
from matchmaker.services.candidate_lists import GeneratedList, generate_list
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.list_addition import add_pair
from matchmaker.services.list_difference import compare_with
from matchmaker.services.list_edits import find_key
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.list_options import ListOptions
from matchmaker.services.list_steps import recheck_and_lock, recheck_list
from matchmaker.services.list_view import view_list
from matchmaker.services.stock import load_stock
from matchmaker.services.stocked_index import StockedIndex
from matchmaker.settings import Settings
from models.candidate_list import CandidateList
from models.enums import ListStatus
from models.event import Event
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
    actor: str = COMMAND_LINE


@dataclass(frozen=True)
class ListOutcome:
    """What became of one event's list."""

    slug: str
    name: str
    held_on: date
    version: int
    entries: int
    made: bool
    locked: bool
    notices: tuple[str, ...]


OnList = Callable[[ListOutcome], None]
Step = Callable[[Session, StockedIndex, Event, ListOptions, Author], GeneratedList | CandidateList]


def event_slugs(engine: Engine, wanted: Sequence[str]) -> list[str]:
    """Return the slugs that are wanted, all by date where none is named; raise BadQuery if none."""
    with make_session(engine) as session:
        if wanted:
            return [event_queries.get_event(session, slug).slug for slug in wanted]
        slugs = [event.slug for event in event_queries.list_events(session)]
    if not slugs:
        raise BadQuery("还没有活动。请先登记活动")
    return slugs


def make_lists(
    engine: Engine,
    settings: Settings,
    request: ListRequest,
    now: datetime,
    on_list: OnList | None = None,
) -> list[ListOutcome]:
    """Make the wanted lists; one that is up to date, or locked, stays as it is."""
    return _each(engine, settings, request, now, generate_list, on_list)


def recheck_lists(
    engine: Engine, settings: Settings, request: ListRequest, now: datetime
) -> list[ListOutcome]:
    """Look whether all that stands on the lists may still be shown; see recheck_list."""
    return _each(engine, settings, request, now, recheck_list)


def lock_lists(
    engine: Engine, settings: Settings, request: ListRequest, now: datetime
) -> list[ListOutcome]:
    """Recheck the lists and lock them."""
    return _each(engine, settings, request, now, recheck_and_lock)


def add_to_list(
    engine: Engine,
    settings: Settings,
    request: ListRequest,
    numbers: tuple[str, str],
    now: datetime,
) -> ListOutcome:
    """Put the pair of a demand's and a patent's number on the one list that is wanted."""

    def add(
        session: Session,
        stocked: StockedIndex,
        event: Event,
        options: ListOptions,
        author: Author,
    ) -> CandidateList:
        return add_pair(session, stocked, event, find_key(session, *numbers), options, author)

    return _each(engine, settings, request, now, add)[0]


def _each(
    engine: Engine,
    settings: Settings,
    request: ListRequest,
    now: datetime,
    step: Step,
    on_list: OnList | None = None,
) -> list[ListOutcome]:
    """Do a step to every wanted list, one transaction each."""
    slugs = event_slugs(engine, request.slugs)
    algorithm = find_algorithm(request.algorithm, settings.models_dir, settings.dense_model_dir)
    with make_session(engine) as session:
        stocked = open_stocked(session, settings, algorithm)
    outcomes = []
    for slug in slugs:
        with make_session(engine) as session:
            event = event_queries.get_event(session, slug)
            options = make_options(event, settings, request, algorithm, now.date())
            done = step(session, stocked, event, options, Author(request.actor, now))
            session.commit()
            outcome = outcome_of(session, event, done)
        outcomes.append(outcome)
        if on_list is not None:
            on_list(outcome)
    return outcomes


def open_stocked(session: Session, settings: Settings, algorithm: Algorithm) -> StockedIndex:
    """Return the index in use with the stock as it stands."""
    return StockedIndex(
        load_index(settings.index_dir, algorithm.encoder),
        str(load_meta(settings.index_dir)["fingerprint"]),
        load_stock(session),
    )


def make_options(
    event: Event, settings: Settings, request: ListRequest, algorithm: Algorithm, today: date
) -> ListOptions:
    """Return the options of an event's list."""
    return ListOptions(
        as_of=request.as_of or min(today, event.held_on),
        valid_on=request.as_of or event.held_on,
        province=settings.province,
        algorithm=algorithm,
        anywhere=request.anywhere,
        any_state=request.any_state,
    )


def outcome_of(session: Session, event: Event, done: GeneratedList | CandidateList) -> ListOutcome:
    """Return what a step has made of an event's list."""
    version = done.version if isinstance(done, GeneratedList) else done
    made = done.made if isinstance(done, GeneratedList) else True
    list_id = version.id or 0
    return ListOutcome(
        event.slug,
        event.name,
        event.held_on,
        version.version,
        list_queries.entry_counts(session, [list_id])[list_id],
        made,
        version.status is ListStatus.LOCKED,
        tuple(version.notices),
    )


def export_list(
    engine: Engine, slug: str, version: int | None, folder: Path, author: Author
) -> Path:
    """Write a version of an event's list, the newest where none is named; return the file.

    A file that already says the same is not written again.
    """
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        found = list_queries.get_version(session, event, version)
        view = view_list(session, event, found)
        # A locked list stands for itself: what the drafts before it said may still change.
        draft = found.status is ListStatus.DRAFT and found.version > 1
        difference = compare_with(session, event, found.version - 1, view) if draft else None
    content = candidate_list.build(view, difference)
    path = folder / candidate_list.file_name(view)
    record_export(engine, slug, "候选名单", [path], author)
    return write_if_changed(path, content)

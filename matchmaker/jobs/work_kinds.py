"""What is done at each kind of background work: KINDS is the one place where a kind gets its task.

Why work that is begun twice is there once: an import, what is done to a list, a selection and a
timetable are committed together with the mark that the work is done. The file of an upload is
loaded together with the mark that it is loaded, by which it is known. A preview leaves nothing. An
index knows the stock that it was built of and is kept. A run over the whole stock is known by its
input: its finished chunks are gone on with, and a finished run is kept. A backup has a name of its
own, and its file takes that name only once it is whole. Records that are sorted by industries say
of themselves how. A sheet for another platform, or a dump, takes the place of its first
attempt.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from pydantic import ValidationError
from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.jobs.backup import default_path, take_backup
from matchmaker.jobs.exchange_work import export_dump, export_sheet
from matchmaker.jobs.files import log_download
from matchmaker.jobs.imports import load_file, try_file
from matchmaker.jobs.indexes import update_index
from matchmaker.jobs.lists import ListRequest, Step, make_options, open_stocked, outcome_of
from matchmaker.jobs.match_runs import StockRunRequest, match_all
from matchmaker.jobs.upload_work import load_sent, try_sent
from matchmaker.jobs.work_context import WorkContext
from matchmaker.jobs.work_parameters import (
    ExchangeParameters,
    FileParameters,
    IndexParameters,
    ListParameters,
    MatchParameters,
    PairParameters,
    Parameters,
    TimetableParameters,
    UploadParameters,
    wrong_parameters,
)
from matchmaker.services.backup_archive import verify_archive
from matchmaker.services.candidate_lists import generate_list
from matchmaker.services.chain_places import place_records
from matchmaker.services.import_facts import preview_facts, report_facts
from matchmaker.services.industry_tags import retag_all
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.list_addition import add_pair
from matchmaker.services.list_bounds import in_stock
from matchmaker.services.list_hands import Author
from matchmaker.services.list_options import ListOptions
from matchmaker.services.list_steps import recheck_and_lock, recheck_list
from matchmaker.services.roadshow import make_selection
from matchmaker.services.roadshow_plan import require_roadshow
from matchmaker.services.stocked_index import StockedIndex
from matchmaker.services.timetables import plan_timetable
from matchmaker.settings import Settings
from models.candidate_list import CandidateList
from models.errors import NotFound
from models.event import Event
from models.queries import events as event_queries
from models.work import WorkKind

Result = dict[str, Any]
Given = TypeVar("Given", bound=Parameters)


class WorkTask(Protocol):
    """What a runner needs to know of a kind; heavy: whether it takes memory by the gigabyte."""

    @property
    def heavy(self) -> bool:
        """Whether it runs in the lane of what is heavy."""

    def read(self, settings: Settings, raw: Mapping[str, Any]) -> Result:
        """Return the parameters as they are stored; raise BadQuery or NotFound for wrong ones."""

    def run(self, session: Session, raw: Mapping[str, Any], context: WorkContext) -> Result:
        """Do the work and return what it made; leave it to the runner to commit."""


@dataclass(frozen=True)
class Kind(Generic[Given]):
    """A task with the parameters that it takes."""

    parameters: type[Given]
    do: Callable[[Session, Given, WorkContext], Result]
    heavy: bool = False

    def read(self, settings: Settings, raw: Mapping[str, Any]) -> Result:
        """Return the parameters as they are stored; raise BadQuery or NotFound for wrong ones."""
        given = self._given(raw)
        given.require(settings)
        return given.model_dump(mode="json")

    def run(self, session: Session, raw: Mapping[str, Any], context: WorkContext) -> Result:
        """Do the work and return what it made; leave it to the runner to commit."""
        return self.do(session, self._given(raw), context)

    def _given(self, raw: Mapping[str, Any]) -> Given:
        try:
            return self.parameters.model_validate(raw)
        except ValidationError as error:
            raise wrong_parameters(error) from error


def import_rows(session: Session, given: FileParameters, context: WorkContext) -> Result:
    """Load a file of the uploads; without a date of its own it is of the day it was sent."""
    report = load_file(
        session,
        given.path(context.settings),
        given.options(context.settings, context.requested_by),
        context.clock(),
        given.source_date or context.asked_at.astimezone(CHINA).date(),
        partial(context.tell, "导入"),
    )
    return {"batch_id": report.batch_id, **report_facts(report)}


def preview_rows(session: Session, given: FileParameters, context: WorkContext) -> Result:
    """Tell what loading a file of the uploads would do."""
    preview = try_file(
        session,
        given.path(context.settings),
        given.options(context.settings, context.requested_by),
        context.clock(),
        given.source_date or context.asked_at.astimezone(CHINA).date(),
        partial(context.tell, "预览"),
    )
    return {**report_facts(preview.report), "preview": preview_facts(preview)}


def list_task(step: Step) -> Callable[[Session, ListParameters, WorkContext], Result]:
    """Return the task that does a step to the list of an event, on the present stock."""

    def do(session: Session, given: ListParameters, context: WorkContext) -> Result:
        settings, now = context.settings, context.clock()
        event = event_queries.get_event(session, given.event)
        _update_index(session, context, given.algorithm)
        context.tell("读取专利与需求")
        algorithm = find_algorithm(given.algorithm, settings.models_dir, settings.dense_model_dir)
        stocked = open_stocked(session, settings, algorithm)
        context.tell("挑选候选")
        request = ListRequest(
            (given.event,), given.as_of, given.anywhere, given.any_state, given.algorithm
        )
        today = context.asked_at.astimezone(CHINA).date()
        options = make_options(event, settings, request, algorithm, today)
        made = step(session, stocked, event, options, Author(context.requested_by, now))
        outcome = outcome_of(session, event, made)
        return {
            "event": outcome.slug,
            "version": outcome.version,
            "entries": outcome.entries,
            "made": outcome.made,
            "locked": outcome.locked,
            "notices": list(outcome.notices),
        }

    return do


def add_listed(session: Session, given: PairParameters, context: WorkContext) -> Result:
    """Put a pair on the list of an event, with its score and its reasons."""

    def add(
        session: Session,
        stocked: StockedIndex,
        event: Event,
        options: ListOptions,
        author: Author,
    ) -> CandidateList:
        key = (given.demand_id, given.patent_id)
        if not in_stock(stocked, key):
            raise NotFound("需求或专利已不在库中。请核对后再提交")
        return add_pair(session, stocked, event, key, options, author)

    return list_task(add)(session, given, context)


def select_shown(session: Session, given: ListParameters, context: WorkContext) -> Result:
    """Select the patents of a roadshow."""
    settings = context.settings
    event = event_queries.get_event(session, given.event)
    require_roadshow(event)
    _update_index(session, context, given.algorithm)
    context.tell("读取专利与需求")
    algorithm = find_algorithm(given.algorithm, settings.models_dir, settings.dense_model_dir)
    stocked = open_stocked(session, settings, algorithm)
    request = ListRequest(
        (given.event,), given.as_of, given.anywhere, given.any_state, given.algorithm
    )
    today = context.asked_at.astimezone(CHINA).date()
    options = make_options(event, settings, request, algorithm, today)
    on_done = partial(context.tell, "比对需求")
    made = make_selection(session, stocked, event, options, context.clock(), on_done)
    return {
        "event": event.slug,
        "version": made.version.version,
        "entries": made.entries,
        "made": made.made,
        "notices": made.version.notices,
    }


def plan_meetings(session: Session, given: TimetableParameters, context: WorkContext) -> Result:
    """Plan the meetings of an event."""
    context.tell("排日程")
    event = event_queries.get_event(session, given.event)
    planned = plan_timetable(
        session, event, context.requested_by, context.clock(), afresh=given.afresh
    )
    counts = ("made", "meetings", "kept", "moved", "dropped", "added")
    return {
        "event": event.slug,
        "version": planned.version.version,
        **{name: getattr(planned, name) for name in counts},
        "notices": planned.version.notices,
    }


def build_index(session: Session, given: IndexParameters, context: WorkContext) -> Result:
    """Bring index and chains up to the present stock; the index anew only where it was not yet."""
    done = _update_index(session, context, given.algorithm, whole=given.whole)
    place_records(session, context.clock(), partial(context.tell, "归入产业链"))
    return done


def match_stock(session: Session, given: MatchParameters, context: WorkContext) -> Result:
    """Match all demands with the whole stock, in transactions of its own."""
    _update_index(session, context, given.algorithm)
    # The stock is read and stored by others from here on; this session must not stand in their way.
    session.rollback()
    request = StockRunRequest(
        as_of=given.as_of or context.asked_at.astimezone(CHINA).date(),
        top=given.top,
        anywhere=given.anywhere,
        any_state=given.any_state,
        algorithm=given.algorithm,
        workers=given.workers,
    )
    outcome = match_all(
        context.engine,
        context.settings,
        request,
        context.clock,
        lambda step, done, total: context.tell(step, done, total or None),
    )
    return asdict(outcome)


def sort_records(session: Session, _given: Parameters, context: WorkContext) -> Result:
    """Give all patents and demands their industries by the list and the model in force."""
    done = retag_all(session, partial(context.tell, "归类"))
    return {
        f"{kind.value}_{name}": value
        for kind, retagged in done.items()
        for name, value in asdict(retagged).items()
    }


def back_up(session: Session, _given: Parameters, context: WorkContext) -> Result:
    """Take a backup into the folder of exports; one that this work has taken already is kept."""
    plain = default_path(context.settings, context.asked_at.astimezone(CHINA))
    path = plain.with_stem(f"{plain.stem}_{context.work_id}")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        context.tell("核对备份")
        manifest = verify_archive(path)
    else:
        manifest = take_backup(
            context.settings,
            path,
            context.clock(),
            lambda _table, done, total: context.tell("备份", done, total),
        ).manifest
    author = Author(context.requested_by, context.clock())
    log_download(session, "全部数据", "备份", [path.name], author)
    return {"file": path.name, "rows": manifest.rows, "size": path.stat().st_size}


def _update_index(
    session: Session, context: WorkContext, algorithm: str, *, whole: bool = False
) -> Result:
    context.tell("更新索引")
    status, made = update_index(
        session,
        context.settings,
        algorithm,
        whole=whole,
        on_done=partial(context.tell, "更新索引"),
    )
    return {"made": made.value, **asdict(status)}


# Every kind needs its task: a runner does not start while one is missing.
KINDS: dict[WorkKind, WorkTask] = {
    WorkKind.IMPORT: Kind(FileParameters, import_rows),
    WorkKind.PREVIEW: Kind(FileParameters, preview_rows),
    WorkKind.UPLOAD: Kind(UploadParameters, load_sent),
    WorkKind.TRIAL: Kind(UploadParameters, try_sent),
    WorkKind.LIST: Kind(ListParameters, list_task(generate_list), heavy=True),
    WorkKind.RECHECK: Kind(ListParameters, list_task(recheck_list), heavy=True),
    WorkKind.LOCK: Kind(ListParameters, list_task(recheck_and_lock), heavy=True),
    WorkKind.ADDITION: Kind(PairParameters, add_listed, heavy=True),
    WorkKind.SELECTION: Kind(ListParameters, select_shown, heavy=True),
    WorkKind.TIMETABLE: Kind(TimetableParameters, plan_meetings, heavy=True),
    WorkKind.INDEX: Kind(IndexParameters, build_index, heavy=True),
    WorkKind.MATCH: Kind(MatchParameters, match_stock, heavy=True),
    WorkKind.SORTING: Kind(Parameters, sort_records, heavy=True),
    WorkKind.BACKUP: Kind(Parameters, back_up),
    WorkKind.EXCHANGE: Kind(ExchangeParameters, export_sheet),
    WorkKind.DUMP: Kind(Parameters, export_dump),
}

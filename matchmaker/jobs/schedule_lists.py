"""The steps of a list's calendar as tasks: draft, refresh, recheck, lock; of firms as well."""

from datetime import date

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.jobs.indexes import update_index
from matchmaker.jobs.lists import ListRequest, Step, make_options, open_stocked
from matchmaker.jobs.schedule import Task, TaskContext
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.services import indexing
from matchmaker.services.candidate_lists import GeneratedList, generate_list
from matchmaker.services.firm_lists.lock import lock as lock_firms
from matchmaker.services.firm_lists.make import generate
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.list_hands import Author
from matchmaker.services.list_steps import recheck_and_lock, recheck_list
from models.candidate_list import CandidateList
from models.enums import EventKind, ListStatus, ScheduleKind
from models.event import Event
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries

# Who is named in the log of a list where no person did it.
ACTOR = "定时任务"


def refresh_index(
    session: Session, context: TaskContext
) -> tuple[indexing.IndexStatus, indexing.Made]:
    """Bring the index up to the present stock."""
    return update_index(
        session, context.settings, DEFAULT_ALGORITHM, on_done=lambda *_: context.check()
    )


def china_day(context: TaskContext) -> date:
    """Return the day on which a run began."""
    return context.now.astimezone(CHINA).date()


def list_task(step: Step) -> Task:
    """Return the task that does a step to an event's list; a locked list stays as it is."""

    def task(session: Session, context: TaskContext) -> str:
        event = event_queries.get_event(session, context.run.event_slug)
        told = [
            pair_step(session, context, event),
            *firm_step(session, context, event),
        ]
        return "；".join(told)

    def pair_step(session: Session, context: TaskContext, event: Event) -> str:
        latest = list_queries.find_latest(session, event)
        if latest is not None and latest.status is ListStatus.LOCKED:
            return f"第 {latest.version} 版名单已锁定，保持不变"
        refresh_index(session, context)
        settings = context.settings
        algorithm = find_algorithm(DEFAULT_ALGORITHM, settings.models_dir, settings.dense_model_dir)
        stocked = open_stocked(session, settings, algorithm)
        context.check()
        options = make_options(event, settings, ListRequest(), algorithm, china_day(context))
        return _say(step(session, stocked, event, options, Author(ACTOR, context.now)))

    return task


def firm_step(session: Session, context: TaskContext, event: Event) -> list[str]:
    """Do the same step to the list of firms of a finance roadshow, and say so; of others nothing.

    A locked list stays as it is. Whoever was invited keeps their seat, so that a recheck only takes
    off who has declined and fills the seat.
    """
    if event.kind is not EventKind.FINANCE_ROADSHOW:
        return []
    if not event.chain:
        return ["产业链未定，没有路演企业名单"]
    author = Author(ACTOR, context.now)
    made = generate(session, event, author)
    version = made.version.version
    if made.version.status is ListStatus.LOCKED:
        return [f"第 {version} 版路演企业名单已锁定，保持不变"]
    if context.run.kind is ScheduleKind.LOCK:
        if not made.entries:
            return [f"第 {version} 版路演企业名单没有企业，未锁定"]
        lock_firms(session, event, author)
        return [f"第 {version} 版路演企业名单已锁定，{made.entries} 家"]
    state = "已生成" if made.made else "没有变化，沿用"
    return [f"{state}第 {version} 版路演企业名单，{made.entries} 家"]


def _say(done: GeneratedList | CandidateList) -> str:
    if isinstance(done, CandidateList):
        return f"第 {done.version} 版名单已复核并锁定"
    state = "已生成" if done.made else "没有变化，沿用"
    return f"{state}第 {done.version.version} 版名单，{done.entries} 对"


make_list = list_task(generate_list)
recheck = list_task(recheck_list)
lock = list_task(recheck_and_lock)

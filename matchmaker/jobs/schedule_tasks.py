"""What is done at each kind of run: TASKS is the one place where a kind gets its task."""

from datetime import datetime, timedelta

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.events.list_calendar import Step
from matchmaker.events.reminder_texts import (
    EventFacts,
    deadline_reminder,
    roadshow_reminder,
    step_reminder,
)
from matchmaker.jobs.evidence import sweep_evidence
from matchmaker.jobs.match_runs import StockRunRequest, match_all
from matchmaker.jobs.privacy import retention_terms
from matchmaker.jobs.schedule import Task, TaskContext
from matchmaker.jobs.schedule_lists import (
    ACTOR,
    china_day,
    lock,
    make_list,
    recheck,
    refresh_index,
)
from matchmaker.jobs.uploads import sweep_uploads
from matchmaker.jobs.work import forget_old_work
from matchmaker.services.chain_places import place_records
from matchmaker.services.indexing import Made
from matchmaker.services.list_hands import Author
from matchmaker.services.people_note import people_note
from matchmaker.services.retention import apply_retention, describe_kept
from models.enums import EventKind, ScheduleKind
from models.event import Event
from models.queries import accounts as account_queries
from models.queries import candidate_lists as list_queries
from models.queries import demands as demand_queries
from models.queries import events as event_queries
from models.queries import firm_lists as firm_list_queries
from models.queries import patents as patent_queries
from models.queries import schedule as schedule_queries
from models.queries import webhooks as webhook_queries
from models.schedule import Reminder

# Attempts count for a quarter of an hour, sessions last half a day; that they were is in the audit
# log.
ATTEMPTS_KEPT, SESSIONS_KEPT = timedelta(days=1), timedelta(days=30)
# The last attempt at a delivery is made two days after it was made, at the latest.
DELIVERIES_KEPT = timedelta(days=30)
_INDEX_WORDS = {
    Made.KEPT: "索引没有变化",
    Made.EXTENDED: "索引已增补",
    Made.BUILT: "索引已重建",
}


def nightly_index(session: Session, context: TaskContext) -> str:
    """Bring index and chains up to the present stock, and forget background work of long ago."""
    text = update_index(session, context)
    place_records(session, context.now)
    forget_old_work(session, context.engine, context.now)
    return text


def update_index(session: Session, context: TaskContext) -> str:
    """Bring the index up to the present stock; say so where there is no stock yet."""
    if not patent_queries.count_patents(session):
        return "库里还没有专利，未建索引"
    status, made = refresh_index(session, context)
    return f"{_INDEX_WORDS[made]}，共 {status.patents} 件专利"


def match_stock(session: Session, context: TaskContext) -> str:
    """Match all demands with the whole stock, in transactions of its own.

    A run that was broken off is gone on with, and one that is there already is kept.
    """
    if not (patent_queries.count_patents(session) and demand_queries.count_demands(session)):
        return "库里还没有专利或需求，未作匹配"
    refresh_index(session, context)
    # The stock is read and stored by others from here on; this session must not stand in their way.
    session.rollback()
    outcome = match_all(
        context.engine,
        context.settings,
        StockRunRequest(as_of=china_day(context)),
        context.clock,
        lambda *_: context.check(),
    )
    if not outcome.stored:
        return f"全库匹配没有变化，沿用第 {outcome.run_id} 次的结果"
    return f"已匹配 {outcome.demands} 项需求与 {outcome.patents} 件可推介专利"


def clean_up(session: Session, context: TaskContext) -> str:
    """Take away what has been kept for as long as it may be."""
    # In transactions of its own, and so before this one writes.
    swept = sweep_uploads(context.engine, context.settings, context.now)
    sweep_evidence(context.engine, context.settings, context.now)
    account_queries.forget_attempts(session, context.now - ATTEMPTS_KEPT)
    account_queries.forget_sessions(session, context.now - SESSIONS_KEPT)
    webhook_queries.forget_deliveries(session, context.now - DELIVERIES_KEPT)
    done = apply_retention(session, Author(ACTOR, context.now), retention_terms(context.settings))
    files = f"；上传文件 {swept.expired} 个到期" if swept.expired else ""
    return f"{describe_kept(done)}{files}"


def remind_of_step(session: Session, context: TaskContext) -> str:
    """Tell the organiser of an event what to do with the list as it stands."""
    event = event_queries.get_event(session, context.run.event_slug)
    step = Step(context.run.kind.value.removesuffix("_reminder"))
    facts = EventFacts(
        event.name, event.held_on, _list_note(session, event), people_note(session, event)
    )
    return _remind(session, context, step_reminder(facts, step))


def remind_of_deadline(session: Session, context: TaskContext) -> str:
    """Tell the cities what is due."""
    year = _due(context).year
    text = deadline_reminder(context.run.kind, year, china_day(context))
    return _remind(session, context, text)


def remind_of_roadshow(session: Session, context: TaskContext) -> str:
    """Name the finance roadshow of the month, or say that there is none yet."""
    due = _due(context)
    shows = [
        (event.name, event.held_on)
        for event in event_queries.list_events(session)
        if event.kind is EventKind.FINANCE_ROADSHOW
        and (event.held_on.year, event.held_on.month) == (due.year, due.month)
    ]
    return _remind(session, context, roadshow_reminder(due.year, due.month, shows))


# Every kind needs its task: a runner does not start while one is missing.
TASKS: dict[ScheduleKind, Task] = {
    ScheduleKind.INDEX: nightly_index,
    ScheduleKind.MATCHING: match_stock,
    ScheduleKind.RETENTION: clean_up,
    ScheduleKind.DRAFT: make_list,
    ScheduleKind.REFRESH: make_list,
    ScheduleKind.RECHECK: recheck,
    ScheduleKind.LOCK: lock,
    ScheduleKind.DRAFT_REMINDER: remind_of_step,
    ScheduleKind.REFRESH_REMINDER: remind_of_step,
    ScheduleKind.RECHECK_REMINDER: remind_of_step,
    ScheduleKind.LOCK_REMINDER: remind_of_step,
    ScheduleKind.CITY_PLANS: remind_of_deadline,
    ScheduleKind.REPORTS: remind_of_deadline,
    ScheduleKind.FINANCE_ROADSHOW: remind_of_roadshow,
}


def _list_note(session: Session, event: Event) -> str:
    return "；".join([_pair_note(session, event), *_firm_note(session, event)])


def _firm_note(session: Session, event: Event) -> list[str]:
    if event.kind is not EventKind.FINANCE_ROADSHOW:
        return []
    if not event.chain:
        return ["产业链未定，请先选择，路演企业名单才能生成"]
    latest = firm_list_queries.find_latest(session, event)
    if latest is None:
        return ["路演企业名单尚未生成"]
    firms = len(firm_list_queries.list_entries(session, latest))
    return [f"路演企业名单现为第 {latest.version} 版，{firms} 家"]


def _pair_note(session: Session, event: Event) -> str:
    latest = list_queries.find_latest(session, event)
    if latest is None:
        return "名单尚未生成，原因见自动运行的记录"
    entries = list_queries.entry_counts(session, [latest.id or 0])[latest.id or 0]
    return f"名单现为第 {latest.version} 版，{entries} 对"


def _remind(session: Session, context: TaskContext, text: str) -> str:
    run = context.run
    reminder = Reminder(
        key=run.key,
        event_slug=run.event_slug,
        kind=run.kind,
        text=text,
        due=run.due,
        created_at=context.now,
    )
    schedule_queries.save_reminder(session, reminder)
    return text


def _due(context: TaskContext) -> datetime:
    return context.run.due.astimezone(CHINA)

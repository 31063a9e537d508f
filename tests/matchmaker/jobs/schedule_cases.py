"""A campaign, a clock that is set by hand, and runners for tests of what is done by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from ingest.pipeline import ParseOptions
from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.jobs.imports import run_import
from matchmaker.jobs.lease import DEFAULT_TERMS, Terms
from matchmaker.jobs.schedule import Outcome, Runner, RunnerSetup, Task, TaskContext
from matchmaker.jobs.schedule_tasks import TASKS
from matchmaker.services.campaigns import load_campaign
from matchmaker.services.list_hands import Author
from matchmaker.services.schedule import planned_run
from matchmaker.settings import Settings
from models.enums import ImportKind, ScheduleKind, ScheduleState
from models.schedule import Reminder, ScheduledRun
from models.session import make_session
from tests.conftest import NOW
from tests.factories import write_demands, write_patents

EVENT = """
[[event]]
slug = "{slug}"
name = "{slug}专场"
kind = "{kind}"
date = {day}
city = "{city}"
per_demand = 3
per_patent = 2
institution_share = 1.0
"""
YEAR = (
    ("p1", "provincial_docking", "2024-06-18", "武汉"),
    ("roadshow", "roadshow", "2024-06-27", "十堰"),
    ("p2", "provincial_docking", "2024-07-16", "襄阳"),
    ("p3", "provincial_docking", "2024-08-20", "宜昌"),
    ("finance", "finance_roadshow", "2024-09-12", "武汉"),
    ("p4", "provincial_docking", "2024-10-15", "武汉"),
)


def at(text: str) -> datetime:
    """Return a moment in China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@dataclass
class Clock:
    """Tells the moment it is set to."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, **span: float) -> None:
        self.moment += timedelta(**span)


def campaign(*events: tuple[str, str, str, str]) -> str:
    """Return a campaign file of events: slug, kind, day, city."""
    names = ("slug", "kind", "day", "city")
    return 'name = "测试活动"\n' + "".join(
        EVENT.format(**dict(zip(names, event, strict=True))) for event in events
    )


def register(engine: Engine, folder: Path, *events: tuple[str, str, str, str]) -> None:
    """Add events, or bring those of the same slug up to date."""
    path = folder / "campaign.toml"
    path.write_text(campaign(*events), encoding="utf-8")
    with make_session(engine) as session:
        load_campaign(session, path, Author("张三", NOW))
        session.commit()


def load_small_stock(engine: Engine, folder: Path) -> None:
    """Import a few patents and demands; nothing is indexed yet."""
    patents, demands = write_patents(folder / "p.csv"), write_demands(folder / "d.csv")
    run_import(engine, patents, ParseOptions(ImportKind.PATENTS), NOW)
    run_import(engine, demands, ParseOptions(ImportKind.DEMANDS), NOW)


# p1 is on Tuesday 18 June: draft on 28 May, refresh on 6 June, check on 13 June, lock on 17 June.
DRAFT, REFRESH = "p1/draft/2024-05-28T05:00", "p1/refresh/2024-06-06T05:00"
RECHECK, LOCK = "p1/recheck/2024-06-13T06:00", "p1/lock/2024-06-17T20:00"
STEPS = [DRAFT, REFRESH, RECHECK, LOCK]


def trip(*_: object) -> str:
    """Fail as a task does that finds nothing to work on."""
    raise BadQuery("库里还没有专利")


def say_done(_session: Session, context: TaskContext) -> str:
    """Do nothing: what is tested is when and how often."""
    return f"{context.run.kind.label}完成"


def remind(text: str) -> Callable[[Session, TaskContext], str]:
    """Return a task that leaves a trace in the database."""

    def do(session: Session, context: TaskContext) -> str:
        session.add(
            Reminder(
                key="note",
                kind=context.run.kind,
                text=text,
                due=context.run.due,
                created_at=context.now,
            )
        )
        session.flush()
        return text

    return do


IDLE: Mapping[ScheduleKind, Task] = dict.fromkeys(ScheduleKind, say_done)
REAL: Mapping[ScheduleKind, Task] = TASKS


@dataclass
class Told:
    """What a runner has told of its runs, with the moment."""

    clock: Callable[[], datetime]
    told: list[tuple[datetime, Outcome]] = field(default_factory=list)

    def __call__(self, outcome: Outcome) -> None:
        self.told.append((self.clock(), outcome))

    @property
    def keys(self) -> list[str]:
        return [outcome.run.key for _, outcome in self.told]

    @property
    def steps(self) -> list[str]:
        """The steps of p1 among them."""
        return [key for key in self.keys if key in STEPS]


@dataclass(frozen=True)
class Bench:
    """A database, the clock of all its runners, and the folder of the index."""

    engine: Engine
    folder: Path
    clock: Clock

    def runner(
        self,
        tasks: Mapping[ScheduleKind, Task] = IDLE,
        terms: Terms = DEFAULT_TERMS,
        told: Callable[[Outcome], None] = lambda _: None,
        turns: Callable[[bool], None] = lambda _: None,
    ) -> Runner:
        settings = Settings(data_dir=self.folder / "data", database_url="")
        return Runner(RunnerSetup(self.engine, settings, self.clock, tasks, terms), told, turns)

    def register(self, slug: str, day: str) -> None:
        register(self.engine, self.folder, (slug, "provincial_docking", day, "武汉"))

    def rows(self, slug: str = "p1") -> list[ScheduledRun]:
        """The runs of an event, by moment."""
        with make_session(self.engine) as session:
            statement = select(ScheduledRun).where(ScheduledRun.event_slug == slug)
            return list(session.exec(statement.order_by(col(ScheduledRun.due))))

    def keys(self, state: ScheduleState, slug: str = "p1") -> list[str]:
        return [planned_run(row).key for row in self.rows(slug) if row.state is state]

    def row(self, key: str) -> ScheduledRun:
        with make_session(self.engine) as session:
            (found,) = [
                row for row in session.exec(select(ScheduledRun)) if planned_run(row).key == key
            ]
        return found

    def reminders(self) -> dict[str, str]:
        with make_session(self.engine) as session:
            return {found.key: found.text for found in session.exec(select(Reminder))}

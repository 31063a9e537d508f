"""The runner on the clock: APScheduler wakes it when a run is due, and now and then to look.

What has to be done stands in the table of runs; the store of APScheduler only tells when to look
there. It has one job a planned run, kept by the runner that holds the lease alone.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Event, Thread
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from matchmaker.china_time import CHINA
from matchmaker.jobs.schedule import Runner, RunnerSetup, Tick

# How soon a new or moved event is noticed.
POLL_SECONDS = 15.0
# What the store of APScheduler has room for. Runs of two events whose slugs end alike in so many
# characters share a job; the next look makes that good.
ID_LENGTH = 191
_POLL, _RUNS = "poll", "runs"
# As the jobs name it: a job is stored as text and must find its function in any process.
WAKE = f"{__name__}:wake"
_bells: set[Event] = set()
logger = logging.getLogger(__name__)


def wake() -> None:
    """Have the runners of this process look what is due."""
    for bell in tuple(_bells):
        bell.set()


class ScheduleTimer:
    """Lets a runner tick whenever something is due; engine: where the jobs are kept."""

    def __init__(self, runner: Runner, engine: Engine, poll_seconds: float = POLL_SECONDS) -> None:
        self._runner = runner
        self._engine = engine
        self._poll_seconds = poll_seconds
        self._bell = Event()
        self._set: dict[str, datetime] | None = None
        self._scheduler = BackgroundScheduler(
            timezone=CHINA,
            jobstores={_POLL: MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None},
        )

    def run(self) -> None:
        """Tick until told to stop; then give back what is held."""
        _bells.add(self._bell)
        self._scheduler.add_job(
            WAKE, "interval", seconds=self._poll_seconds, id=_POLL, jobstore=_POLL
        )
        self._scheduler.start()
        self._bell.set()
        try:
            while not self._runner.stopping:
                self._bell.wait()
                self._bell.clear()
                self._tick()
        finally:
            _bells.discard(self._bell)
            self._end_timers()
            self._runner.release()

    def stop(self) -> None:
        """Have it end once the run in hand has ended or been broken off; callable from anywhere."""
        self._runner.stop()
        self._bell.set()

    def _end_timers(self) -> None:
        # Paused, and with its jobs taken away, which waits for what is being fired: a job that
        # comes while the executor goes would end APScheduler's thread with an error.
        self._scheduler.pause()
        self._drop_timers()
        self._scheduler.shutdown()

    def _drop_timers(self) -> None:
        if self._set is not None:
            self._scheduler.remove_jobstore(_RUNS)
            self._set = None

    def _tick(self) -> None:
        if self._runner.stopping:
            return
        try:
            tick = self._runner.tick()
            self._set_timers(tick)
        except (SQLAlchemyError, OSError):
            # A database that is away for a while is no reason to end: the next look may succeed.
            logger.exception("调度未能进行，稍后再试")

    def _set_timers(self, tick: Tick) -> None:
        """Keep one job a waiting run while leading, none otherwise."""
        if not tick.leads:
            self._drop_timers()
            return
        if self._set is None:
            self._scheduler.add_jobstore(_RunStore(engine=self._engine), _RUNS)
            self._set = {job.id: job.next_run_time for job in self._scheduler.get_jobs(_RUNS)}
        wanted = {key[-ID_LENGTH:]: moment for key, moment in tick.waiting.items()}
        self._set = self._changed(self._set, wanted)

    def _changed(
        self, before: Mapping[str, datetime], wanted: Mapping[str, datetime]
    ) -> dict[str, datetime]:
        for key in before.keys() - wanted.keys():
            self._scheduler.remove_job(key, _RUNS)
        for key, moment in wanted.items():
            if before.get(key) != moment:
                self._scheduler.add_job(
                    WAKE,
                    "date",
                    run_date=moment,
                    id=key,
                    jobstore=_RUNS,
                    replace_existing=True,
                )
        return dict(wanted)


@contextmanager
def scheduling(setup: RunnerSetup) -> Iterator[ScheduleTimer]:
    """Run what is planned beside the block; at its end the run in hand is ended or broken off."""
    timer = ScheduleTimer(Runner(setup), setup.engine)
    thread = Thread(target=timer.run, name="schedule")
    thread.start()
    try:
        yield timer
    finally:
        timer.stop()
        thread.join()


class _RunStore(SQLAlchemyJobStore):  # type: ignore[misc]
    """The store of the jobs, on an engine that is not its own to close.

    A job that is gone already, since it has been fired or another runner has cleared it away, is
    none to be missed; one that cannot be removed while somebody else writes is fired once more.
    """

    def remove_job(self, job_id: str) -> None:
        """Remove a job, if it is there."""
        with suppress(JobLookupError, SQLAlchemyError):
            super().remove_job(job_id)

    def shutdown(self) -> Any:
        """Leave the engine open."""

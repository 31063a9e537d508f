"""What is counted and measured, for Prometheus.

With several workers every process writes files of its own into the folder that
PROMETHEUS_MULTIPROC_DIR names, and whoever is asked adds them up. prometheus-client decides when
it is imported which way it goes, so the variable has to be set before this module is.
"""

import os
import time
from collections.abc import Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.matching.store import load_meta
from matchmaker.settings import Settings
from models.enums import ScheduleState
from models.queries.audit import head_number
from models.queries.schedule import count_runs
from models.queries.webhooks import count_deliveries
from models.session import make_session
from models.webhook import DeliveryState

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
# When a series began is of no use here, and would double their number.
disable_created_metrics()  # type: ignore[no-untyped-call]
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# Any other word may be sent as a method; each would become a series of its own.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The series of one application; they count from nought when it is made."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._made = time.monotonic()
        self._desk: str | None = None
        if FOLDER_VARIABLE not in os.environ:
            ProcessCollector(registry=registry)
        self._requests = Counter(
            "matchmaker_requests",
            "Requests answered",
            ["method", "route", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "matchmaker_request_seconds",
            "Time from a request to the end of its answer",
            ["method", "route"],
            buckets=SECONDS,
            registry=registry,
        )
        self.timed_out = Counter(
            "matchmaker_requests_timed_out",
            "Requests that did not begin to be answered in time",
            registry=registry,
        )
        self.in_flight = self._gauge(
            "matchmaker_requests_in_flight",
            "Requests that are being worked on, those answered as too late included",
        )
        self._connections = self._gauge(
            "matchmaker_database_connections", "Connections to the database that are open"
        )
        self._desks = self._gauge(
            "matchmaker_desks", "Processes that answer from a version of the index", "index_version"
        )

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, labels, registry=self._registry, multiprocess_mode="livesum")

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answered request; route: its template."""
        known = method if method in METHODS else "OTHER"
        self._requests.labels(known, route, f"{status // 100}xx").inc()
        self._seconds.labels(known, route).observe(seconds)

    def note_desk(self, version: str | None) -> None:
        """Say which version of the index this process answers from, None for none yet."""
        if version == self._desk:
            return
        if self._desk is not None:
            self._desks.labels(self._desk).set(0)
        if version is not None:
            self._desks.labels(version).set(1)
        self._desk = version

    def watch(self, engine: Engine) -> None:
        """Count the connections of an engine, those that are open already too."""
        if isinstance(engine.pool, QueuePool):
            self._connections.set(engine.pool.checkedin())
        event.listen(engine, "connect", lambda *_: self._connections.inc())
        event.listen(engine, "close", lambda *_: self._connections.dec())

    def write(self, engine: Engine, settings: Settings) -> bytes:
        """Return all series as text: of all workers, and what database and index tell now."""
        facts = CollectorRegistry()
        facts.register(_Facts(engine, settings, time.monotonic() - self._made))
        counted = self._registry
        if FOLDER_VARIABLE in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        return generate_latest(counted) + generate_latest(facts)


class _Facts(Collector):
    """What is asked for when it is wanted; what does not answer is left out."""

    def __init__(self, engine: Engine, settings: Settings, uptime: float) -> None:
        self._engine = engine
        self._settings = settings
        self._uptime = uptime

    def describe(self) -> Iterator[Metric]:
        """Have nothing asked before it is wanted."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "matchmaker_uptime_seconds", "Time since the server was started", self._uptime
        )
        yield from self._database()
        yield self._index()

    def _database(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("matchmaker_database_up", "Whether the database answers")
        try:
            with make_session(self._engine) as session:
                counts, head = count_runs(session), head_number(session)
                deliveries = count_deliveries(session)
        except SQLAlchemyError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        runs = GaugeMetricFamily(
            "matchmaker_scheduled_runs", "Scheduled runs by their state", labels=["state"]
        )
        for state in ScheduleState:
            runs.add_metric([state.value], counts.get(state, 0))
        yield runs
        told = GaugeMetricFamily(
            "matchmaker_webhook_deliveries",
            "Deliveries to webhooks of the last month by what became of them",
            labels=["state"],
        )
        for result in DeliveryState:
            told.add_metric([result.value], deliveries.get(result, 0))
        yield told
        yield GaugeMetricFamily("matchmaker_audit_records", "Number of the last audit record", head)

    def _index(self) -> Metric:
        index = GaugeMetricFamily(
            "matchmaker_index", "1 for the version of the index on disk", labels=["index_version"]
        )
        try:
            index.add_metric([str(load_meta(self._settings.index_dir)["fingerprint"])], 1)
        except (IndexMissing, IndexDamaged):
            index.add_metric([""], 0)
        return index

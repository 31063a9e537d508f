"""Match all demands with the whole stock, one transaction a chunk."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import Engine

from matchmaker.jobs.workers import working
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.store import load_index, load_meta
from matchmaker.services.chunk_work import Assignment
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.match_runs import (
    DEFAULT_TOP,
    StockRunOptions,
    finish_run,
    plan_run,
    store_result,
)
from matchmaker.services.stock import load_stock
from matchmaker.services.stocked_index import StockedIndex
from matchmaker.settings import Settings
from models.session import make_session

FINDING, SCORING = "检索候选专利", "打分并说明"
OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True)
class StockRunRequest:
    """What is wanted: see StockRunOptions and jobs.workers; workers: None for all cores."""

    as_of: date
    top: int = DEFAULT_TOP
    anywhere: bool = False
    any_state: bool = False
    algorithm: str = DEFAULT_ALGORITHM
    workers: int | None = None
    cluster: str = ""


@dataclass(frozen=True)
class StockRunOutcome:
    """What became of a run; stored, resumed: demands that this call stored, that it found done."""

    run_id: int
    demands: int
    patents: int
    stored: int
    resumed: int


def match_all(
    engine: Engine,
    settings: Settings,
    request: StockRunRequest,
    clock: Callable[[], datetime],
    on_step: OnStep,
) -> StockRunOutcome:
    """Match all demands with the whole stock; go on where an earlier call was stopped.

    on_step: told what is being done, how many demands are done, and of how many.
    """
    algorithm = find_algorithm(request.algorithm, settings.models_dir, settings.dense_model_dir)
    on_step("读取专利与需求", 0, 0)
    with make_session(engine) as session:
        index = load_index(settings.index_dir, algorithm.encoder)
        version = str(load_meta(settings.index_dir)["fingerprint"])
        stocked = StockedIndex(index, version, load_stock(session))
        options = StockRunOptions(
            request.as_of,
            settings.province,
            algorithm,
            request.top,
            request.anywhere,
            request.any_state,
        )
        on_step(FINDING, 0, 0)
        planned = plan_run(session, stocked, options, clock(), partial(on_step, FINDING))
        session.commit()
        done = resumed = planned.demands - planned.left
        assignment = Assignment(
            settings.index_dir, version, algorithm, planned.context, request.top
        )
        workers = 1 if algorithm.encoder else request.workers or os.cpu_count() or 1
        on_step(SCORING, done, planned.demands)
        with working(assignment, planned.chunks, workers, request.cluster) as results:
            for result in results:
                done += store_result(session, planned.run, result)
                session.commit()
                on_step(SCORING, done, planned.demands)
        if planned.chunks or planned.run.finished_at is None:
            finish_run(session, planned.run, clock())
            session.commit()
        return StockRunOutcome(
            planned.run.id or 0,
            planned.demands,
            planned.run.patent_count,
            done - resumed,
            resumed,
        )

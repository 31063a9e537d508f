"""matchmaker match run | status | show | patent."""

from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from matchmaker.cli.operator import OPERATOR
from matchmaker.cli.options import (
    AlgorithmOption,
    AnyStateOption,
    AnywhereOption,
    AsOfOption,
    FormatOption,
    PatentOption,
)
from matchmaker.cli.output import Format, console, emit, now, progress, today
from matchmaker.jobs.database import database
from matchmaker.jobs.match_runs import StockRunRequest, match_all
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.services.edits import get_patent
from matchmaker.services.match_runs import (
    DEFAULT_TOP,
    demands_of,
    get_newest_run,
    patents_of,
)
from matchmaker.services.visible_demands import get_visible
from matchmaker.settings import get_settings
from models.queries import demands as demand_queries
from models.queries import match_runs as run_queries
from models.queries import patents as patent_queries
from models.session import make_session

STATUS_LABELS = {
    "run_id": "运行",
    "algorithm": "算法",
    "index_version": "索引",
    "as_of": "统计日",
    "demands": "需求数",
    "patents": "可推介专利数",
    "matches": "配对数",
    "finished_at": "完成时间",
}
PATENT_LABELS = {
    "rank": "名次",
    "application_number": "申请号",
    "title": "专利名称",
    "score": "得分",
    "reason": "理由",
}
DEMAND_LABELS = {
    "demand": "需求编号",
    "title": "需求名称",
    "rank": "名次",
    "score": "得分",
    "reason": "理由",
}

app = typer.Typer(
    help="全部需求与全部专利的匹配：运行、查看结果；中断后接着做。", no_args_is_help=True
)


@app.command("run")
def run(
    top: Annotated[int, typer.Option("--top", min=1, max=200, help="每项需求几件")] = DEFAULT_TOP,
    as_of: AsOfOption = None,
    anywhere: AnywhereOption = False,
    any_state: AnyStateOption = False,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="本机进程数（默认为核数）")
    ] = None,
    cluster: Annotated[
        str, typer.Option("--cluster", help="Dask 调度器地址，如 tcp://10.0.0.1:8786")
    ] = "",
) -> None:
    """为每项需求在全库中找最合适的专利，连同理由存库；没有变化时不重做，中断后接着做。"""
    settings = get_settings()
    request = StockRunRequest(
        as_of=as_of.date() if as_of else today(),
        top=top,
        anywhere=anywhere,
        any_state=any_state,
        algorithm=algorithm,
        workers=workers,
        cluster=cluster,
    )
    with database(settings) as engine, progress() as bars:
        outcome = match_all(engine, settings, request, now, _Bars(bars))
    if not outcome.stored:
        console.print(f"没有变化，沿用第 {outcome.run_id} 次匹配的结果")
        return
    resumed = f"（其中 {outcome.resumed} 项上次已完成）" if outcome.resumed else ""
    console.print(
        f"已匹配 {outcome.demands} 项需求{resumed}与 {outcome.patents} 件可推介专利。"
        "用 matchmaker match show 需求编号 查看结果"
    )


class _Bars:
    """A bar for every step of a run."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        if step not in self._tasks:
            for task in self._tasks.values():
                self._bars.update(task, total=1, completed=1)
            self._tasks[step] = self._bars.add_task(step, total=total or None)
        self._bars.update(self._tasks[step], completed=done, total=total or None)


@app.command("status")
def status(form: FormatOption = Format.TABLE) -> None:
    """显示现有结果来自哪次匹配。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found = get_newest_run(session)
        row = {
            "run_id": found.id,
            "algorithm": found.algorithm,
            "index_version": found.index_version,
            "as_of": found.as_of,
            "demands": found.demand_count,
            "patents": found.patent_count,
            "matches": run_queries.count_matches(session, found),
            "finished_at": found.finished_at,
        }
    emit([row], STATUS_LABELS, form)


@app.command("show")
def show(
    demand: Annotated[str, typer.Argument(help="需求编号")], form: FormatOption = Format.TABLE
) -> None:
    """显示一项需求在最近一次全库匹配中得到的专利与理由。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        wanted = get_visible(session, OPERATOR, demand)
        matches = patents_of(session, get_newest_run(session), wanted.id, wanted.sight)
        patents = patent_queries.labels(session, [m.match.patent_id for m in matches])
        rows = [
            {
                "rank": m.match.rank,
                "application_number": patents[m.match.patent_id].display_number,
                "title": patents[m.match.patent_id].title,
                "score": round(m.match.score, 6),
                "reason": m.reason,
            }
            for m in matches
        ]
    emit(rows, PATENT_LABELS, form)


@app.command("patent")
def patent(number: PatentOption, form: FormatOption = Format.TABLE) -> None:
    """显示最近一次全库匹配中推荐了这件专利的需求。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        wanted = get_patent(session, number)
        matches = demands_of(session, get_newest_run(session), wanted.id or 0)
        demands = demand_queries.by_ids(session, {m.match.demand_id for m in matches})
        rows = [
            {
                "demand": demands[m.match.demand_id].display_number,
                "title": demands[m.match.demand_id].title,
                "rank": m.match.rank,
                "score": round(m.match.score, 6),
                "reason": m.reason,
            }
            for m in matches
        ]
    emit(rows, DEMAND_LABELS, form)

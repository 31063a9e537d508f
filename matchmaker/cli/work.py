"""matchmaker work list | show | cancel | run."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Annotated

import typer
from sqlmodel import Session

from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, emit, emit_json, errors, moment, now
from matchmaker.cli.signals import Signals
from matchmaker.cli.work_labels import PARAMETERS, RESULTS, named
from matchmaker.jobs.database import database
from matchmaker.jobs.work import Ended, WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.services import work as work_services
from matchmaker.services.work import WorkView
from matchmaker.settings import get_settings
from models.queries.work import WorkFilter
from models.session import make_board, make_session
from models.work import WorkKind, WorkState

LABELS = {
    "id": "编号",
    "kind_label": "任务",
    "state_label": "状态",
    "progress": "进度",
    "requested_by": "提交人",
    "created": "提交时间",
    "finished": "结束时间",
    "error_text": "说明",
}
FIELD_LABELS = {
    "id": "编号",
    "kind": "任务",
    "state": "状态",
    "step": "步骤",
    "done": "已完成",
    "total": "总数",
    "attempts": "次数",
    "requested_by": "提交人",
    "created_at": "提交时间",
    "started_at": "开始时间",
    "finished_at": "结束时间",
    "error_name": "错误",
    "error_text": "说明",
}
EXIT_FAILED = 1

app = typer.Typer(
    help="后台任务（导入、名单、匹配、备份等）：查看进度、取消、处理。", no_args_is_help=True
)

IdArgument = Annotated[int, typer.Argument(metavar="ID", help="任务编号，见 work list")]


@app.command("list")
def list_(
    state: Annotated[WorkState | None, typer.Option("--state", help="只列一种状态")] = None,
    kind: Annotated[WorkKind | None, typer.Option("--kind", help="只列一种任务")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列几项")] = 20,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出后台任务，新的在前。"""
    with _sessions() as (session, board):
        views = work_services.list_works(session, board, WorkFilter(state, kind, limit=limit))
    if form is not Format.TABLE:
        emit([asdict(view) for view in views], FIELD_LABELS, form)
        return
    emit([_row(view) for view in views], LABELS, form, whole=True)


@app.command("show")
def show(work_id: IdArgument, form: FormatOption = Format.TABLE) -> None:
    """显示一项任务：参数、进度与结果。"""
    with _sessions() as (session, board):
        view = work_services.view_work(session, board, work_id)
    if form is Format.JSON:
        emit_json(asdict(view))
        return
    rows = [
        *named(_row(view).items(), LABELS),
        *named(view.parameters.items(), PARAMETERS),
        *named(view.result.items(), RESULTS),
    ]
    emit(rows, {"name": "项目", "value": "内容"}, form, whole=True)


@app.command("cancel")
def cancel(work_id: IdArgument) -> None:
    """取消一项任务：等待中的立即取消，进行中的在下一步停止并撤回。"""
    with _sessions() as (session, board):
        work = work_services.cancel(session, board, work_id, now())
        session.commit()
        board.commit()
    done = work.state is WorkState.CANCELLED
    text = "已取消" if done else "已要求停止，稍后用 matchmaker work show 查看"
    console.print(f"第 {work_id} 号任务{text}", highlight=False)


@app.command("run")
def run(
    forever: Annotated[
        bool, typer.Option("--forever", help="做完后等待新任务，直到结束（Ctrl+C）")
    ] = False,
) -> None:
    """处理等待中的任务，做完即结束；serve 也会处理，同类任务同时只由一个进程做。"""
    settings = get_settings()
    failed: list[Ended] = []

    def tell(ended: Ended) -> None:
        text = f"：{ended.text}" if ended.text else ""
        bad = ended.state is WorkState.FAILED
        _say(f"第 {ended.work_id} 号 {ended.kind.label} {ended.state.label}{text}", bad=bad)
        if bad:
            failed.append(ended)

    with database(settings) as engine:
        setup = WorkSetup(engine, settings, now, KINDS)
        runners = [WorkRunner(setup, lane, tell) for lane in lanes(engine, KINDS)]
        if forever:
            _say("开始处理后台任务，Ctrl+C 结束")
        if not _work(runners, forever=forever):
            _say("还有任务没有做完：由另一进程处理，或已被中止")
    if failed and not forever:
        raise typer.Exit(EXIT_FAILED)


def _work(runners: Sequence[WorkRunner], *, forever: bool) -> bool:
    """Let runners work, a thread each, until all have ended or somebody asks to end.

    Returns whether nothing is left that they should have done.
    """
    with Signals() as asked, ThreadPoolExecutor(len(runners)) as pool:
        calls: list[Callable[[], bool | None]] = [
            runner.run_on if forever else runner.drain for runner in runners
        ]
        works = [pool.submit(call) for call in calls]
        for work in works:
            work.add_done_callback(asked.put)
        for _ in works:
            if asked.get() is None:
                break
        for runner in runners:
            runner.stop()
        results = [work.result() for work in works]
    return forever or all(results)


@contextmanager
def _sessions() -> Iterator[tuple[Session, Session]]:
    """Give a session on the database and one on the board."""
    with ExitStack() as stack:
        engine = stack.enter_context(database(get_settings()))
        session = stack.enter_context(make_session(engine))
        yield session, stack.enter_context(make_session(make_board(engine)))


def _row(view: WorkView) -> dict[str, object]:
    total = f"/{view.total:,}" if view.total else ""
    count = f" {view.done:,}{total}" if view.done or view.total else ""
    return {
        **{name: getattr(view, name) for name in LABELS if hasattr(view, name)},
        "progress": f"{view.step}{count}",
        "created": moment(view.created_at),
        "finished": moment(view.finished_at),
    }


def _say(text: str, *, bad: bool = False) -> None:
    line = f"{now():%Y-%m-%d %H:%M:%S} {text}"
    errors.print(line, style="red" if bad else None, markup=False, highlight=False, soft_wrap=True)

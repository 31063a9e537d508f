"""matchmaker schedule run | list | retry | reminders | seen."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Annotated

import typer

from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, emit, errors, now
from matchmaker.cli.signals import Signals
from matchmaker.jobs.database import database
from matchmaker.jobs.schedule import Outcome, Runner, RunnerSetup
from matchmaker.jobs.schedule_tasks import TASKS
from matchmaker.jobs.schedule_timer import ScheduleTimer
from matchmaker.jobs.webhooks import Courier, CourierSetup, delivering
from matchmaker.services.schedule_view import (
    RunFilter,
    Standing,
    find_runner,
    mark_seen,
    retry_run,
    view_reminders,
    view_runs,
)
from matchmaker.settings import get_settings
from models.session import make_session

LABELS = {
    "key": "编号",
    "kind": "步骤",
    "standing": "状态",
    "attempts": "次数",
    "late": "晚（分钟）",
    "message": "说明",
}
FIELD_LABELS = {
    "key": "编号",
    "event_slug": "活动",
    "kind": "步骤",
    "due": "应运行时间",
    "standing": "状态",
    "attempts": "次数",
    "late_seconds": "晚（秒）",
    "next_try_at": "下次运行",
    "finished_at": "结束时间",
    "message": "说明",
}
REMINDER_LABELS = {
    "id": "编号",
    "due": "时间",
    "kind": "事项",
    "event_slug": "活动",
    "text": "内容",
    "seen_at": "处理时间",
}
EXIT_FAILED = 1

app = typer.Typer(
    help="按日程自动生成名单、更新索引和提醒：运行、查看、重做。", no_args_is_help=True
)


@app.command("run")
def run(
    once: Annotated[bool, typer.Option("--once", help="只做现在该做的，做完即结束")] = False,
) -> None:
    """按日程运行，直到结束；同一数据库可开多个，只有一个在做，其余待命。"""
    settings = get_settings()
    with database(settings) as engine:
        setup = RunnerSetup(engine, settings, now, TASKS)
        if once:
            _run_once(Runner(setup, _tell))
            sent = Courier(CourierSetup(engine, settings, now)).tick()
            if sent:
                _say(f"事件推送：发送 {sent} 次")
        else:
            runner = Runner(setup, _tell, _tell_turn)
            with delivering(CourierSetup(engine, settings, now)):
                _run_on(ScheduleTimer(runner, engine), runner.holder)


def _run_once(runner: Runner) -> None:
    with Signals() as asked, ThreadPoolExecutor(1) as pool:
        ticking = pool.submit(runner.tick)
        ticking.add_done_callback(asked.put)
        asked.get()
        runner.stop()
        tick = ticking.result()
        runner.release()
    if not tick.leads:
        _say("另一进程正在按日程运行，这里没有要做的")
    elif any(not outcome.done for outcome in tick.outcomes):
        raise typer.Exit(EXIT_FAILED)
    elif not tick.outcomes:
        _say("现在没有要做的")


def _run_on(timer: ScheduleTimer, holder: str) -> None:
    _say(f"调度已启动（{holder}），Ctrl+C 结束")
    with Signals() as asked, ThreadPoolExecutor(1) as pool:
        running = pool.submit(timer.run)
        running.add_done_callback(asked.put)
        asked.get()
        timer.stop()
        running.result()
    _say("调度已结束")


@app.command("list")
def list_(
    event: Annotated[str | None, typer.Option("--event", help="活动代号，默认全部")] = None,
    state: Annotated[
        Standing | None,
        typer.Option("--state", help="只列一种状态，默认为接下来的、逾时的、运行中和失败的"),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="待运行的最多列几项")] = 20,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出接下来要做的，以及逾时、运行中和失败的。"""
    moment = now()
    with database(get_settings()) as engine, make_session(engine) as session:
        views = view_runs(session, RunFilter(event, state, limit), moment)
        holder = find_runner(session, moment)
    if form is not Format.TABLE:
        emit([asdict(view) for view in views], FIELD_LABELS, form)
        return
    rows = [
        {
            **asdict(view),
            "standing": view.standing.label,
            "late": view.late_seconds // 60 or None,
        }
        for view in views
    ]
    emit(rows, LABELS, form, whole=True)
    if holder is None:
        errors.print("提示：没有进程在按日程运行。请启动 matchmaker schedule run", style="yellow")
    else:
        console.print(f"由 {holder} 运行", highlight=False)


@app.command("retry")
def retry(key: Annotated[str, typer.Argument(help="失败的运行的编号，见 schedule list")]) -> None:
    """让一次失败的运行从头再做。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        retry_run(session, key, now())
        session.commit()
        holder = find_runner(session, now())
    who = f"由 {holder}" if holder else "请运行 matchmaker schedule run --once"
    console.print(f"{key} 将重做：{who}", highlight=False, soft_wrap=True)


@app.command("reminders")
def reminders(
    every: Annotated[bool, typer.Option("--all", help="已处理的也列出")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出提醒：谁要在何时之前做什么，以及未能完成的步骤。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        views = view_reminders(session, unseen=not every)
    emit([asdict(view) for view in views], REMINDER_LABELS, form, whole=True)


@app.command("seen")
def seen(
    numbers: Annotated[list[int], typer.Argument(metavar="ID…", help="提醒编号，可给多个")],
) -> None:
    """把提醒标为已处理，不再列出。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        for number in numbers:
            mark_seen(session, number, now())
        session.commit()
    console.print(f"已处理 {len(numbers)} 条提醒", highlight=False)


def _tell(outcome: Outcome) -> None:
    what = f"{outcome.run.event_slug} {outcome.run.kind.label}".strip()
    _say(f"{what}：{outcome.message}", style=None if outcome.done else "red")


def _tell_turn(leads: bool) -> None:
    _say("本进程负责运行" if leads else "另一进程正在运行，本进程待命")


def _say(text: str, style: str | None = None) -> None:
    line = f"{now():%Y-%m-%d %H:%M:%S} {text}"
    errors.print(line, style=style, markup=False, highlight=False, soft_wrap=True)

"""matchmaker event add | list | calendar | show | generate | export | firms."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from matchmaker.cli.event_firms import firms
from matchmaker.cli.options import (
    ActorOption,
    AlgorithmOption,
    AnyStateOption,
    AnywhereOption,
    AsOfOption,
    FormatOption,
)
from matchmaker.cli.output import Format, console, emit, emit_json, errors, now, progress
from matchmaker.errors import BadQuery
from matchmaker.events.list_calendar import Step, list_calendar
from matchmaker.jobs.database import database
from matchmaker.jobs.lists import ListOutcome, ListRequest, event_slugs, export_list, make_lists
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.services.campaigns import load_campaign, make_event, save_events
from matchmaker.services.chain_notices import chain_notices
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.list_types import ListView
from matchmaker.services.list_view import view_list
from matchmaker.settings import get_settings
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries
from models.session import make_session

EVENT_LABELS = {
    "slug": "代号",
    "name": "活动",
    "kind": "类型",
    "held_on": "日期",
    "version": "名单版本",
    "entries": "配对数",
}
CALENDAR_LABELS = {
    "slug": "代号",
    "name": "活动",
    "held_on": "日期",
    **{step.value: step.label for step in Step},
}
OUTCOME_LABELS = {
    "slug": "代号",
    "name": "活动",
    "held_on": "日期",
    "version": "版本",
    "entries": "配对数",
    "state": "结果",
}
ENTRY_LABELS = {
    "industry": "产业",
    "place": "序号",
    "demand_number": "需求编号",
    "demand_title": "需求",
    "enterprise": "企业",
    "application_number": "申请号",
    "patent_title": "专利",
    "owner": "权利人",
    "score": "得分",
    "reason": "理由",
    "note": "备注",
    "hand": "人工调整",
}

app = typer.Typer(help="活动与候选名单。", no_args_is_help=True)
app.command("firms")(firms)


@app.command("add")
def add(
    file: Annotated[Path | None, typer.Argument(help="活动文件（TOML）")] = None,
    slug: Annotated[str | None, typer.Option(help="代号")] = None,
    name: Annotated[str | None, typer.Option(help="名称")] = None,
    kind: Annotated[str, typer.Option(help="类型")] = "local_docking",
    date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="日期")] = None,
    city: Annotated[str | None, typer.Option(help="举办地市州")] = None,
    area: Annotated[str | None, typer.Option(help="片区代号")] = None,
    industry: Annotated[list[str] | None, typer.Option(help="产业代号或名称，可重复")] = None,
    chain: Annotated[str, typer.Option(help="投融资路演的产业链代号")] = "",
    actor: ActorOption = COMMAND_LINE,
) -> None:
    """登记活动：给出活动文件，或用选项写明一场；已有代号的活动按新内容更新。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        if file is not None:
            report = load_campaign(session, file, Author(actor, now()))
            session.commit()
            console.print(
                f"活动：新增 {report.new}，更新 {report.changed}，未变 {report.unchanged}"
            )
            _tell(report.notices)
            return
        if slug is None or name is None or date is None or city is None:
            raise BadQuery("请给出活动文件，或同时给出 --slug、--name、--date、--city")
        entry: dict[str, Any] = {
            "slug": slug,
            "name": name,
            "kind": kind,
            "date": date.date(),
            "city": city,
            "area": area or "",
            "industries": industry or [],
            "chain": chain,
        }
        made = make_event(entry, "", industries_in_force(session))
        (outcome,) = save_events(session, [made], Author(actor, now()))
        notices = chain_notices(session, event_queries.get_event(session, slug))
        session.commit()
    words = {"new": "新增", "changed": "更新", "unchanged": "未变"}
    console.print(f"活动 {slug}：{words[outcome]}")
    _tell(notices)


@app.command("list")
def list_(form: FormatOption = Format.TABLE) -> None:
    """列出活动及其最新名单。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        events = event_queries.list_events(session)
        latest = list_queries.latest_by_event(session)
        counts = list_queries.entry_counts(session, [found.id or 0 for found in latest.values()])
    rows = []
    for event in events:
        found = latest.get(event.id or 0)
        rows.append(
            {
                "slug": event.slug,
                "name": event.name,
                "kind": event.kind.label,
                "held_on": event.held_on,
                "version": found.version if found else None,
                "entries": counts[found.id or 0] if found else None,
            }
        )
    emit(rows, EVENT_LABELS, form)


@app.command("calendar")
def calendar(
    slugs: Annotated[list[str] | None, typer.Argument(help="活动代号，默认全部")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """各场活动的名单日程：初稿、更新、复核法律状态、锁定，按工作日倒推。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        if slugs:
            events = [event_queries.get_event(session, slug) for slug in slugs]
        else:
            events = event_queries.list_events(session)
    dues = [list_calendar(event.held_on) for event in events]
    rows = [
        {
            "slug": event.slug,
            "name": event.name,
            "held_on": event.held_on,
            **{step.value: due.day for step, due in days.items()},
        }
        for event, days in zip(events, dues, strict=True)
    ]
    emit(rows, CALENDAR_LABELS, form, whole=True)
    assumed = [
        event.slug
        for event, days in zip(events, dues, strict=True)
        if any(due.assumed for due in days.values())
    ]
    if assumed:
        errors.print(
            f"提示：{'、'.join(assumed)} 所在年份的放假安排未知，只按周末推算。"
            "放假安排公布后请升级 chinesecalendar",
            style="yellow",
            soft_wrap=True,
        )


@app.command("show")
def show(
    slug: Annotated[str, typer.Argument(help="活动代号")],
    version: Annotated[int | None, typer.Option(help="名单版本，默认最新")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """显示一场活动的名单与理由。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        view = view_list(session, event, list_queries.get_version(session, event, version))
    if form is Format.TABLE:
        console.print(
            f"{view.event_name}　{view.held_on}　第 {view.version} 版（{view.status}）　"
            f"{view.caps}　选取方式：{view.method}"
        )
        for notice in view.notices:
            console.print(f"提示：{notice}", style="yellow", highlight=False)
    emit([_entry_row(view, position) for position in range(len(view.entries))], ENTRY_LABELS, form)


@app.command("generate")
def generate(
    slugs: Annotated[list[str] | None, typer.Argument(help="活动代号，缺省为全部")] = None,
    as_of: AsOfOption = None,
    anywhere: AnywhereOption = False,
    any_state: AnyStateOption = False,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    form: FormatOption = Format.TABLE,
) -> None:
    """生成候选名单；依据没有变化的活动保留原版本。"""
    settings = get_settings()
    request = ListRequest(
        slugs or (), as_of.date() if as_of else None, anywhere, any_state, algorithm
    )
    with database(settings) as engine, progress() as bars:
        task = bars.add_task("生成名单", total=len(event_slugs(engine, request.slugs)))
        outcomes = make_lists(
            engine, settings, request, now(), on_list=lambda _: bars.advance(task)
        )
    print_outcomes(outcomes, form)


@app.command("export")
def export(
    slugs: Annotated[list[str] | None, typer.Argument(help="活动代号，缺省为全部")] = None,
    version: Annotated[int | None, typer.Option(help="名单版本，默认最新")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="输出文件夹")] = None,
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """把名单写成可打印的 .xlsx。"""
    settings = get_settings()
    folder = out or settings.output_dir
    with database(settings) as engine:
        wanted = event_slugs(engine, slugs or ())
        author = Author(actor, now())
        paths = [export_list(engine, slug, version, folder, author) for slug in wanted]
    if form is Format.JSON:
        emit_json([str(path) for path in paths])
        return
    emit([{"file": str(path)} for path in paths], {"file": "文件"}, form)


def print_outcomes(outcomes: Sequence[ListOutcome], form: Format) -> None:
    """Print what became of the lists; on a screen the remarks follow the table."""
    rows = [_outcome_row(outcome) for outcome in outcomes]
    if form is not Format.TABLE:
        emit(rows, OUTCOME_LABELS | {"notices": "提示"}, form)
        return
    emit(rows, OUTCOME_LABELS, form)
    for outcome in outcomes:
        for notice in outcome.notices:
            console.print(f"{outcome.slug}：{notice}", highlight=False, markup=False)


def _tell(notices: Iterable[str]) -> None:
    for notice in notices:
        errors.print(
            f"提示：{notice}", style="yellow", highlight=False, markup=False, soft_wrap=True
        )


def _state(outcome: ListOutcome) -> str:
    if outcome.locked:
        return "已锁定"
    return "新版本" if outcome.made else "未变"


def _outcome_row(outcome: ListOutcome) -> dict[str, Any]:
    return {
        "slug": outcome.slug,
        "name": outcome.name,
        "held_on": outcome.held_on,
        "version": outcome.version,
        "entries": outcome.entries,
        "state": _state(outcome),
        "notices": "；".join(outcome.notices),
    }


def _entry_row(view: ListView, position: int) -> dict[str, Any]:
    entry = view.entries[position]
    return {name: getattr(entry, name) for name in ENTRY_LABELS}

"""matchmaker timetable hall | plan | show | move | publish | diff | export | unplaced."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from matchmaker.cli.hall_options import complete_hall, parse_groups, parse_tables
from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, emit_json, errors, now, progress
from matchmaker.jobs.database import database
from matchmaker.jobs.timetables import (
    export_timetable,
    read_timetable,
    run_move,
    run_plan,
    run_publish,
)
from matchmaker.reports.name_cards import NO_ADDRESS
from matchmaker.services.halls import save_hall
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.timetable_changes import changes_between
from matchmaker.services.timetable_view import MeetingView
from matchmaker.services.timetables import PlannedVersion
from matchmaker.services.unplaced import list_unplaced
from matchmaker.settings import get_settings
from models.meeting import EventHall
from models.queries import events as event_queries
from models.queries import timetables as timetable_queries
from models.session import make_session
from models.values.slots import parse_slots, show_slots

HALL_LABELS = {
    "starts_at": "开始时间",
    "minutes_per_slot": "每场分钟",
    "pause_minutes": "间隔分钟",
    "slot_count": "场数",
    "breaks": "休息场次",
    "tables": "洽谈桌",
    "walk_minutes": "换区分钟",
    "allowed_groups": "可会面分组",
    "most_meetings": "每家上限",
}
PLAN_LABELS = {
    "version": "版本",
    "state": "结果",
    "meetings": "会面",
    "kept": "未变",
    "moved": "改动",
    "dropped": "取消",
    "added": "新增",
}
SHOW_LABELS = {
    "slot": "场次",
    "time": "时间",
    "table": "桌号",
    "zone": "区域",
    "enterprise": "企业",
    "institution": "高校院所",
    "fixed": "固定",
    "reason": "会面事由",
}
DIFF_LABELS = {
    "kind": "变化",
    "enterprise": "企业",
    "institution": "高校院所",
    "before": "原安排",
    "after": "新安排",
}
UNPLACED_LABELS = {
    "side": "类别",
    "name": "单位",
    "partners": "可会面对方",
    "partner": "建议对方",
    "slot": "场次",
    "table": "桌号",
    "advice": "建议",
}

SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", help="活动代号")]
VersionOption = Annotated[int | None, typer.Option("--version", help="日程版本，默认最新")]

app = typer.Typer(help="1:1 洽谈日程：场地、排期、调整、发布与导出。", no_args_is_help=True)


@app.command()
def hall(
    slug: SlugArgument,
    start: Annotated[
        datetime | None, typer.Option(formats=["%H:%M"], help="第一场开始时间")
    ] = None,
    minutes: Annotated[int | None, typer.Option(help="每场分钟数")] = None,
    pause: Annotated[int | None, typer.Option(help="两场之间的分钟数")] = None,
    slots: Annotated[int | None, typer.Option(help="场数")] = None,
    breaks: Annotated[str | None, typer.Option("--break", help="休息的场次，如 4；空为无")] = None,
    tables: Annotated[
        list[str] | None,
        typer.Option("--tables", help="桌数，如 20；分区写 A区=10，可重复"),
    ] = None,
    walk: Annotated[int | None, typer.Option(help="换区要走几分钟")] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", help="可会面的分组，企业分组=院所分组，可重复；空为不限"),
    ] = None,
    most: Annotated[int | None, typer.Option(help="每家至多会面几场")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """设置或查看洽谈的时间与桌位；只改写明的项。"""
    given = {
        "starts_at": start.time() if start else None,
        "minutes_per_slot": minutes,
        "pause_minutes": pause,
        "slot_count": slots,
        "breaks": None if breaks is None else sorted(parse_slots(breaks)),
        "tables": None if tables is None else parse_tables(tables),
        "walk_minutes": walk,
        "allowed_groups": None if allow is None else parse_groups(allow),
        "most_meetings": most,
    }
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        known = session.get(EventHall, event.id)
        if any(value is not None for value in given.values()):
            known = save_hall(session, event, complete_hall(known, given))
            session.commit()
        elif known is None:
            known = timetable_queries.get_hall(session, event)
    zones = list(dict.fromkeys(known.tables))
    row = known.model_dump(include=set(HALL_LABELS)) | {
        "starts_at": f"{known.starts_at:%H:%M}",
        "breaks": show_slots(known.breaks),
        "tables": "、".join(f"{zone or '全部'} {known.tables.count(zone)} 张" for zone in zones),
        "allowed_groups": "、".join(f"{one}—{two}" for one, two in known.allowed_groups) or "不限",
    }
    emit([row], HALL_LABELS, form)


@app.command()
def plan(
    slug: SlugArgument,
    actor: ActorOption,
    afresh: Annotated[bool, typer.Option("--afresh", help="不顾上一版，重新排")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """排日程；已有日程时尽量不动原有会面，人工固定的不动。"""
    with database(get_settings()) as engine, progress() as bars:
        bars.add_task("排期", total=None)
        planned = run_plan(engine, slug, actor, now(), afresh=afresh)
    _print_planned(planned, form)


@app.command()
def show(
    slug: SlugArgument,
    version: VersionOption = None,
    party: Annotated[str | None, typer.Option("--party", help="只看名称含此文字的单位")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出一版日程的会面。"""
    with database(get_settings()) as engine:
        view = read_timetable(engine, slug, version)
    rows = [
        _meeting_row(meeting)
        for meeting in view.meetings
        if party is None or party in meeting.enterprise or party in meeting.institution
    ]
    if form is Format.TABLE:
        heading = f"{view.event_name}：第 {view.version} 版（{view.status}），{view.method}"
        console.print(heading, highlight=False, markup=False, soft_wrap=True)
    emit(rows, SHOW_LABELS, form)
    if form is Format.TABLE:
        _print_notices(view.notices)


@app.command()
def move(
    slug: SlugArgument,
    enterprise: Annotated[str, typer.Argument(metavar="ENTERPRISE", help="企业")],
    institution: Annotated[str, typer.Argument(metavar="INSTITUTION", help="高校院所")],
    slot: Annotated[int, typer.Option("--slot", min=1, help="场次")],
    table: Annotated[int, typer.Option("--table", min=1, help="桌号")],
    actor: ActorOption,
    form: FormatOption = Format.TABLE,
) -> None:
    """把一对单位的会面放到指定场次与桌号并固定；与规则冲突的拒绝并说明。"""
    with database(get_settings()) as engine:
        planned = run_move(
            engine, slug, (enterprise, institution), (slot - 1, table - 1), actor, now()
        )
    _print_planned(planned, form)


@app.command()
def publish(
    slug: SlugArgument, version: VersionOption = None, actor: ActorOption = COMMAND_LINE
) -> None:
    """发布一版日程，参会单位的签到页随即显示。"""
    with database(get_settings()) as engine:
        found = run_publish(engine, slug, version, now(), actor)
    console.print(f"活动 {slug}：第 {found.version} 版日程已发布", highlight=False)


@app.command()
def diff(
    slug: SlugArgument,
    first: Annotated[int, typer.Argument(metavar="FROM", help="原版本")],
    second: Annotated[int | None, typer.Argument(metavar="TO", help="新版本，默认最新")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """两版日程之间取消、改动与新增的会面，便于逐家通知。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        changes = changes_between(
            session,
            timetable_queries.get_version(session, event, first),
            timetable_queries.get_version(session, event, second),
        )
    rows = [
        {
            "kind": change.kind.label,
            "enterprise": change.enterprise,
            "institution": change.institution,
            "before": _place(change.before),
            "after": _place(change.after),
        }
        for change in changes
    ]
    emit(rows, DIFF_LABELS, form)


@app.command()
def export(
    slug: SlugArgument,
    version: VersionOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="输出文件夹")] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="参会者手机可打开的本系统网址，默认取设置")
    ] = None,
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """写出日程工作簿（含签到表）、名牌网页与各家日历文件（.ics）。"""
    settings = get_settings()
    address = settings.base_url if base_url is None else base_url
    with database(settings) as engine:
        view = read_timetable(engine, slug, version)
        folder = out or settings.output_dir
        paths = export_timetable(engine, view, folder, address, Author(actor, now()))
    if form is Format.JSON:
        emit_json([str(path) for path in paths])
    else:
        emit([{"file": str(path)} for path in paths], {"file": "文件"}, form, whole=True)
    if not address:
        errors.print(NO_ADDRESS, style="yellow", soft_wrap=True)


@app.command()
def unplaced(
    slug: SlugArgument, version: VersionOption = None, form: FormatOption = Format.TABLE
) -> None:
    """列出没有会面的单位，以及各自还能得到的最好的会面。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        found = list_unplaced(
            session, event, timetable_queries.get_version(session, event, version)
        )
    rows = [
        {name: getattr(view, name) for name in UNPLACED_LABELS} | {"side": view.side.label}
        for view in found
    ]
    emit(rows, UNPLACED_LABELS, form, whole=True)


def _print_planned(planned: PlannedVersion, form: Format) -> None:
    row = {
        "version": planned.version.version,
        "state": "新版本" if planned.made else "未变",
        "meetings": planned.meetings,
        "kept": planned.kept,
        "moved": planned.moved,
        "dropped": planned.dropped,
        "added": planned.added,
    }
    if form is not Format.TABLE:
        row |= {"notices": "；".join(planned.version.notices)}
        emit([row], PLAN_LABELS | {"notices": "提示"}, form)
        return
    emit([row], PLAN_LABELS, form)
    _print_notices(planned.version.notices)


def _print_notices(notices: Any) -> None:
    for notice in notices:
        console.print(notice, highlight=False, markup=False, soft_wrap=True)


def _meeting_row(meeting: MeetingView) -> dict[str, Any]:
    return {
        "slot": meeting.slot.number,
        "time": meeting.slot.span,
        "table": meeting.table,
        "zone": meeting.zone,
        "enterprise": meeting.enterprise,
        "institution": meeting.institution,
        "fixed": "是" if meeting.fixed else "",
        "reason": meeting.reason,
    }


def _place(place: tuple[int, int] | None) -> str:
    return f"第 {place[0]} 场 {place[1]} 号桌" if place else ""

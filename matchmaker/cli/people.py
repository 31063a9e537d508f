"""matchmaker people invite | list | confirm | decline | withdraw | refuse | wish | check-in | …"""

from pathlib import Path
from typing import Annotated, Any

import typer

from matchmaker.cli.options import ActorOption, FormatOption, SlugArgument
from matchmaker.cli.output import Format, console, emit, emit_json, errors, moment, now
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.jobs.people import export_invitations, run_invitations, run_people_import
from matchmaker.reports import refused_rows
from matchmaker.services import participants as participant_services
from matchmaker.services import registration
from matchmaker.services.check_in import check_in as write_check_in
from matchmaker.services.invitations import Invitee
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.participants import Terms, WishWords, get_participant, invite_one
from matchmaker.settings import get_settings
from models.meeting_enums import ParticipantStatus, Side, Wanting
from models.queries import events as event_queries
from models.queries import participants as participant_queries
from models.queries import timetables as timetable_queries
from models.session import make_session
from models.values.slots import parse_slots, show_slots

EXIT_REFUSED = 1
INVITE_LABELS = {
    "place": "名次",
    "side": "类别",
    "name": "单位",
    "city": "市州",
    "pairs": "配对数",
    "partners": "可会面对方",
    "best": "最高契合度",
    "strength": "契合度合计",
    "status": "状态",
}
LIST_LABELS = {
    "side": "类别",
    "name": "单位",
    "city": "市州",
    "status": "状态",
    "group": "分组",
    "absent": "缺席场次",
    "most": "会面上限",
    "least": "希望至少",
    "checked_in_at": "签到时间",
}
IMPORT_LABELS = {"file": "文件", "participants": "参会单位", "wishes": "意愿", "refused": "拒收"}
LINK_LABEL = {"link": "签到页"}

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="单位名称，已知写法均可")]
SideOption = Annotated[Side | None, typer.Option("--side", help="enterprise 或 institution")]

app = typer.Typer(help="参会单位：邀请、确认、意愿与签到。", no_args_is_help=True)


@app.command()
def invite(
    slug: SlugArgument,
    top: Annotated[int | None, typer.Option(min=1, help="每一方只邀请前几家")] = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="邀请名单以外的一家单位")
    ] = None,
    side: SideOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """按最新候选名单邀请双方单位，配对多而强的在前；或邀请指明的一家。"""
    with database(get_settings()) as engine:
        if organisation is not None:
            if side is None:
                raise BadQuery(
                    "请用 --side 说明该单位是 enterprise（企业）还是 institution（高校院所）"
                )
            with make_session(engine) as session:
                event = event_queries.get_event(session, slug)
                _, new = invite_one(session, event, organisation, side, now())
                session.commit()
            console.print("已邀请" if new else "此前已邀请", highlight=False)
            return
        done = run_invitations(engine, slug, top, now())
    rows = [_invitee_row(invitee) for invitee in done.invitees]
    emit(rows, INVITE_LABELS, form)
    if form is Format.TABLE:
        console.print(f"新邀请 {done.counts.new} 家，此前已邀请 {done.counts.known} 家")


@app.command("list")
def list_(
    slug: SlugArgument,
    status: Annotated[
        ParticipantStatus | None, typer.Option("--status", help="只列某种状态")
    ] = None,
    links: Annotated[bool, typer.Option("--links", help="列出签到页（勿外传）")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出参会单位及其状态、签到情况。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        found = participant_queries.list_participants(session, event, status)
        names = body_labels(session, [participant.organisation_id for participant in found])
    rows = []
    for participant in found:
        label = names[participant.organisation_id]
        at = participant.checked_in_at
        rows.append(
            {
                "side": participant.side.label,
                "name": label.name,
                "city": label.city,
                "status": participant.status.label,
                "group": participant.meeting_group,
                "absent": show_slots(participant.absent_slots),
                "most": participant.most_meetings,
                "least": participant.least_meetings,
                "checked_in_at": moment(at),
                "link": f"/checkin/{participant.token}",
            }
        )
    emit(rows, LIST_LABELS | (LINK_LABEL if links else {}), form, whole=links)


@app.command()
def confirm(
    slug: SlugArgument,
    name: NameArgument,
    side: SideOption = None,
    absent: Annotated[
        str | None, typer.Option("--absent", help="不到场的场次，如 1,5-6；空为全程到场")
    ] = None,
    most: Annotated[int | None, typer.Option(min=0, help="至多会面几场")] = None,
    least: Annotated[int | None, typer.Option(min=0, help="希望至少会面几场")] = None,
    group: Annotated[str | None, typer.Option(help="分组")] = None,
    contact: Annotated[str | None, typer.Option(help="联系人")] = None,
    phone: Annotated[str | None, typer.Option(help="联系电话")] = None,
) -> None:
    """登记一家单位确认参会，及其时间、场数与联系人；可重复运行以更改。"""
    terms = Terms(
        group=group,
        absent_slots=None if absent is None else parse_slots(absent),
        most=most,
        least=least,
        contact_name=contact,
        contact_phone=phone,
    )
    _answer(slug, name, side, ParticipantStatus.CONFIRMED, terms)


@app.command()
def decline(slug: SlugArgument, name: NameArgument, side: SideOption = None) -> None:
    """登记一家受邀单位谢绝参会。"""
    _answer(slug, name, side, ParticipantStatus.DECLINED, None)


@app.command()
def withdraw(slug: SlugArgument, name: NameArgument, side: SideOption = None) -> None:
    """登记一家已确认或已报名的单位退出；随后请重排日程。"""
    _answer(slug, name, side, ParticipantStatus.WITHDRAWN, None)


@app.command()
def refuse(
    slug: SlugArgument,
    name: NameArgument,
    reason: Annotated[str, typer.Option("--reason", help="原因，报名单位会看到")],
    side: SideOption = None,
) -> None:
    """不接受一家单位的报名，并写明原因；接受报名用 confirm。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.hold_event(session, slug)
        participant = get_participant(session, event, name, side)
        registration.refuse(session, participant, reason, now())
        session.commit()
        label = body_labels(session, [participant.organisation_id])[participant.organisation_id]
    console.print(f"{label.name}：未接受报名", highlight=False, markup=False)


@app.command()
def wish(
    slug: SlugArgument,
    name: NameArgument,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="对方单位")],
    side: Annotated[Side, typer.Option("--side", help="表达意愿的是哪一方")],
    not_: Annotated[bool, typer.Option("--not", help="不愿会面")] = False,
    note: Annotated[str, typer.Option(help="备注")] = "",
) -> None:
    """登记一方希望（或不愿）与另一方会面；后说的代替先说的。"""
    words = WishWords(name, side, other, Wanting.DONT_WANT if not_ else Wanting.WANT, note)
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        made = participant_services.make_wish(session, event, words, now())
        session.commit()
    console.print(f"已登记：{made.wants.label}", highlight=False)


@app.command("check-in")
def check_in(
    token: Annotated[str | None, typer.Argument(metavar="TOKEN", help="名牌二维码中的代码")] = None,
    slug: Annotated[str | None, typer.Option("--event", help="活动代号，与 --name 同用")] = None,
    name: Annotated[str | None, typer.Option("--name", help="单位名称，没有名牌时用")] = None,
    side: SideOption = None,
) -> None:
    """签到：凭名牌上的代码，或由会务人员按单位名称；重复签到不改时间。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        if token is None:
            if slug is None or name is None:
                raise BadQuery("请给出名牌上的代码，或同时给出 --event 与 --name")
            event = event_queries.get_event(session, slug)
            token = get_participant(session, event, name, side).token
        arrived = write_check_in(session, token, now())
        body = body_labels(session, [arrived.organisation_id])[arrived.organisation_id].name
        session.commit()
    at = arrived.checked_in_at
    shown = moment(at)
    console.print(f"{body}：{shown} 签到", highlight=False, markup=False)


@app.command()
def export(
    slug: SlugArgument,
    out: Annotated[Path | None, typer.Option("--out", help="输出文件夹")] = None,
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """把邀请名单写成 .xlsx，每一方一张表。"""
    settings = get_settings()
    with database(settings) as engine:
        folder = out or settings.output_dir
        path = export_invitations(engine, slug, folder, Author(actor, now()))
    if form is Format.JSON:
        emit_json([str(path)])
    else:
        emit([{"file": str(path)}], {"file": "文件"}, form)


@app.command("import")
def import_(
    slug: SlugArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="回收的邀请名单或意愿表")],
    errors_out: Annotated[
        Path | None, typer.Option("--errors-out", help="把拒收的行写成 .xlsx，改好后可再次导入")
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """导入填好的参会单位表与会面意愿表；有误的行说明原因，其余照收。"""
    settings = get_settings()
    with database(settings) as engine:
        report = run_people_import(engine, slug, file, settings.limits, now())
    row = {
        "file": file.name,
        "participants": report.participants,
        "wishes": report.wishes,
        "refused": len(report.rejected),
    }
    emit([row], IMPORT_LABELS, form)
    for name in report.skipped:
        errors.print(f"表“{name}”没有认得的表头，未读", markup=False, highlight=False)
    refusals = [refusal for rejected in report.rejected for refusal in rejected.refusals]
    for refusal in refusals:
        errors.print(
            f"{file.name} {refusal.place} “{refusal.column}”：{refusal.reason}"
            f"（{refusal.value}）。{refusal.remedy}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    if refusals and errors_out is not None:
        sheets = refused_rows.sheets_of(report.headers, report.rejected)
        errors_out.write_bytes(refused_rows.build(sheets, now()))
        errors.print(f"拒收的行已写入 {errors_out}，改好后可再次导入", soft_wrap=True)
    if refusals:
        raise typer.Exit(EXIT_REFUSED)


def _answer(
    slug: str, name: str, side: Side | None, status: ParticipantStatus, terms: Terms | None
) -> None:
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        participant = get_participant(session, event, name, side)
        participant_services.answer(session, participant, status, now(), terms)
        planned = timetable_queries.find_latest(session, event) is not None
        session.commit()
    console.print(f"{name}：{status.label}", highlight=False, markup=False)
    if planned:
        errors.print(
            f"已有日程，请重排：matchmaker timetable plan {slug}", style="yellow", soft_wrap=True
        )


def _invitee_row(invitee: Invitee) -> dict[str, Any]:
    row = {name: getattr(invitee, name) for name in INVITE_LABELS}
    return row | {
        "side": invitee.side.label,
        "best": round(invitee.best, 4),
        "strength": round(invitee.strength, 4),
        "status": invitee.status.label if invitee.status else "未邀请",
    }

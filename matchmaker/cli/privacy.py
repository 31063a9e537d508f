"""matchmaker privacy requests | receive | answer | export | correct | erase | retention."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from matchmaker.china_time import CHINA
from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, emit_json, moment, now, today
from matchmaker.cli.privacy_parties import register as register_parties
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.jobs.privacy import (
    Answering,
    export_personal_file,
    run_erasure,
    run_retention,
)
from matchmaker.services.contact_records import RecordKey
from matchmaker.services.erasure import Erased
from matchmaker.services.kin import load_kin
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.organisation_search import get_by_name
from matchmaker.services.personal_data import Subject
from matchmaker.services.privacy_requests import (
    Asked,
    Correction,
    answer_request,
    correct_contact,
    is_late,
    receive_request,
)
from matchmaker.services.retention import describe_kept
from matchmaker.settings import get_settings
from models.privacy import Disclosure, PrivacyRequest
from models.privacy_enums import HeldIn, RequestKind
from models.queries import organisations as organisation_queries
from models.queries import privacy as privacy_queries
from models.queries.privacy import DisclosureFilter
from models.session import make_session

REQUEST_LABELS = {
    "id": "编号",
    "organisation": "单位",
    "kind": "事项",
    "applicant": "申请人",
    "text": "内容",
    "received_at": "收到",
    "due_on": "答复期限",
    "late": "逾期",
    "answer": "答复",
    "answered_by": "答复人",
    "answered_at": "答复时间",
}
DISCLOSURE_LABELS = {
    "made_at": "时间",
    "viewer": "查看人",
    "role": "角色",
    "what": "内容",
    "record": "记录",
    "organisation": "单位",
    "purpose": "用途",
    "ground": "依据",
}
ERASED_LABELS = {
    "records": "记录",
    "history": "旧值",
    "refused_rows": "拒收行",
    "texts": "文字",
    "frozen": "锁定名单",
    "accounts": "账号",
}

OrganisationArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="单位名称，曾用名、简称等已知写法均可")
]
PersonOption = Annotated[
    str, typer.Option("--person", help="联系人姓名；不给则为该单位的全部联系方式")
]
RequestOption = Annotated[
    int | None, typer.Option("--request", help="所办理的申请编号，办毕即记为已答复")
]

app = typer.Typer(
    help="个人信息：申请与答复、副本、更正、删除、查看记录、到期清理，定向需求的指定单位。",
    no_args_is_help=True,
)
register_parties(app)


@app.command("requests")
def requests(
    everything: Annotated[bool, typer.Option("--all", help="连同已答复的")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出待答复的个人信息申请，期限近的在前。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found = privacy_queries.list_requests(session, answered=everything)
        ids = [request.organisation_id for request in found]
        names = organisation_queries.names_by_id(session, ids)
    emit([_request_row(r, names, form) for r in found], REQUEST_LABELS, form, whole=True)


@app.command("receive")
def receive(
    kind: Annotated[
        RequestKind,
        typer.Argument(metavar="KIND", help="access 查阅复制，correction 更正补充，erasure 删除"),
    ],
    organisation: OrganisationArgument,
    applicant: Annotated[str, typer.Option("--applicant", help="申请人")],
    text: Annotated[str, typer.Option("--text", help="申请的内容")] = "",
    actor: ActorOption = COMMAND_LINE,
) -> None:
    """登记一项个人信息申请；15 个工作日内答复。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        body = get_by_name(session, organisation)
        asked = Asked(body.id or 0, kind, applicant, text)
        made = receive_request(session, asked, Author(actor, now()))
        session.commit()
    _say(f"已登记申请 {made.id}（{kind.label}），请在 {made.due_on} 前答复")


@app.command("answer")
def answer(
    request_id: Annotated[int, typer.Argument(metavar="ID", help="申请编号")],
    text: Annotated[str, typer.Option("--text", help="答复的内容")],
    actor: ActorOption = COMMAND_LINE,
) -> None:
    """登记对一项申请的答复，例如不予办理的理由。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        answer_request(session, request_id, text, Author(actor, now()))
        session.commit()
    _say(f"申请 {request_id} 已答复")


@app.command("export")
def export(
    organisation: OrganisationArgument,
    person: PersonOption = "",
    out: Annotated[Path | None, typer.Option("--out", help="输出文件夹")] = None,
    request_id: RequestOption = None,
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """把所存的联系方式及其使用情况写成 .json 与 .xlsx，交给本人；文件含完整联系方式。"""
    settings = get_settings()
    with database(settings) as engine:
        subject = _subject(engine, organisation, person)
        answering = Answering(request_id, Author(actor, now()))
        folder = out or settings.output_dir
        paths = export_personal_file(engine, subject, folder, answering)
    if form is Format.JSON:
        emit_json([str(path) for path in paths])
    else:
        emit([{"file": str(path)} for path in paths], {"file": "文件"}, form)


@app.command("correct")
def correct(
    kind: Annotated[
        HeldIn,
        typer.Argument(
            metavar="KIND", help="patent、demand、know_how、participant、open_licence、product 之一"
        ),
    ],
    record_id: Annotated[int, typer.Argument(metavar="ID", help="副本中的记录编号")],
    name: Annotated[str | None, typer.Option("--name", help="联系人")] = None,
    phone: Annotated[str | None, typer.Option("--phone", help="联系电话")] = None,
    email: Annotated[str | None, typer.Option("--email", help="联系邮箱")] = None,
    request_id: RequestOption = None,
    actor: ActorOption = COMMAND_LINE,
) -> None:
    """更正一条记录的联系方式；以后的导入不会改回。"""
    author = Author(actor, now())
    with database(get_settings()) as engine, make_session(engine) as session:
        if request_id is not None:
            answer_request(session, request_id, "已更正", author)
        key = RecordKey(kind, record_id)
        shown = correct_contact(session, key, Correction(name, phone, email), author).masked
        session.commit()
    texts = (shown.name, shown.phone, shown.email)
    _say(f"{key.text} 的联系方式现为：{'　'.join(text for text in texts if text) or '（空）'}")


@app.command("erase")
def erase(
    organisation: OrganisationArgument,
    person: PersonOption = "",
    everybody: Annotated[
        bool, typer.Option("--everybody", help="删除该单位全部联系方式，代替 --person")
    ] = False,
    request_id: RequestOption = None,
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """从全部记录、旧值、拒收行与备注中删除联系方式，不能恢复；以后的导入不会带回。"""
    if bool(person.strip()) is everybody:
        raise BadQuery("请用 --person 写明删除谁，或用 --everybody 删除该单位的全部联系方式")
    with database(get_settings()) as engine:
        subject = _subject(engine, organisation, person)
        done = run_erasure(engine, subject, Answering(request_id, Author(actor, now())))
    emit([_erased_row(done)], ERASED_LABELS, form)


@app.command("disclosures")
def disclosures(
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="只列某单位的信息被查看的")
    ] = None,
    viewer: Annotated[str, typer.Option("--viewer", help="只列某人查看的")] = "",
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="从这一天起")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="最多列几条")] = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出谁为何查看过谁的联系方式或不公开的需求，新的在前。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        bodies: frozenset[int] = frozenset()
        if organisation is not None:
            body = get_by_name(session, organisation)
            bodies = load_kin(session).same([body.id or 0])
        from_ = since.replace(tzinfo=CHINA) if since else None
        wanted = DisclosureFilter(bodies, viewer, from_, limit)
        found = privacy_queries.list_disclosures(session, wanted)
        ids = {d.organisation_id for d in found if d.organisation_id is not None}
        names = organisation_queries.names_by_id(session, ids)
    emit([_disclosure_row(d, names, form) for d in found], DISCLOSURE_LABELS, form, whole=True)


@app.command("retention")
def retention(actor: ActorOption = COMMAND_LINE) -> None:
    """立即清理已到保存期限的信息；定时任务每晚也会做。"""
    settings = get_settings()
    with database(settings) as engine:
        done = run_retention(engine, settings, Author(actor, now()))
    _say(describe_kept(done))


def _subject(engine: Engine, organisation: str, person: str) -> Subject:
    with make_session(engine) as session:
        body = get_by_name(session, organisation)
    return Subject(body.id or 0, person.strip())


def _request_row(request: PrivacyRequest, names: dict[int, str], form: Format) -> dict[str, Any]:
    for_programs = form is Format.JSON
    late = is_late(request, today())
    return {
        "id": request.id,
        "organisation": names[request.organisation_id],
        "kind": request.kind.value if for_programs else request.kind.label,
        "applicant": request.applicant,
        "text": request.text,
        "received_at": moment(request.received_at),
        "due_on": request.due_on,
        "late": late if for_programs else "逾期" if late else "",
        "answer": request.answer,
        "answered_by": request.answered_by,
        "answered_at": moment(request.answered_at),
    }


def _disclosure_row(made: Disclosure, names: dict[int, str], form: Format) -> dict[str, Any]:
    if form is Format.JSON:
        role = made.role.value if made.role else None
        what, ground, purpose = made.what.value, made.ground.value, made.purpose.value
    else:
        role = made.role.label if made.role else ""
        what, ground, purpose = made.what.label, made.ground.label, made.purpose.label
    return {
        "made_at": moment(made.made_at),
        "viewer": made.viewer,
        "role": role,
        "what": what,
        "record": RecordKey(made.record_kind, made.record_id).text,
        "organisation": names.get(made.organisation_id or 0, ""),
        "purpose": f"{purpose}：{made.purpose_text}",
        "ground": ground,
    }


def _erased_row(done: Erased) -> dict[str, Any]:
    return {name: getattr(done, name) for name in ERASED_LABELS}


def _say(text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)

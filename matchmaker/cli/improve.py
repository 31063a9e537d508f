"""matchmaker improve request | answer | decline | withdraw | list."""

from dataclasses import asdict
from typing import Annotated

import typer

from matchmaker.cli.asking import warn
from matchmaker.cli.options import (
    ActorOption,
    FormatOption,
    PatentOption,
    parse_cells,
    parse_reasons,
)
from matchmaker.cli.output import Format, console, emit, moment, now, today
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.services.feedback import Speaker
from matchmaker.services.improvement_view import Reader, view_requests
from matchmaker.services.improvements import (
    DEFAULT_DAYS,
    ImprovementWords,
    answer_request,
    decline_request,
    request_improvement,
    withdraw_request,
)
from matchmaker.services.list_hands import Author
from matchmaker.services.organisation_search import get_by_name
from matchmaker.settings import get_settings
from models.feedback_enums import ImprovementState
from models.queries import improvements as improvement_queries
from models.queries import patents as patent_queries
from models.queries.improvements import WantedRequests
from models.session import make_session

LABELS = {
    "id": "编号",
    "patent": "专利",
    "patent_title": "专利名称",
    "demand": "需求",
    "enterprise": "提出企业",
    "points": "希望改进",
    "text": "说明",
    "asked_by": "提出人",
    "asked_at": "提出时间",
    "due_on": "答复期限",
    "state": "状态",
    "institution": "答复单位",
    "answer": "答复",
    "changed": "改动的字段",
    "closed_by": "答复人",
    "closed_at": "答复时间",
}

# What a table has room for; the other forms have all of it.
SHOWN = ("id", "patent", "demand", "enterprise", "points", "text", "due_on", "state", "answer")

OrganisationOption = Annotated[str, typer.Option("--organisation", help="代表哪个单位")]
IdArgument = Annotated[int, typer.Argument(metavar="ID", help="改进请求的编号")]

app = typer.Typer(
    help="改进请求：企业请权利人补充或改进专利材料，答复后可再推介一次。", no_args_is_help=True
)


@app.command("request")
def request(
    patent: PatentOption,
    organisation: OrganisationOption,
    point: Annotated[
        list[str],
        typer.Option(
            "--point",
            help="希望改进什么，可重复：描述不清、效益不明、产业化路径不明、成熟度不够、价格",
        ),
    ],
    actor: ActorOption,
    demand: Annotated[str, typer.Option("--demand", help="为哪项需求，需求编号")] = "",
    text: Annotated[str, typer.Option("--text", help="具体说明，权利人会看到")] = "",
    days: Annotated[int, typer.Option("--days", help="答复期限，工作日")] = DEFAULT_DAYS,
) -> None:
    """请权利人改进一件专利的材料；不公开的需求与企业不会告诉权利人。"""
    words = ImprovementWords(patent, parse_reasons(point), demand, text, days)
    with database(get_settings()) as engine, make_session(engine) as session:
        body = get_by_name(session, organisation)
        asked = request_improvement(session, Speaker(body.id or 0, Author(actor, now())), words)
        number = asked.request.id
        session.commit()
    console.print(f"改进请求 {number} 已提出，答复期限 {asked.due.day}")
    if asked.due.assumed:
        warn("期限所在年份的节假日安排尚未公布，暂按周末推算")


@app.command("answer")
def answer(
    request_id: IdArgument,
    organisation: OrganisationOption,
    text: Annotated[str, typer.Option("--text", help="答复内容，提出的企业会看到")],
    actor: ActorOption,
    values: Annotated[
        list[str] | None, typer.Option("--set", help="随答复修改专利：字段=值，可重复")
    ] = None,
) -> None:
    """答复一项改进请求，可同时修改专利的字段；企业因此提出的不合适随即搁置。"""
    cells = parse_cells(values or [])
    with database(get_settings()) as engine, make_session(engine) as session:
        speaker = Speaker(get_by_name(session, organisation).id or 0, Author(actor, now()))
        changed = answer_request(session, request_id, speaker, text, cells).changed_fields
        session.commit()
    console.print(f"改进请求 {request_id} 已答复，改动字段 {len(changed)} 个")


@app.command("decline")
def decline(
    request_id: IdArgument,
    organisation: OrganisationOption,
    text: Annotated[str, typer.Option("--text", help="理由，提出的企业会看到")],
    actor: ActorOption,
) -> None:
    """谢绝一项改进请求；企业的意见不变。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        speaker = Speaker(get_by_name(session, organisation).id or 0, Author(actor, now()))
        decline_request(session, request_id, speaker, text)
        session.commit()
    console.print(f"改进请求 {request_id} 已谢绝")


@app.command("withdraw")
def withdraw(request_id: IdArgument, organisation: OrganisationOption, actor: ActorOption) -> None:
    """撤回自己提出的改进请求。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        speaker = Speaker(get_by_name(session, organisation).id or 0, Author(actor, now()))
        withdraw_request(session, request_id, speaker)
        session.commit()
    console.print(f"改进请求 {request_id} 已撤回")


@app.command("list")
def list_(
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="只看这家企业提出的")
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", help="按这个权利人能看到的列出，针对其专利的请求")
    ] = None,
    state: Annotated[ImprovementState | None, typer.Option("--state", help="状态")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看逾期未答复的")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出改进请求与答复。"""
    if organisation and owner:
        raise BadQuery("--organisation 与 --owner 请只给出一个")
    with database(get_settings()) as engine, make_session(engine) as session:
        firm = get_by_name(session, organisation).id if organisation else None
        patents = (
            patent_queries.owned_by(session, [get_by_name(session, owner).id or 0])
            if owner
            else None
        )
        wanted = WantedRequests(state, firm, patents)
        found = improvement_queries.list_requests(session, wanted)
        reader = Reader.OWNER if owner else Reader.ORGANISER
        views = view_requests(session, found, today(), reader)
    rows = [
        asdict(view) | {"asked_at": moment(view.asked_at), "closed_at": moment(view.closed_at)}
        for view in views
        if view.overdue or not overdue
    ]
    labels = {name: LABELS[name] for name in SHOWN} if form is Format.TABLE else LABELS
    emit(rows, labels, form, whole=True)

"""matchmaker listing propose | list | show | pass | return | expiring | renew | …"""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from matchmaker.cli.asking import warn
from matchmaker.cli.operator import OPERATOR
from matchmaker.cli.options import ActorOption, FormatOption, parse_cells
from matchmaker.cli.output import Format, console, emit, emit_json, moment, now, today
from matchmaker.jobs.database import database
from matchmaker.services.edits import get_patent
from matchmaker.services.kin import load_kin
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import Acting, waiting_for
from matchmaker.services.listing_stock import list_ending, renew, take_down
from matchmaker.services.listing_view import (
    ProposalView,
    StepView,
    view_history,
    view_proposal,
    view_proposals,
)
from matchmaker.services.listings import ListingWords, pass_proposal, propose, return_proposal
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.organisation_search import get_by_name
from matchmaker.settings import get_settings
from models.listing_enums import Ending, ListingState
from models.queries import listings as listing_queries
from models.queries import patents as patent_queries
from models.queries.listings import Scope, WantedProposals
from models.session import make_session
from models.values.text import fold

EXIT_REFUSED = 1
LABELS = {
    "id": "编号",
    "patent": "专利",
    "title": "专利名称",
    "institution": "权利人",
    "department": "院系",
    "state": "状态",
    "listed_until": "挂牌截止日",
    "proposed_by": "申报人",
    "made_at": "申报时间",
}
FIELD_LABELS = {"label": "字段", "present": "现值", "proposed": "申报的值", "changed": "申报后有变"}
STEP_LABELS = {
    "made_at": "时间",
    "act": "办理",
    "actor": "经办人",
    "role": "角色",
    "note": "说明",
    "proposal_id": "申报编号",
}
ENDING_LABELS = {
    "patent": "专利",
    "title": "专利名称",
    "owners": "权利人",
    "listed_until": "挂牌截止日",
    "days_left": "剩余天数",
}
OUTCOME_LABELS = {"patent": "专利", "listed_until": "挂牌截止日", "error": "未办理的原因"}
TAKEN_LABELS = {"patent": "专利", "error": "未办理的原因"}

DAY = ["%Y-%m-%d"]
IdArgument = Annotated[int, typer.Argument(metavar="ID", help="挂牌申报的编号")]
NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="申请号")]
NumbersArgument = Annotated[list[str], typer.Argument(metavar="NUMBER…", help="申请号，可多个")]
NoteOption = Annotated[str, typer.Option("--note", help="说明")]
UntilOption = Annotated[
    datetime | None,
    typer.Option("--until", formats=DAY, help="挂牌截止日，最长 36 个月；不给则为 12 个月"),
]
OwnerOption = Annotated[str | None, typer.Option("--organisation", help="权利人")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="最多列出多少件")]

app = typer.Typer(help="专利挂牌：代单位申报、审核、退回，到期前续期，撤下。", no_args_is_help=True)


@app.command("propose")
def propose_(
    number: NumberArgument,
    actor: ActorOption,
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="代表哪个权利人，只有一个时可不写")
    ] = None,
    values: Annotated[list[str] | None, typer.Option("--set", help="字段=值，可重复")] = None,
    until: UntilOption = None,
    note: NoteOption = "",
) -> None:
    """代权利人挂牌一件专利，即时生效；院校成员的申报在网页上逐级审核。"""
    cells = parse_cells(values or [])
    with database(get_settings()) as engine, make_session(engine) as session:
        body = get_by_name(session, organisation).id if organisation else None
        words = ListingWords(number, cells, until.date() if until else None, body, note)
        proposal = propose(session, _acting(actor), words)
        shown, state = proposal.id, proposal.state.label
        last = proposal.listed_until
        session.commit()
    console.print(f"挂牌申报 {shown}：{state}，挂牌至 {last}")


@app.command("list")
def list_(
    state: Annotated[ListingState | None, typer.Option("--state", help="状态")] = None,
    organisation: OwnerOption = None,
    department: Annotated[str | None, typer.Option("--department", help="院系")] = None,
    patent: Annotated[str | None, typer.Option("--patent", help="申请号")] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="只看待审核的")] = False,
    limit: LimitOption = 200,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出挂牌申报，先申报的在前。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        body = get_by_name(session, organisation).id if organisation else None
        wanted = WantedProposals(
            state=state,
            organisations=load_kin(session).same([body]) if body else None,
            department_key=fold(department) if department else None,
            patent_id=get_patent(session, patent).id if patent else None,
            waiting=waiting_for(session, _acting("")) if waiting else None,
        )
        found = listing_queries.page_proposals(session, wanted, None, limit)
        rows = [_row(view) for view in view_proposals(session, OPERATOR, found[:limit])]
    emit(rows, LABELS, form)
    _tell_rest(limit, more=len(found) > limit)


@app.command("show")
def show(proposal_id: IdArgument, form: FormatOption = Format.TABLE) -> None:
    """显示一项申报：申报的值与专利的现值对照，以及每一步是谁办理的。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        proposal = listing_queries.get_proposal(session, proposal_id)
        detail = view_proposal(session, OPERATOR, proposal)
    row = _row(detail.summary)
    fields = [asdict(one) for one in detail.fields]
    steps = [_step_row(step) for step in detail.steps]
    if form is Format.JSON:
        emit_json({**row, "fields": fields, "steps": steps})
        return
    emit([row], LABELS, form)
    if form is Format.TABLE:
        fields = [{**one, "changed": "是" if one["changed"] else ""} for one in fields]
    emit(fields, FIELD_LABELS, form, whole=True)
    emit(steps, STEP_LABELS, form, whole=True)


@app.command("pass")
def pass_(proposal_id: IdArgument, actor: ActorOption, note: NoteOption = "") -> None:
    """代审核员通过申报的当前一步；院校一步通过后即写入专利并挂牌。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        proposal = pass_proposal(session, _acting(actor), proposal_id, note)
        state, last = proposal.state, proposal.listed_until
        session.commit()
    listed = f"，挂牌至 {last}" if state is ListingState.PASSED else ""
    console.print(f"挂牌申报 {proposal_id}：{state.label}{listed}")


@app.command("return")
def return_(
    proposal_id: IdArgument,
    reason: Annotated[str, typer.Option("--reason", help="退回的原因，申报人会看到")],
    actor: ActorOption,
) -> None:
    """退回一项申报。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        return_proposal(session, _acting(actor), proposal_id, reason)
        session.commit()
    console.print(f"挂牌申报 {proposal_id} 已退回")


@app.command("expiring")
def expiring(
    organisation: OwnerOption = None,
    expired: Annotated[bool, typer.Option("--expired", help="改列已到期的")] = False,
    limit: LimitOption = 200,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出 30 天内挂牌到期的专利，先到期的在前。"""
    ending = Ending.EXPIRED if expired else Ending.EXPIRING
    with database(get_settings()) as engine, make_session(engine) as session:
        body = get_by_name(session, organisation).id if organisation else None
        scope = Scope(load_kin(session).down([body])) if body else Scope()
        found = list_ending(session, scope, ending, today(), None, limit)
        shown = found[:limit]
        owners = patent_queries.owner_ids(session, [one.id or 0 for one in shown])
        names = body_labels(session, {body for ids in owners.values() for body in ids})
        rows = [
            {
                "patent": one.display_number,
                "title": one.title,
                "owners": "；".join(names[body].name for body in owners.get(one.id or 0, ())),
                "listed_until": one.listed_until,
                "days_left": (one.listed_until - today()).days,
            }
            for one in shown
            if one.listed_until is not None
        ]
    emit(rows, ENDING_LABELS, form)
    _tell_rest(limit, more=len(found) > limit)


@app.command("renew")
def renew_(
    numbers: NumbersArgument,
    actor: ActorOption,
    until: UntilOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """为专利续期：从现截止日起再 12 个月，或到 --until；逐件办理，未办理的说明原因。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        done = renew(session, _acting(actor), numbers, until.date() if until else None)
        session.commit()
    emit([asdict(one) for one in done], OUTCOME_LABELS, form)
    if any(one.error for one in done):
        raise typer.Exit(EXIT_REFUSED)


@app.command("take-down")
def take_down_(
    numbers: NumbersArgument,
    reason: Annotated[str, typer.Option("--reason", help="撤下的原因")],
    actor: ActorOption,
    withdraw_consent: Annotated[
        bool,
        typer.Option("--withdraw-consent", help="权利人撤回推介同意，立即生效；否则挂牌到今天为止"),
    ] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """撤下专利的挂牌；逐件办理，未办理的说明原因。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        done = take_down(session, _acting(actor), numbers, reason, for_good=withdraw_consent)
        session.commit()
    emit([asdict(one) for one in done], TAKEN_LABELS, form)
    if any(one.error for one in done):
        raise typer.Exit(EXIT_REFUSED)


@app.command("history")
def history(number: NumberArgument, form: FormatOption = Format.TABLE) -> None:
    """显示一件专利挂牌的全部经过：申报、审核、续期、撤下。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        steps = view_history(session, OPERATOR, get_patent(session, number))
    emit([_step_row(step) for step in steps], STEP_LABELS, form, whole=True)


def _acting(actor: str) -> Acting:
    return Acting(OPERATOR, Author(actor, now()))


def _row(view: ProposalView) -> dict[str, object]:
    return {**asdict(view), "state": view.state.label, "made_at": moment(view.made_at)}


def _step_row(step: StepView) -> dict[str, object]:
    return {**asdict(step), "made_at": moment(step.made_at)}


def _tell_rest(limit: int, *, more: bool) -> None:
    if more:
        warn(f"只列出前 {limit} 件，其余请用 --limit 或加条件查看")

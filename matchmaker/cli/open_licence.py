"""matchmaker open-licence check | list | export."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.asking import warn
from matchmaker.cli.operator import OPERATOR
from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, moment, now, today
from matchmaker.jobs.database import database
from matchmaker.jobs.licences import export_declarations
from matchmaker.services.edits import get_patent
from matchmaker.services.kin import load_kin
from matchmaker.services.list_hands import Author
from matchmaker.services.open_licence_view import LicenceRow, view_licences, view_newest
from matchmaker.services.organisation_search import get_by_name
from matchmaker.settings import get_settings
from models.licence_enums import OpenLicenceState
from models.queries import open_licences as licence_queries
from models.queries.listings import Scope
from models.queries.open_licences import WantedLicences
from models.session import make_session

CHECK_LABELS = {
    "verdict": "结果",
    "asks": "要求",
    "article": "依据",
    "text": "情况",
    "remedy": "怎么办",
}
LABELS = {
    "id": "编号",
    "number": "专利",
    "title": "专利名称",
    "institution": "登记单位",
    "city": "市州",
    "state": "状态",
    "fee": "使用费",
    "term_from": "期限起",
    "term_until": "期限止",
    "announced_on": "公告日",
    "missing": "还不符合",
    "unclear": "还不清楚",
    "asked": "待联系",
    "in_use": "使用中",
    "changed_at": "修改时间",
}

OwnerOption = Annotated[str | None, typer.Option("--organisation", help="专利权人")]
StateOption = Annotated[OpenLicenceState | None, typer.Option("--state", help="状态")]

app = typer.Typer(help="专利开放许可：核对条件，列出登记情况，导出声明资料。", no_args_is_help=True)


@app.command("check")
def check(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="申请号")],
    form: FormatOption = Format.TABLE,
) -> None:
    """逐条核对一件专利能否开放许可，注明依据和怎么办。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found = view_newest(session, OPERATOR, get_patent(session, number), today())
    rows = [
        {
            "verdict": one.finding.verdict.label,
            "asks": one.rule.asks,
            "article": one.rule.article,
            "text": one.finding.text,
            "remedy": one.finding.remedy,
        }
        for one in found.checked
    ]
    emit(rows, CHECK_LABELS, form, whole=True)


@app.command("list")
def list_(
    state: StateOption = None,
    organisation: OwnerOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列出多少件")] = 200,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出登记的开放许可，新登记的在前。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        body = get_by_name(session, organisation).id if organisation else None
        wanted = WantedLicences(Scope(load_kin(session).down([body]) if body else None), state)
        found = licence_queries.page_licences(session, wanted, None, limit)
        rows = [_row(one) for one in view_licences(session, found[:limit], today())]
    emit(rows, LABELS, form)
    if len(found) > limit:
        warn(f"只列出前 {limit} 件，其余请用 --limit 或加条件查看")


@app.command("export")
def export(
    actor: ActorOption,
    state: StateOption = None,
    organisation: OwnerOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="输出目录")] = None,
) -> None:
    """导出声明资料（.xlsx），每件专利一行，联系方式不完整显示；记入审计日志。"""
    settings = get_settings()
    with database(settings) as engine:
        with make_session(engine) as session:
            body = get_by_name(session, organisation).id if organisation else None
            scope = Scope(load_kin(session).down([body]) if body else None)
        wanted = WantedLicences(scope, state)
        folder = out or settings.output_dir
        path, count, more = export_declarations(engine, wanted, folder, Author(actor, now()))
    console.print(f"{count} 件：{path}", soft_wrap=True)
    if more:
        warn(f"只导出最近登记的 {count} 件，其余请用 --state 或 --organisation 分次导出")


def _row(view: LicenceRow) -> dict[str, object]:
    return {
        **asdict(view),
        "state": view.state.label,
        "missing": "；".join(view.missing),
        "unclear": "；".join(view.unclear),
        "changed_at": moment(view.changed_at),
    }

"""matchmaker product list | check | step | export | sheet."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.asking import warn
from matchmaker.cli.operator import OPERATOR
from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, moment, now, today
from matchmaker.jobs.database import database
from matchmaker.jobs.files import write_if_changed
from matchmaker.jobs.products import export_filing
from matchmaker.reports import product_survey
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.kin import load_kin
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import Acting
from matchmaker.services.organisation_search import get_by_name
from matchmaker.services.product_view import ProductRow, view_product, view_products
from matchmaker.services.products import ProductMove, move
from matchmaker.settings import get_settings
from models.product_enums import ProductAct, ProductState
from models.queries import products as product_queries
from models.queries.listings import Scope
from models.queries.products import WantedProducts
from models.session import make_session

CHECK_LABELS = {
    "verdict": "结果",
    "asks": "要求",
    "basis": "依据",
    "text": "情况",
    "remedy": "怎么办",
}
LABELS = {
    "id": "编号",
    "name": "产品",
    "year": "年度",
    "firm": "企业",
    "city": "市州",
    "industry": "产业",
    "output_cny": "年产值（元）",
    "patents": "专利",
    "state": "状态",
    "filed_on": "备案日",
    "filing_number": "备案编号",
    "recognised_on": "认定日",
    "errors": "须改正",
    "warnings": "请核对",
    "changed_at": "修改时间",
}
# What a line of a terminal has room for; the other formats tell all.
IN_TABLE = ("id", "name", "firm", "year", "state", "errors")

FirmOption = Annotated[str | None, typer.Option("--organisation", help="企业")]
StateOption = Annotated[ProductState | None, typer.Option("--state", help="状态")]
YearOption = Annotated[int | None, typer.Option("--year", min=2000, max=2100, help="年度")]
IdArgument = Annotated[int, typer.Argument(metavar="ID", help="产品编号")]

app = typer.Typer(
    help="专利产品：列出、核对、登记备案和认定，导出备案资料和空的调查表。", no_args_is_help=True
)


@app.command("list")
def list_(
    state: StateOption = None,
    organisation: FirmOption = None,
    year: YearOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列出多少个")] = 200,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出专利产品和还缺什么，新填报的在前。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        body = get_by_name(session, organisation).id if organisation else None
        scope = Scope(load_kin(session).down([body]) if body else None)
        wanted = WantedProducts(scope, state, year)
        found = product_queries.page_products(session, wanted, None, limit)
        rows = [_row(one) for one in view_products(session, OPERATOR, found[:limit], today())]
    labels = {name: LABELS[name] for name in IN_TABLE} if form is Format.TABLE else LABELS
    emit(rows, labels, form)
    if len(found) > limit:
        warn(f"只列出前 {limit} 个，其余请用 --limit 或加条件查看")


@app.command("check")
def check(product_id: IdArgument, form: FormatOption = Format.TABLE) -> None:
    """逐条核对一个产品的资料，注明依据和怎么办。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        product = product_queries.get_product(session, product_id)
        found = view_product(session, OPERATOR, product, today())
    rows = [
        {
            "verdict": one.finding.verdict.label,
            "asks": one.rule.asks,
            "basis": one.rule.basis,
            "text": one.finding.text,
            "remedy": one.finding.remedy,
        }
        for one in found.checked
    ]
    emit(rows, CHECK_LABELS, form, whole=True)


@app.command("step")
def step(
    product_id: IdArgument,
    act: Annotated[ProductAct, typer.Argument(metavar="ACT", help="进展，如 filed、recognised")],
    actor: ActorOption,
    day: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="日期；登记备案和认定时必填"),
    ] = None,
    number: Annotated[str, typer.Option("--number", help="国家平台给出的编号")] = "",
    note: Annotated[str, typer.Option("--note", help="说明")] = "",
) -> None:
    """登记提交、退回、备案、认定、撤回等进展；不符合的说明原因。"""
    taken = ProductMove(act, day.date() if day else None, number, note)
    with database(get_settings()) as engine, make_session(engine) as session:
        product = move(session, Acting(OPERATOR, Author(actor, now())), product_id, taken)
        label, name = product.state.label, product.name
        session.commit()
    console.print(f"“{name}”{label}", soft_wrap=True)


@app.command("export")
def export(
    actor: ActorOption,
    state: StateOption = None,
    organisation: FirmOption = None,
    year: YearOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="输出目录")] = None,
) -> None:
    """导出备案资料（.xlsx）：没有须改正的产品每个一行，另附专利清单；记入审计日志。"""
    settings = get_settings()
    with database(settings) as engine:
        with make_session(engine) as session:
            body = get_by_name(session, organisation).id if organisation else None
            scope = Scope(load_kin(session).down([body]) if body else None)
        wanted = WantedProducts(scope, state, year)
        folder = out or settings.output_dir
        path, sheet = export_filing(engine, OPERATOR, wanted, folder, Author(actor, now()))
    console.print(f"{len(sheet.products)} 个：{path}", soft_wrap=True)
    if sheet.barred:
        warn(f"另有 {sheet.barred} 个须改正，没有列入；请用 product check 查看")
    if sheet.more:
        warn("只看了最近填报的产品，其余请加条件分次导出")


@app.command("sheet")
def sheet(
    year: Annotated[int, typer.Argument(metavar="YEAR", min=2000, max=2100, help="年度")],
    out: Annotated[Path | None, typer.Option("--out", help="输出目录")] = None,
) -> None:
    """写出空的摸底调查表（.xlsx），填好后可以导入。"""
    settings = get_settings()
    with database(settings) as engine, make_session(engine) as session:
        names = [one.name for one in industries_in_force(session).offered]
    path = (out or settings.output_dir) / product_survey.file_name(year)
    write_if_changed(path, product_survey.build(year, names, now()))
    console.print(str(path), soft_wrap=True)


def _row(view: ProductRow) -> dict[str, object]:
    return {
        **asdict(view),
        "state": view.state.label,
        "errors": "；".join(view.errors),
        "warnings": "；".join(view.warnings),
        "changed_at": moment(view.changed_at),
    }

"""matchmaker exchange platforms | sheet | dump."""

from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.asking import warn
from matchmaker.cli.operator import OPERATOR
from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, moment, now, rows_progress
from matchmaker.exchange.fields import SheetKind
from matchmaker.jobs.database import database
from matchmaker.jobs.exchange import (
    dump_name,
    log_dump,
    log_sheet,
    make_dump,
    write_sheet,
)
from matchmaker.services.exchange.platforms import find_kind, view_platforms
from matchmaker.services.exchange.request import SheetRequest
from matchmaker.services.exchange.sheets import checked_request
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_hands import Author
from matchmaker.services.organisation_search import get_by_name
from matchmaker.settings import get_settings
from models.session import make_session
from models.values.region import get_city

LABELS = {
    "slug": "代号",
    "name": "平台",
    "sheet": "表",
    "kind": "内容",
    "columns": "栏数",
    "source": "现用栏目",
    "changed_at": "更换时间",
}
DUMP_LABELS = {"name": "文件", "rows": "条数", "size": "字节", "sha256": "校验值"}

OutOption = Annotated[Path | None, typer.Option("--out", help="输出目录")]

app = typer.Typer(
    help="与其他平台交换：各平台的栏目、平台交换表、供程序读取的数据包。", no_args_is_help=True
)


@app.command()
def platforms(form: FormatOption = Format.TABLE) -> None:
    """列出各平台的表和现用栏目。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found = view_platforms(session)
    rows = [
        {
            "slug": one.slug,
            "name": one.platform.name,
            "sheet": sheet.name,
            "kind": sheet.kind.value,
            "columns": len(sheet.columns),
            "source": one.own.file_name if one.own else "系统自带",
            "changed_at": moment(one.own.made_at if one.own else None),
        }
        for one in found
        for sheet in one.platform.sheets
    ]
    emit(rows, LABELS, form)
    for one in found:
        if one.fault:
            warn(f"{one.platform.name}：现用的栏目不能用：{one.fault}")


@app.command("sheet")
def sheet_(
    platform: Annotated[str, typer.Argument(metavar="PLATFORM", help="平台代号")],
    kind: Annotated[SheetKind, typer.Argument(metavar="SHEET", help="内容")],
    actor: ActorOption,
    city: Annotated[str, typer.Option("--city", help="市州名称或代码")] = "",
    industry: Annotated[str, typer.Option("--industry", help="产业名称或代号")] = "",
    organisation: Annotated[str, typer.Option("--organisation", help="单位，连同下属单位")] = "",
    event: Annotated[str | None, typer.Option("--event", help="活动代号，导出名单时写")] = None,
    version: Annotated[int | None, typer.Option("--version", min=1, help="名单版次")] = None,
    out: OutOption = None,
) -> None:
    """导出一张平台交换表（.xlsx），不含联系方式；记入审计日志。"""
    settings, at = get_settings(), now()
    with database(settings) as engine:
        with make_session(engine) as session:
            industries = industries_in_force(session)
            request = checked_request(
                session,
                OPERATOR,
                SheetRequest(
                    find_kind(platform),
                    kind,
                    get_city(city).code if city else None,
                    industries.find(industry).slug if industry else None,
                    get_by_name(session, organisation).id if organisation else None,
                    event,
                    version,
                ),
            )
        name = f"{request.platform.label}_{kind.label}_{at:%Y%m%d}.xlsx"
        path = (out or settings.output_dir) / name
        with rows_progress() as bars:
            task = bars.add_task("写交换表", total=None)
            made = write_sheet(
                engine,
                OPERATOR,
                request,
                path,
                at,
                lambda done, total: bars.update(task, completed=done, total=total),
            )
        with make_session(engine) as session:
            log_sheet(session, made, Author(actor, at))
            session.commit()
    console.print(f"{made.rows:,} 条：{made.path}", soft_wrap=True, highlight=False)
    if made.left_out:
        warn(f"另有 {made.left_out:,} 条因公开范围不能对外，没有给出")
    if made.cut:
        warn(f"有 {made.cut:,} 格文字超过 Excel 的上限，末尾截短")


@app.command()
def dump(actor: ActorOption, out: OutOption = None, form: FormatOption = Format.TABLE) -> None:
    """生成数据包（.zip）：每类数据一个 JSON Lines 文件，另有数据字典和清单；记入审计日志。"""
    settings, at = get_settings(), now()
    path = (out or settings.output_dir) / dump_name(at.date())
    with database(settings) as engine:
        with rows_progress() as bars:
            task = bars.add_task("写数据包", total=None)
            made = make_dump(
                engine,
                OPERATOR,
                path,
                at.date(),
                lambda label, done, total: bars.update(
                    task, description=f"写数据包 {label}", completed=done, total=total
                ),
            )
        with make_session(engine) as session:
            log_dump(session, made, Author(actor, at))
            session.commit()
    rows = [
        {"name": file.name, "rows": file.rows, "size": file.size, "sha256": file.sha256}
        for file in made.manifest.files
    ]
    emit(rows, DUMP_LABELS, form)
    if form is Format.TABLE:
        console.print(
            f"共 {made.manifest.rows:,} 条：{made.path}。其中有限定和定向的需求，请妥善保管",
            soft_wrap=True,
            highlight=False,
        )

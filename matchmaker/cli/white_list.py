"""matchmaker white-list batches | list | export."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, now
from matchmaker.jobs.database import database
from matchmaker.jobs.files import log_download, write_if_changed
from matchmaker.reports import white_list as white_list_report
from matchmaker.services.ledger.white_list_view import view_batches, view_entries
from matchmaker.services.list_hands import Author
from matchmaker.settings import get_settings
from models.queries import white_list as list_queries
from models.queries.white_list import WantedEntries
from models.session import make_session
from models.values.region import get_city

BATCH_LABELS = {
    "id": "编号",
    "title": "批次",
    "name": "名称",
    "listed_on": "公布日期",
    "issuer": "公布单位",
    "firms": "在册企业",
    "removed": "已移出",
    "credit_cny": "在册授信额（元）",
}
LABELS = {
    "id": "编号",
    "batch": "批次",
    "firm": "企业",
    "uscc": "统一社会信用代码",
    "city": "市州",
    "credit_cny": "授信额（元）",
    "bank": "授信银行",
    "standing": "状态",
    "removed_on": "移出日期",
    "removed_reason": "移出原因",
}

BatchOption = Annotated[int | None, typer.Option("--batch", min=1, help="批次编号")]
CityOption = Annotated[str, typer.Option("--city", help="市州名称或代码")]
RemovedOption = Annotated[
    bool | None, typer.Option("--removed/--standing", help="只列已移出的，或只列在册的")
]

app = typer.Typer(help="知识产权金融白名单：批次、企业，导出。", no_args_is_help=True)


@app.command()
def batches(form: FormatOption = Format.TABLE) -> None:
    """列出各批次，新公布的在前。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        rows = [asdict(one) for one in view_batches(session, None)]
    emit(rows, BATCH_LABELS, form)


@app.command("list")
def list_(
    batch: BatchOption = None,
    city: CityOption = "",
    removed: RemovedOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出白名单企业，新登记的在前。"""
    wanted = _wanted(batch, city, removed)
    with database(get_settings()) as engine, make_session(engine) as session:
        found = list_queries.page_entries(session, wanted, None, None)
        rows = [asdict(one) for one in view_entries(session, found)]
    emit(rows, LABELS, form)


@app.command()
def export(
    actor: ActorOption,
    batch: BatchOption = None,
    city: CityOption = "",
    removed: RemovedOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="输出目录")] = None,
) -> None:
    """导出白名单（.xlsx），改好后可再次导入；记入审计日志。"""
    wanted, settings = _wanted(batch, city, removed), get_settings()
    author = Author(actor, now())
    name = white_list_report.file_name(author.at)
    with database(settings) as engine, make_session(engine) as session:
        found = list_queries.page_entries(session, wanted, None, None)
        content = white_list_report.build(view_entries(session, found), author.at)
        log_download(session, "白名单", white_list_report.TITLE, [name], author)
        session.commit()
    path = write_if_changed((out or settings.output_dir) / name, content)
    console.print(f"{len(found)} 条：{path}", soft_wrap=True)


def _wanted(batch: int | None, city: str, removed: bool | None) -> WantedEntries:
    code = get_city(city).code if city else None
    return WantedEntries(batch, code, None if removed is None else not removed)

"""matchmaker patent show | edit."""

from typing import Annotated, Any

import typer

from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, emit, emit_json, now
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.services.edits import (
    COLUMNS,
    describe_source,
    edit_patent,
    get_patent,
    open_differences,
)
from matchmaker.services.history import list_history
from matchmaker.services.provenance import plain
from matchmaker.settings import get_settings
from models.session import make_session

FIELD_LABELS = {"field": "字段", "value": "值", "source": "来源"}
HISTORY_LABELS = {
    "kind": "类别",
    "occurred_on": "日期",
    "party": "对方",
    "record_number": "编号",
    "detail": "说明",
}
DIFFERENCE_LABELS = {
    "field": "字段",
    "kept": "现值",
    "offered": "导入提供",
    "reason": "未采用的原因",
}
EDIT_LABELS = {"field": "字段", "old": "原值", "new": "新值"}
HIDDEN = {"contact_name", "contact_phone"}

app = typer.Typer(help="单件专利：查看来源与沿革，人工修改。", no_args_is_help=True)

NumberArgument = Annotated[str, typer.Argument(help="申请号")]


@app.command("show")
def show(number: NumberArgument, form: FormatOption = Format.TABLE) -> None:
    """显示一件专利各字段的值与来源、许可转让质押记录、未采用的导入值。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        patent = get_patent(session, number)
        fields = [
            {
                "field": name,
                "value": plain(getattr(patent, name)),
                "source": describe_source(session, patent, name),
            }
            for name in sorted({*COLUMNS, "filing_date", "expiry_date"} - HIDDEN)
            if hasattr(patent, name)
        ]
        history = list_history(session, [patent.id or 0]).get(patent.id or 0, [])
        differences = open_differences(session, patent)
    past: list[dict[str, Any]] = [
        {
            "kind": event.kind.label,
            "occurred_on": event.occurred_on,
            "party": event.party,
            "record_number": event.record_number,
            "detail": event.detail,
        }
        for event in history
    ]
    offered: list[dict[str, Any]] = [
        {"field": d.field, "kept": d.kept, "offered": d.offered, "reason": d.reason.label}
        for d in differences
    ]
    if form is Format.JSON:
        emit_json({"fields": fields, "history": past, "differences": offered})
        return
    emit(fields, FIELD_LABELS, form)
    if past:
        emit(past, HISTORY_LABELS, form)
    if offered:
        emit(offered, DIFFERENCE_LABELS, form)


@app.command("edit")
def edit(
    number: NumberArgument,
    values: Annotated[list[str], typer.Option("--set", help="字段=值，可重复")],
    by: Annotated[str, typer.Option("--by", help="修改人")],
    form: FormatOption = Format.TABLE,
) -> None:
    """人工修改字段；以后的导入不会覆盖，只会列为差异。"""
    cells: dict[str, str] = {}
    for text in values:
        name, mark, value = text.partition("=")
        if not mark:
            raise BadQuery(f"“{text}”应写成 字段=值，例如 maturity=通过中试")
        cells[name.strip()] = value
    with database(get_settings()) as engine, make_session(engine) as session:
        edits = edit_patent(session, number, cells, by, now())
        rows = [{"field": e.field, "old": e.old_value, "new": e.new_value} for e in edits]
        session.commit()
    if not rows and form is Format.TABLE:
        console.print("没有变化")
        return
    emit(rows, EDIT_LABELS, form)

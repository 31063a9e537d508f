"""matchmaker patent show | edit."""

from typing import Annotated, Any

import typer

from ingest.labels import field_label
from matchmaker.cli.options import FormatOption, parse_cells
from matchmaker.cli.output import Format, console, emit, emit_json, now
from matchmaker.jobs.database import database
from matchmaker.services.edits import edit_patent
from matchmaker.services.patent_card import PatentCard, make_card
from matchmaker.services.wording import tell_value
from matchmaker.settings import get_settings
from models.legal_event import LegalEvent
from models.provenance import RecordEdit
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

app = typer.Typer(help="单件专利：查看来源与沿革，人工修改。", no_args_is_help=True)

NumberArgument = Annotated[str, typer.Argument(help="申请号")]


@app.command("show")
def show(number: NumberArgument, form: FormatOption = Format.TABLE) -> None:
    """显示一件专利各字段的值与来源、许可转让质押记录、未采用的导入值。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        card = make_card(session, number)
    if form is Format.TABLE:
        _print_card(card)
        return
    fields = [{"field": f.name, "value": f.value, "source": f.source} for f in card.fields]
    past = [_event_row(event) for event in card.history]
    offered = [
        {"field": d.name, "kept": d.kept, "offered": d.offered, "reason": d.reason}
        for d in card.differences
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
    cells = parse_cells(values)
    with database(get_settings()) as engine, make_session(engine) as session:
        edits = edit_patent(session, number, cells, by, now())
        rows = [_edit_row(made, form) for made in edits]
        session.commit()
    if not rows and form is Format.TABLE:
        console.print("没有变化")
        return
    emit(rows, EDIT_LABELS, form)


def _print_card(card: PatentCard) -> None:
    lines = [
        {"field": line.label, "value": line.text, "source": line.source} for line in card.lines
    ]
    emit(lines, FIELD_LABELS, Format.TABLE, whole=True)
    if card.history:
        emit(
            [_event_row(event) for event in card.history], HISTORY_LABELS, Format.TABLE, whole=True
        )
    if card.differences:
        offered = [
            {"field": d.label, "kept": d.kept_text, "offered": d.offered_text, "reason": d.reason}
            for d in card.differences
        ]
        emit(offered, DIFFERENCE_LABELS, Format.TABLE, whole=True)


def _event_row(event: LegalEvent) -> dict[str, Any]:
    return {
        "kind": event.kind.label,
        "occurred_on": event.occurred_on,
        "party": event.party,
        "record_number": event.record_number,
        "detail": event.detail,
    }


def _edit_row(edit: RecordEdit, form: Format) -> dict[str, Any]:
    if form is not Format.TABLE:
        return {"field": edit.field, "old": edit.old_value, "new": edit.new_value}
    return {
        "field": field_label(edit.field),
        "old": tell_value(edit.field, edit.old_value),
        "new": tell_value(edit.field, edit.new_value),
    }

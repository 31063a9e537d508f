"""matchmaker roadshow mark | marks-import."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ingest.types import RejectedRow
from matchmaker.cli.import_ import EXIT_REFUSED
from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, emit, emit_json, errors, now, rows_progress
from matchmaker.jobs.database import database
from matchmaker.jobs.roadshow import take_marks
from matchmaker.reports import refused_rows
from matchmaker.services.roadshow_review import GivenMark, MarksReport, set_mark
from matchmaker.settings import get_settings
from models.queries import events as event_queries
from models.session import make_session

COUNT_LABELS = {
    "file": "文件",
    "rows": "行数",
    "new": "新增",
    "changed": "更新",
    "unchanged": "未变",
    "refused": "拒收",
}
OUTCOMES = {"new": "新增", "changed": "更新", "unchanged": "未变"}


def mark(
    slug: Annotated[str, typer.Argument(help="路演活动的代号")],
    number: Annotated[str, typer.Argument(help="申请号")],
    points: Annotated[float, typer.Option("--mark", help="分数，0 到 100")],
    reviewer: Annotated[str, typer.Option("--reviewer", help="评审人")],
    remark: Annotated[str, typer.Option("--remark", help="意见")] = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """记下一位评审人对一件专利的分数；再次打分以新的为准。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        outcome = set_mark(session, event, GivenMark(number, reviewer, points, remark), now())
        session.commit()
    if form is Format.TABLE:
        console.print(
            f"{reviewer} 对 {number} 的评分 {points:g}：{OUTCOMES[outcome]}。"
            f"重新运行 matchmaker roadshow select {slug} 即计入",
            soft_wrap=True,
            markup=False,
            highlight=False,
        )
        return
    row = {"number": number, "reviewer": reviewer, "mark": points, "outcome": outcome}
    if form is Format.JSON:
        emit_json(row)
        return
    emit([row], {name: name for name in row}, form)


def marks_import(
    slug: Annotated[str, typer.Argument(help="路演活动的代号")],
    file: Annotated[Path, typer.Argument(help="评审打分表：申请号、评审人、分数、意见")],
    errors_out: Annotated[
        Path | None, typer.Option("--errors-out", help="把拒收的行写入这个 .xlsx")
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """导入评审打分表；不合要求的行逐一说明，其余一次写入。"""
    settings = get_settings()
    with database(settings) as engine, rows_progress() as bars:
        task = bars.add_task(f"导入 {file.name}", total=None)
        report = take_marks(
            engine,
            settings,
            slug,
            file,
            now(),
            lambda done, total: bars.update(task, completed=done, total=total),
        )
    _print(report, form)
    if not report.rejected:
        return
    if errors_out is not None:
        sheets = refused_rows.sheets_of(report.headers, report.rejected)
        errors_out.write_bytes(refused_rows.build(sheets, now()))
        errors.print(f"拒收的行已写入 {errors_out}，改好后可再次导入", soft_wrap=True)
    raise typer.Exit(EXIT_REFUSED)


def _print(report: MarksReport, form: Format) -> None:
    counts: dict[str, Any] = {
        "file": report.file_name,
        **{name: getattr(report, name) for name in COUNT_LABELS if name != "file"},
    }
    if form is Format.JSON:
        refusals = [one for row in report.rejected for one in _refusals(row)]
        skipped = [{"sheet": s.name, "reason": s.reason} for s in report.skipped_sheets]
        emit_json({**counts, "skipped_sheets": skipped, "refusals": refusals})
        return
    emit([counts], COUNT_LABELS, form)
    for sheet in report.skipped_sheets:
        _say(f"{report.file_name}：跳过工作表“{sheet.name}”，{sheet.reason}")
    for row in report.rejected:
        for refusal in row.refusals:
            _say(
                f"{report.file_name} {refusal.place} {refusal.column}“{refusal.value}”："
                f"{refusal.reason}。{refusal.remedy}"
            )


def _refusals(row: RejectedRow) -> list[dict[str, Any]]:
    return [
        {
            "sheet": refusal.sheet,
            "row": refusal.row_number,
            "column": refusal.column,
            "value": refusal.value,
            "reason": refusal.reason,
            "remedy": refusal.remedy,
        }
        for refusal in row.refusals
    ]


def _say(text: str) -> None:
    errors.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)

"""matchmaker import patents | demands."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, TaskID

from ingest.pipeline import ParseOptions
from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, emit, emit_json, errors, now, progress
from matchmaker.jobs.database import database
from matchmaker.jobs.imports import run_import
from matchmaker.reports import refused_rows
from matchmaker.services.imports import ImportReport
from matchmaker.settings import get_settings
from models.enums import ImportKind

EXIT_REFUSED = 1
SHOWN_REFUSALS = 20

app = typer.Typer(help="导入专利或需求（.xlsx、.csv、.jsonl）。", no_args_is_help=True)

FilesArgument = Annotated[list[Path], typer.Argument(help="一个或几个文件", show_default=False)]
OwnerOption = Annotated[str | None, typer.Option("--owner", help="文件没有单位列时，全部行的单位")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")]
ErrorsOutOption = Annotated[
    Path | None, typer.Option("--errors-out", help="把拒收的行写成 .xlsx，改好后可再次导入")
]

LABELS = {
    "file": "文件",
    "source": "表样",
    "rows": "行数",
    "new": "新增",
    "changed": "更新",
    "unchanged": "未变",
    "refused": "拒收",
}
COUNTS = ("rows", "new", "changed", "unchanged", "refused")


@app.command("patents")
def patents(
    files: FilesArgument,
    owner: OwnerOption = None,
    dry_run: DryRunOption = False,
    errors_out: ErrorsOutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """导入专利表；同一文件再次导入不会改变任何内容。"""
    _run(ImportKind.PATENTS, files, owner, dry_run, errors_out, form)


@app.command("demands")
def demands(
    files: FilesArgument,
    owner: OwnerOption = None,
    dry_run: DryRunOption = False,
    errors_out: ErrorsOutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """导入技术需求表；同一文件再次导入不会改变任何内容。"""
    _run(ImportKind.DEMANDS, files, owner, dry_run, errors_out, form)


def _run(
    kind: ImportKind,
    files: list[Path],
    owner: str | None,
    dry_run: bool,
    errors_out: Path | None,
    form: Format,
) -> None:
    settings = get_settings()
    options = ParseOptions(kind, owner, settings.limits)
    reports: list[ImportReport] = []
    with database(settings) as engine, progress() as bars:
        for path in files:
            task = bars.add_task(f"导入 {path.name}", total=None)
            done = partial(_show_progress, bars, task)
            reports.append(
                run_import(engine, path, options, now(), dry_run=dry_run, on_progress=done)
            )
    _print(reports, form, dry_run)
    refused = [report for report in reports if report.rejected]
    if errors_out is not None and refused:
        headers = [header for report in refused for header in report.headers]
        rejected = [row for report in refused for row in report.rejected]
        errors_out.write_bytes(refused_rows.build(headers, rejected, now()))
        errors.print(f"拒收的行已写入 {errors_out}，改好后可再次导入", soft_wrap=True)
    if refused:
        raise typer.Exit(EXIT_REFUSED)


def _show_progress(bars: Progress, task: TaskID, done: int) -> None:
    bars.update(task, completed=done)


def _print(reports: list[ImportReport], form: Format, dry_run: bool) -> None:
    rows = [_row(report) for report in reports]
    if form is Format.JSON:
        totals = {name: sum(row[name] for row in rows) for name in COUNTS}
        emit_json({**totals, "dry_run": dry_run, "files": [_details(r) for r in reports]})
        return
    emit(rows, LABELS, form)
    if form is not Format.TABLE:
        return
    if dry_run:
        console.print("以上为试运行，未写入数据库")
    for report in reports:
        _print_remarks(report)


def _row(report: ImportReport) -> dict[str, Any]:
    return {
        "file": report.file_name,
        "source": "、".join(dict.fromkeys(header.source_label for header in report.headers)),
        **{name: getattr(report, name) for name in COUNTS},
    }


def _details(report: ImportReport) -> dict[str, Any]:
    return {
        **_row(report),
        "mapping": {h.sheet: h.as_text() for h in report.headers},
        "unknown_headers": [text for h in report.headers for text in h.unknown],
        "skipped_sheets": report.skipped_sheets,
        "refusals": [
            {
                "sheet": refusal.sheet,
                "row": refusal.row_number,
                "column": refusal.column,
                "value": refusal.value,
                "reason": refusal.reason,
                "remedy": refusal.remedy,
            }
            for row in report.rejected
            for refusal in row.refusals
        ],
    }


def _print_remarks(report: ImportReport) -> None:
    unknown = [text for header in report.headers for text in header.unknown]
    if unknown:
        console.print(f"{report.file_name}：未使用的列 {'、'.join(unknown)}", soft_wrap=True)
    if report.skipped_sheets:
        names = "、".join(report.skipped_sheets)
        console.print(f"{report.file_name}：跳过没有认得表头的工作表 {names}", soft_wrap=True)
    refusals = [refusal for row in report.rejected for refusal in row.refusals]
    for refusal in refusals[:SHOWN_REFUSALS]:
        place = f"表“{refusal.sheet}”" if refusal.sheet else ""
        console.print(
            f"{report.file_name}{place} 第 {refusal.row_number} 行 {refusal.column}"
            f"“{refusal.value}”：{refusal.reason}。{refusal.remedy}",
            style="yellow",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    if len(refusals) > SHOWN_REFUSALS:
        console.print(f"…… 另有 {len(refusals) - SHOWN_REFUSALS} 处，请用 --errors-out 导出")

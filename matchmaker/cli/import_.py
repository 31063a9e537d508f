"""matchmaker import patents | demands | know-how | figures | products."""

from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress, TaskID
from rich.table import Table

from ingest.pipeline import ParseOptions
from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import (
    Format,
    console,
    emit,
    emit_json,
    errors,
    now,
    rows_progress,
)
from matchmaker.jobs.database import database
from matchmaker.jobs.imports import run_import, run_preview
from matchmaker.ledger.period import FIRST_YEAR, LAST_YEAR
from matchmaker.reports import refused_rows
from matchmaker.services.import_facts import COUNTS, preview_facts, report_facts
from matchmaker.services.imports import ImportReport
from matchmaker.services.list_hands import COMMAND_LINE
from matchmaker.services.previews import Preview, SheetPreview
from matchmaker.services.uploads import years_of
from matchmaker.settings import get_settings
from models.enums import ImportKind

EXIT_REFUSED = 1
SHOWN_REFUSALS = 20

app = typer.Typer(
    help="导入专利、需求、成果、往年数据、专利产品或白名单（.xlsx、.csv、.docx、.jsonl）。",
    no_args_is_help=True,
)

FilesArgument = Annotated[list[Path], typer.Argument(help="一个或几个文件", show_default=False)]
OwnerOption = Annotated[str | None, typer.Option("--owner", help="文件没有单位列时，全部行的单位")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="只预览，不写入")]
ErrorsOutOption = Annotated[
    Path | None, typer.Option("--errors-out", help="把拒收的行写成 .xlsx，改好后可再次导入")
]
SourceDateOption = Annotated[
    datetime | None,
    typer.Option(
        "--source-date",
        formats=["%Y-%m-%d"],
        help="文件内容截至的日期（默认今天）；较旧的文件不覆盖较新的值",
    ),
]
YearOption = Annotated[
    int | None,
    typer.Option("--year", min=FIRST_YEAR, max=LAST_YEAR, help="表中没有年份列时，全部行的年份"),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", help="列名=字段，可重复；字段用英文名或中文名，“-”表示不读该列"),
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
PREVIEW_LABELS = {"header": "列名", "label": "读作", "remark": "说明"}
REFUSAL_LABELS = {
    "column": "列",
    "reason": "原因",
    "count": "处数",
    "examples": "例",
    "remedy": "改法",
}


@app.command("patents")
def patents(
    files: FilesArgument,
    owner: OwnerOption = None,
    maps: MapOption = None,
    source_date: SourceDateOption = None,
    dry_run: DryRunOption = False,
    errors_out: ErrorsOutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """导入专利表；同一文件再次导入不会改变任何内容。"""
    _run(ImportKind.PATENTS, files, owner, maps, source_date, dry_run, errors_out, form)


@app.command("demands")
def demands(
    files: FilesArgument,
    owner: OwnerOption = None,
    maps: MapOption = None,
    source_date: SourceDateOption = None,
    dry_run: DryRunOption = False,
    errors_out: ErrorsOutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """导入技术需求表；同一文件再次导入不会改变任何内容。"""
    _run(ImportKind.DEMANDS, files, owner, maps, source_date, dry_run, errors_out, form)


@app.command("know-how")
def know_how(
    files: FilesArgument,
    owner: OwnerOption = None,
    maps: MapOption = None,
    source_date: SourceDateOption = None,
    dry_run: DryRunOption = False,
    errors_out: ErrorsOutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """导入没有专利号的成果；以权利人和名称识别。"""
    _run(ImportKind.KNOW_HOW, files, owner, maps, source_date, dry_run, errors_out, form)


@app.command("figures")
def figures(
    files: FilesArgument,
    year: YearOption = None,
    maps: MapOption = None,
    dry_run: DryRunOption = False,
    errors_out: ErrorsOutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """导入往年各市州、各月的数（上年同期数）；表中的年份优先于这里给出的。"""
    last_day = None if year is None else datetime(year, 12, 31)  # noqa: DTZ001
    _run(ImportKind.FIGURES, files, None, maps, last_day, dry_run, errors_out, form)


@app.command("products")
def products(
    files: FilesArgument,
    owner: OwnerOption = None,
    maps: MapOption = None,
    source_date: SourceDateOption = None,
    dry_run: DryRunOption = False,
    errors_out: ErrorsOutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """导入专利产品摸底调查表；以企业、产品名称和年度识别，已提交的产品不改动。"""
    _run(ImportKind.PRODUCTS, files, owner, maps, source_date, dry_run, errors_out, form)


@app.command("white-list")
def white_list(
    files: FilesArgument,
    maps: MapOption = None,
    dry_run: DryRunOption = False,
    errors_out: ErrorsOutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """导入知识产权金融白名单：每行一个批次的一家企业及其授信。"""
    _run(ImportKind.WHITE_LIST, files, None, maps, None, dry_run, errors_out, form)


def _run(
    kind: ImportKind,
    files: list[Path],
    owner: str | None,
    maps: list[str] | None,
    source_date: datetime | None,
    dry_run: bool,
    errors_out: Path | None,
    form: Format,
) -> None:
    settings = get_settings()
    day = source_date.date() if source_date else None
    options = ParseOptions(
        kind,
        owner,
        settings.limits,
        _mapping(maps or []),
        years=years_of(kind, day),
        sent_by=COMMAND_LINE,
    )
    reports: list[ImportReport] = []
    previews: list[Preview] = []
    with database(settings) as engine, rows_progress() as bars:
        for path in files:
            task = bars.add_task(f"导入 {path.name}", total=None)
            done = partial(_show_progress, bars, task)
            if dry_run:
                previews.append(
                    run_preview(engine, path, options, now(), source_date=day, on_progress=done)
                )
            else:
                reports.append(
                    run_import(engine, path, options, now(), source_date=day, on_progress=done)
                )
    reports = reports or [preview.report for preview in previews]
    _print(reports, previews, form)
    stored = not dry_run and any(report.new or report.changed for report in reports)
    if stored and kind is ImportKind.PATENTS and form is Format.TABLE:
        console.print("请运行 matchmaker index build，使新增和更新的专利可以检索", soft_wrap=True)
    refused = [report for report in reports if report.rejected]
    if errors_out is not None and refused:
        sheets = [
            sheet
            for report in refused
            for sheet in refused_rows.sheets_of(report.headers, report.rejected)
        ]
        errors_out.write_bytes(refused_rows.build(sheets, now()))
        errors.print(f"拒收的行已写入 {errors_out}，改好后可再次导入", soft_wrap=True)
    if refused:
        raise typer.Exit(EXIT_REFUSED)


def _mapping(maps: list[str]) -> dict[str, str]:
    """Return header → field; the header may hold an equals sign, the field may not."""
    mapping: dict[str, str] = {}
    for text in maps:
        header, mark, name = text.rpartition("=")
        if not (mark and header.strip() and name.strip()):
            raise typer.BadParameter(f"“{text}”应写成 列名=字段", param_hint="--map")
        mapping[header.strip()] = name.strip()
    return mapping


def _show_progress(bars: Progress, task: TaskID, done: int, total: int | None = None) -> None:
    bars.update(task, completed=done, total=total)


def _print(reports: list[ImportReport], previews: list[Preview], form: Format) -> None:
    rows = [report_facts(report) for report in reports]
    if form is Format.JSON:
        totals = {name: sum(row[name] for row in rows) for name in COUNTS}
        more = {"preview": [preview_facts(p) for p in previews]} if previews else {}
        files = [_details(report) for report in reports]
        emit_json({**totals, "dry_run": bool(previews), "files": files, **more})
        return
    emit(rows, LABELS, form)
    if form is not Format.TABLE:
        return
    for preview in previews:
        _print_preview(preview)
    if previews:
        console.print("以上为试运行，未写入数据库")
        return
    for report in reports:
        _print_remarks(report)


def _details(report: ImportReport) -> dict[str, Any]:
    return {
        **report_facts(report),
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


def _print_preview(preview: Preview) -> None:
    name = preview.report.file_name
    console.print(f"\n{name}：资料截至 {preview.source_date}", markup=False, highlight=False)
    _print_kept(preview.report)
    for sheet in preview.sheets:
        place = f"{name} 表“{sheet.sheet}”" if sheet.sheet else name
        row = f"，表头在第 {sheet.header_row} 行" if sheet.header_row else ""
        console.print(f"\n{place}：{sheet.source_label}{row}", markup=False)
        emit(_header_rows(sheet), PREVIEW_LABELS, Format.TABLE)
    _print_skipped(preview.report)
    if preview.rows:
        console.print(f"\n前 {len(preview.rows)} 条")
        _print_first_rows(preview.rows)
    if preview.refusals:
        console.print("\n拒收，多的在前")
        groups = [
            {**asdict(group), "examples": "、".join(group.examples)} for group in preview.refusals
        ]
        emit(groups, REFUSAL_LABELS, Format.TABLE)


def _header_rows(sheet: SheetPreview) -> list[dict[str, str]]:
    """Return a line for every header: what it is read as, or why it is not read."""
    lines = [(c.header, c.label, "手工对应" if c.by_hand else "") for c in sheet.columns]
    lines += [(text, "", "另一列已提供同一字段") for text in sheet.repeated]
    lines += [(text, "", "已识别但不保存") for text in sheet.noted]
    lines += [(text, "", "按要求不读") for text in sheet.ignored]
    for text, nearest in sheet.unknown.items():
        hint = f"，接近：{'、'.join(nearest)}" if nearest else ""
        lines.append((text, "", f"不认识{hint}；可用 --map 指定"))
    return [dict(zip(PREVIEW_LABELS, line, strict=True)) for line in lines]


def _print_first_rows(rows: tuple[dict[str, str], ...]) -> None:
    """Print the rows side by side, a field a line."""
    numbers = [f"第 {number} 条" for number in range(1, len(rows) + 1)]
    table = Table("字段", *numbers, header_style="bold", show_lines=False)
    for label in dict.fromkeys(label for row in rows for label in row):
        table.add_row(label, *(escape(row.get(label, "")) for row in rows))
    console.print(table)


def _print_skipped(report: ImportReport) -> None:
    for sheet in report.skipped_sheets:
        console.print(
            f"{report.file_name}：跳过工作表“{sheet.name}”，{sheet.reason}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    if report.skipped_rows:
        places = "、".join(f"第 {row.row_number} 行（{row.text}）" for row in report.skipped_rows)
        console.print(
            f"{report.file_name}：合计行不导入：{places}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _print_kept(report: ImportReport) -> None:
    if report.kept:
        console.print(
            f"{report.file_name}：{report.kept} 个值保留原值（经人工修改，或已有更新的来源），"
            "文件所写的记为差异",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _print_remarks(report: ImportReport) -> None:
    _print_kept(report)
    unknown = [text for header in report.headers for text in header.unknown]
    if unknown:
        console.print(f"{report.file_name}：未使用的列 {'、'.join(unknown)}", soft_wrap=True)
    noted = [text for header in report.headers for text in header.noted]
    if noted:
        console.print(f"{report.file_name}：已识别但不保存 {'、'.join(noted)}", soft_wrap=True)
    _print_skipped(report)
    refusals = [refusal for row in report.rejected for refusal in row.refusals]
    for refusal in refusals[:SHOWN_REFUSALS]:
        console.print(
            f"{report.file_name} {refusal.place} {refusal.column}“{refusal.value}”："
            f"{refusal.reason}。{refusal.remedy}",
            style="yellow",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    if len(refusals) > SHOWN_REFUSALS:
        console.print(f"…… 另有 {len(refusals) - SHOWN_REFUSALS} 处，请用 --errors-out 导出")

"""matchmaker backup | backup verify | restore."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, emit, emit_json, now, progress, rows_progress
from matchmaker.jobs.backup import OnRows, default_path, take_backup
from matchmaker.jobs.restore import restore_backup
from matchmaker.services.backup_archive import OnBytes, verify_archive
from matchmaker.services.backup_manifest import (
    EVIDENCE_FOLDER,
    MODELS_FOLDER,
    UPLOADS_FOLDER,
    Manifest,
)
from matchmaker.settings import get_settings

LABELS = {"name": "表或文件", "rows": "行数", "size": "字节"}

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="备份文件")]

app = typer.Typer(help="备份全部数据到一个文件，服务不必停；核对备份。")


@app.callback(invoke_without_command=True)
def backup(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", help="写到哪个文件（默认在输出文件夹，以时间命名）")
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """备份全部数据到一个文件，服务不必停；核对备份。"""
    if context.invoked_subcommand is not None:
        return
    settings, moment = get_settings(), now()
    with rows_progress() as bars:
        outcome = take_backup(
            settings, out or default_path(settings, moment), moment, _rows_bar(bars, "备份")
        )
    _show(outcome.manifest, form, {"path": str(outcome.path), "size": outcome.size})
    if form is Format.TABLE:
        console.print(
            f"已备份 {outcome.manifest.rows:,} 行、{_files_of(outcome.manifest)}到 "
            f"{outcome.path}（{outcome.size:,} 字节）。其中有联系方式，请妥善保管；"
            "索引、导出的文件和设置不在其中",
            soft_wrap=True,
            highlight=False,
        )


@app.command("verify")
def verify(file: FileArgument, form: FormatOption = Format.TABLE) -> None:
    """核对一个备份是否完整，不需要数据库。"""
    with progress() as bars:
        manifest = verify_archive(file, _bytes_bar(bars))
    _show(manifest, form, {"path": str(file)})
    if form is Format.TABLE:
        console.print(
            f"备份完整：{manifest.made_at} 由程序版本 {manifest.program_version} 从 "
            f"{manifest.database} 写成，结构版本 {manifest.revision}，{manifest.rows:,} 行",
            soft_wrap=True,
            highlight=False,
        )


def restore(file: FileArgument, form: FormatOption = Format.TABLE) -> None:
    """把备份恢复到空数据库。"""
    settings = get_settings()
    with progress() as checking, rows_progress() as loading:
        manifest = restore_backup(settings, file, _bytes_bar(checking), _rows_bar(loading, "恢复"))
    _show(manifest, form, {"path": str(file)})
    if form is Format.TABLE:
        console.print(
            f"已恢复 {manifest.rows:,} 行、{_files_of(manifest)}"
            f"（备份于 {manifest.made_at}）。索引不在备份中，请运行 matchmaker index build --whole",
            soft_wrap=True,
            highlight=False,
        )


def _files_of(manifest: Manifest) -> str:
    models = len(manifest.files_below(MODELS_FOLDER))
    uploads = len(manifest.files_below(UPLOADS_FOLDER))
    evidence = len(manifest.files_below(EVIDENCE_FOLDER))
    return f"{models} 个模型文件、{uploads} 个上传文件、{evidence} 份证明材料"


def _rows_bar(bars: Progress, step: str) -> OnRows:
    task = bars.add_task(step, total=None)

    def show(table: str, done: int, total: int) -> None:
        bars.update(task, description=f"{step} {table}", completed=done, total=total)

    return show


def _bytes_bar(bars: Progress) -> OnBytes:
    task = bars.add_task("核对", total=None)

    def show(name: str, size: int) -> None:
        bars.update(task, description=f"核对 {name}", advance=size)

    return show


def _show(manifest: Manifest, form: Format, more: Mapping[str, Any]) -> None:
    if form is Format.JSON:
        emit_json(
            {
                **more,
                "made_at": manifest.made_at,
                "program_version": manifest.program_version,
                "database": manifest.database,
                "revision": manifest.revision,
                "rows": manifest.rows,
                "tables": {table.table: table.rows for table in manifest.tables},
                "files": [file.name for file in manifest.files],
                "left_out": manifest.left_out,
                "missing": manifest.missing,
            }
        )
        return
    tables = [
        {"name": table.table, "rows": table.rows, "size": table.member.size}
        for table in manifest.tables
        if table.rows or form is not Format.TABLE
    ]
    files = [{"name": file.name, "rows": None, "size": file.size} for file in manifest.files]
    emit([*tables, *files], LABELS, form)
    if manifest.missing and form is Format.TABLE:
        console.print(
            f"有 {len(manifest.missing)} 个上传文件或证明材料不在备份中，备份时已找不到或内容已变："
            f"{'、'.join(manifest.missing)}。需要时请上传者重新上传",
            style="yellow",
            soft_wrap=True,
            highlight=False,
        )

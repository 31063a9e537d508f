"""matchmaker audit list | verify | archive."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from matchmaker.china_time import CHINA
from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, errors, now
from matchmaker.jobs.database import database
from matchmaker.services import audit as audit_services
from matchmaker.services.audit import Verdict
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.settings import get_settings
from models.audit import AuditKind
from models.queries import audit as audit_queries
from models.queries.audit import RecordFilter
from models.session import make_session
from models.values.audit_chain import Entry

EXIT_BROKEN = 1
LIST_LABELS = {
    "number": "编号",
    "made_at": "时间",
    "actor": "经办人",
    "kind": "事项",
    "subject": "对象",
    "details": "内容",
}

app = typer.Typer(help="审计日志：查询、核对是否被改动、归档。", no_args_is_help=True)


@app.command("list")
def list_(
    kind: Annotated[AuditKind | None, typer.Option("--kind", help="只列某类事项")] = None,
    actor: Annotated[str | None, typer.Option("--actor", help="只列某人经办的")] = None,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="从这一天起")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="最多列几条")] = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出审计日志中最新的记录，新的在前；已归档的不列。"""
    from_ = since.replace(tzinfo=CHINA) if since else None
    wanted = RecordFilter(kind, actor, from_, limit)
    with database(get_settings()) as engine, make_session(engine) as session:
        found = audit_queries.list_records(session, wanted)
    emit([_row(entry, form) for entry in found], LIST_LABELS, form, whole=True)


@app.command("verify")
def verify(
    archive_file: Annotated[
        Path | None, typer.Option("--archive", metavar="FILE", help="同时核对一个归档文件")
    ] = None,
) -> None:
    """核对审计日志：有记录被改动、删除、调换或插入时，指出最早的一条，退出码为 1。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found = {"审计日志": audit_services.verify(session)}
        if archive_file is not None:
            found[archive_file.name] = audit_services.verify_archive(session, archive_file)
    for name, verdict in found.items():
        _say(name, verdict)
    if any(verdict.broken for verdict in found.values()):
        raise typer.Exit(EXIT_BROKEN)


@app.command("archive")
def archive(
    before: Annotated[
        datetime, typer.Option("--before", formats=["%Y-%m-%d"], help="这一天之前的记录")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="归档文件夹")],
    actor: ActorOption = COMMAND_LINE,
) -> None:
    """把半年以前的记录移到归档文件；日志与归档仍可核对。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        path, verdict = audit_services.archive(session, before.date(), out, Author(actor, now()))
        session.commit()
    console.print(
        f"已归档第 {verdict.start.number + 1} 至 {verdict.end.number} 号，"
        f"共 {verdict.count} 条：{path}",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


def _say(name: str, verdict: Verdict) -> None:
    if verdict.broken is not None:
        errors.print(
            f"{name}不完整：{audit_services.describe(verdict.broken)}",
            style="red",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
        return
    first, last = verdict.start.number + 1, verdict.end
    span = f"第 {first} 至 {last.number} 号，共 {verdict.count} 条" if verdict.count else "没有记录"
    console.print(
        f"{name}完整：{span}；末条 {last.number} 号，校验值 {last.hash}",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


def _row(entry: Entry, form: Format) -> dict[str, Any]:
    """Return a record as it is shown; what was tampered with until it has no meaning, as it is."""
    known = entry.kind in {kind.value for kind in AuditKind}
    kind = AuditKind(entry.kind).label if known and form is not Format.JSON else entry.kind
    details = entry.details
    if form is not Format.JSON:
        details = json.dumps(details, ensure_ascii=False)
    return {
        "number": entry.number,
        "made_at": _local(entry.made_at, form),
        "actor": entry.actor,
        "kind": kind,
        "subject": entry.subject,
        "details": details,
    }


def _local(moment: str, form: Format) -> str:
    try:
        local = datetime.fromisoformat(moment).astimezone(CHINA)
    except ValueError:
        return moment
    return local.isoformat() if form is Format.JSON else f"{local:%Y-%m-%d %H:%M:%S}"

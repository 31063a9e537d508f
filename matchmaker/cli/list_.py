"""matchmaker list pin | remove | add | note | move | diff | log | recheck | lock | correct …"""

from dataclasses import asdict
from typing import Annotated

import typer

from matchmaker.cli.event import print_outcomes
from matchmaker.cli.options import (
    ActorOption,
    AlgorithmOption,
    AsOfOption,
    FormatOption,
    SlugArgument,
)
from matchmaker.cli.output import Format, console, emit, emit_json, moment, now
from matchmaker.events.hand_work import Deed
from matchmaker.jobs.database import database
from matchmaker.jobs.lists import ListRequest, add_to_list, lock_lists, recheck_lists
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.services.list_difference import compare_versions, lines_of
from matchmaker.services.list_edits import do, find_key
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.list_lock import correct_list
from matchmaker.services.list_log import view_log
from matchmaker.settings import get_settings
from models.enums import ListAct
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries
from models.session import make_session

VERSION_LABELS = {
    "version": "版本",
    "status": "状态",
    "as_of": "统计日",
    "entries": "配对数",
    "created_at": "生成时间",
    "locked_at": "锁定时间",
}
LOG_LABELS = {
    "made_at": "时间",
    "actor": "经办人",
    "version": "版本",
    "act": "事项",
    "demand": "需求",
    "patent": "专利",
    "text": "说明",
}
DIFFERENCE_LABELS = {
    "change": "变化",
    "industry": "产业",
    "demand": "需求",
    "patent": "专利",
    "before": "原",
    "after": "现",
    "why": "原因",
}

SlugsArgument = Annotated[list[str], typer.Argument(help="活动代号，可给多个")]
DemandArgument = Annotated[str, typer.Argument(metavar="DEMAND", help="需求编号")]
PatentArgument = Annotated[str, typer.Argument(metavar="PATENT", help="申请号")]

app = typer.Typer(help="候选名单的人工调整、版本、复核与锁定。", no_args_is_help=True)


@app.command("pin")
def pin(
    slug: SlugArgument, demand: DemandArgument, patent: PatentArgument, actor: ActorOption
) -> None:
    """固定一对：以后每次更新都保留。"""
    _do(slug, (demand, patent), ListAct.PIN, actor)


@app.command("unpin")
def unpin(
    slug: SlugArgument, demand: DemandArgument, patent: PatentArgument, actor: ActorOption
) -> None:
    """取消固定，手工加入的也一样：下次更新时由得分决定去留。"""
    _do(slug, (demand, patent), ListAct.UNPIN, actor)


@app.command("remove")
def remove(
    slug: SlugArgument,
    demand: DemandArgument,
    patent: PatentArgument,
    actor: ActorOption,
    reason: Annotated[str, typer.Option("--reason", help="理由")],
) -> None:
    """移出一对，以后也不再列入；空出的名额在下次更新时补上。"""
    _do(slug, (demand, patent), ListAct.REMOVE, actor, text=reason)


@app.command("restore")
def restore(
    slug: SlugArgument, demand: DemandArgument, patent: PatentArgument, actor: ActorOption
) -> None:
    """撤销移出：下次更新时重新参与。"""
    _do(slug, (demand, patent), ListAct.RESTORE, actor)


@app.command("add")
def add(
    slug: SlugArgument,
    demand: DemandArgument,
    patent: PatentArgument,
    actor: ActorOption,
    as_of: AsOfOption = None,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
) -> None:
    """手工加入一对，照常打分并说明理由；失效、已独占许可、未同意或不公开的不能加入。"""
    settings = get_settings()
    request = ListRequest(
        (slug,), as_of.date() if as_of else None, algorithm=algorithm, actor=actor
    )
    with database(settings) as engine:
        outcome = add_to_list(engine, settings, request, (demand, patent), now())
    _say(slug, outcome.version, ListAct.ADD, (demand, patent))


@app.command("note")
def note(
    slug: SlugArgument,
    demand: DemandArgument,
    patent: PatentArgument,
    text: Annotated[str, typer.Argument(help="备注；给空文字则清除")],
    actor: ActorOption,
) -> None:
    """给一对写备注，随名单打印，更新时保留。"""
    _do(slug, (demand, patent), ListAct.NOTE, actor, text=text)


@app.command("move")
def move(
    slug: SlugArgument,
    demand: DemandArgument,
    patent: PatentArgument,
    place: Annotated[int, typer.Option("--to", help="在本产业表中的序号，从 1 起")],
    actor: ActorOption,
) -> None:
    """把一对放到本产业表中的某个位置，更新时保留。"""
    _do(slug, (demand, patent), ListAct.MOVE, actor, place=place)


@app.command("free")
def free(
    slug: SlugArgument, demand: DemandArgument, patent: PatentArgument, actor: ActorOption
) -> None:
    """取消人工位置，按得分排列。"""
    _do(slug, (demand, patent), ListAct.FREE, actor)


@app.command("versions")
def versions(slug: SlugArgument, form: FormatOption = Format.TABLE) -> None:
    """列出一场活动的名单版本；旧版可用 event show 与 event export 的 --version 查看。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        found = list_queries.list_versions(session, event)
        counts = list_queries.entry_counts(session, [version.id or 0 for version in found])
        rows = [
            {
                "version": version.version,
                "status": version.status.label,
                "as_of": version.as_of,
                "entries": counts[version.id or 0],
                "created_at": moment(version.created_at),
                "locked_at": moment(version.locked_at),
            }
            for version in found
        ]
    emit(rows, VERSION_LABELS, form)


@app.command("diff")
def diff(
    slug: SlugArgument,
    old: Annotated[int | None, typer.Option("--from", help="旧版，默认新版的前一版")] = None,
    new: Annotated[int | None, typer.Option("--to", help="新版，默认最新")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """比较两版名单：新进、退出、移位、得分变化及原因。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        found = compare_versions(session, event, old, new)
    if form is Format.TABLE:
        console.print(
            f"第 {found.old} 版 → 第 {found.new} 版：新进 {len(found.came)}，"
            f"退出 {len(found.went)}，移位 {len(found.moved)}，得分变化 {len(found.scored)}"
        )
    emit([asdict(line) for line in lines_of(found)], DIFFERENCE_LABELS, form, whole=True)


@app.command("log")
def log(slug: SlugArgument, form: FormatOption = Format.TABLE) -> None:
    """谁在何时对名单做了什么。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        lines = view_log(session, event_queries.get_event(session, slug))
    rows = [asdict(line) | {"made_at": moment(line.made_at)} for line in lines]
    emit(rows, LOG_LABELS, form, whole=True)


@app.command("recheck")
def recheck(
    slugs: SlugsArgument,
    as_of: AsOfOption = None,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """复核法律状态等条件：只去掉不再符合的并补足，其余保持不动。"""
    settings = get_settings()
    request = ListRequest(slugs, as_of.date() if as_of else None, algorithm=algorithm, actor=actor)
    with database(settings) as engine:
        print_outcomes(recheck_lists(engine, settings, request, now()), form)


@app.command("lock")
def lock(
    slugs: SlugsArgument,
    actor: ActorOption,
    as_of: AsOfOption = None,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    form: FormatOption = Format.TABLE,
) -> None:
    """复核后锁定：法律状态与得分定格在此刻，不再变化。"""
    settings = get_settings()
    request = ListRequest(slugs, as_of.date() if as_of else None, algorithm=algorithm, actor=actor)
    with database(settings) as engine:
        print_outcomes(lock_lists(engine, settings, request, now()), form)


@app.command("correct")
def correct(
    slug: SlugArgument,
    actor: ActorOption,
    reason: Annotated[str, typer.Option("--reason", help="理由")],
    form: FormatOption = Format.TABLE,
) -> None:
    """更正已锁定的名单：另起一版草稿，原版保留可查。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        version = correct_list(session, event, reason, Author(actor, now())).version
        session.commit()
    if form is Format.JSON:
        emit_json({"slug": slug, "version": version})
        return
    console.print(f"{slug}：第 {version} 版（草稿）由已锁定的第 {version - 1} 版另起")


def _do(
    slug: str,
    numbers: tuple[str, str],
    act: ListAct,
    actor: str,
    *,
    text: str = "",
    place: int | None = None,
) -> None:
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        deed = Deed(find_key(session, *numbers), act, text, place)
        version = do(session, event, deed, Author(actor, now())).version
        session.commit()
    _say(slug, version, act, numbers)


def _say(slug: str, version: int, act: ListAct, numbers: tuple[str, str]) -> None:
    console.print(f"{slug} 第 {version} 版：{act.label} {numbers[0]} × {numbers[1]}", markup=False)

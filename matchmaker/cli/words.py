"""matchmaker words mine | list | accept | refuse | add | find."""

from typing import Annotated

import typer

from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, emit_json, now, progress
from matchmaker.jobs.database import database
from matchmaker.services import thesaurus as thesaurus_services
from matchmaker.services.list_hands import COMMAND_LINE
from matchmaker.services.thesaurus_mining import mine as mine_proposals
from matchmaker.settings import get_settings
from matchmaker.text.thesaurus import Entry, WordingKind
from models.enums import ProposalStatus
from models.queries import thesaurus as thesaurus_queries
from models.session import make_session
from models.thesaurus import ThesaurusEntry

LABELS = {
    "id": "编号",
    "term": "词语",
    "other": "另一说法",
    "kind": "关系",
    "status": "状态",
    "origin": "来源",
    "support": "依据数",
    "example": "例句",
    "decided_by": "经办人",
}
FIND_LABELS = {"said": "需求的说法", "other": "专利的说法", "weight": "权重"}
DEFAULT_LIMIT = 50

IdsArgument = Annotated[list[int], typer.Argument(help="词条编号，可给多个")]

app = typer.Typer(help="用词：同义说法的挖掘、采用与否决，下次匹配即生效。", no_args_is_help=True)


@app.command()
def mine(form: FormatOption = Format.TABLE) -> None:
    """从库中专利的括注与上下文挖掘同义说法，列为待核；已核过的不再提出。"""
    settings = get_settings()
    with database(settings) as engine, make_session(engine) as session, progress() as bars:
        bars.add_task("挖掘", total=None)
        mined = mine_proposals(session, settings.segmenter, now())
        session.commit()
    if form is Format.JSON:
        emit_json({"new": mined.new, "known": mined.known})
        return
    console.print(f"新提出 {mined.new} 条，已有 {mined.known} 条。用 matchmaker words list 核对")


@app.command("list")
def list_(
    status: Annotated[
        ProposalStatus | None, typer.Option("--status", help="只列某种状态")
    ] = ProposalStatus.PROPOSED,
    everything: Annotated[bool, typer.Option("--all", help="列出全部状态")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多几条")] = DEFAULT_LIMIT,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出词条，依据多的在前。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found = thesaurus_queries.list_entries(session, None if everything else status, limit)
    emit([_row(entry) for entry in found], LABELS, form)


@app.command()
def accept(ids: IdsArgument, actor: ActorOption = COMMAND_LINE) -> None:
    """采用词条。"""
    _decide(ids, ProposalStatus.ACCEPTED, actor)


@app.command()
def refuse(ids: IdsArgument, actor: ActorOption = COMMAND_LINE) -> None:
    """否决词条。"""
    _decide(ids, ProposalStatus.REFUSED, actor)


@app.command()
def add(
    term: Annotated[str, typer.Argument(help="需求的说法")],
    other: Annotated[str, typer.Argument(help="专利的说法")],
    kind: Annotated[
        WordingKind, typer.Option("--kind", help="same 可互换；related 由前者找后者")
    ] = WordingKind.SAME,
    refused: Annotated[bool, typer.Option("--refuse", help="停用这一对，自带的也可以")] = False,
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """按词语登记一对说法，或停用自带词典中的一对。"""
    status = ProposalStatus.REFUSED if refused else ProposalStatus.ACCEPTED
    with database(get_settings()) as engine, make_session(engine) as session:
        entry = thesaurus_services.set_pair(
            session, Entry(kind, term.strip(), (other.strip(),)), status, actor, now()
        )
        session.commit()
        row = _row(entry)
    emit([row], LABELS, form)


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="一段需求文字")], form: FormatOption = Format.TABLE
) -> None:
    """显示一段文字会联想到哪些说法。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found = thesaurus_services.load_thesaurus(session).find("", text)
    rows = [{"said": w.said, "other": w.other, "weight": w.weight} for w in found]
    emit(rows, FIND_LABELS, form)


def _decide(ids: list[int], status: ProposalStatus, actor: str) -> None:
    with database(get_settings()) as engine, make_session(engine) as session:
        entries = thesaurus_services.decide(session, ids, status, actor, now())
        session.commit()
        shown = "；".join(f"{entry.term}＝{entry.other}" for entry in entries)
    console.print(f"{status.label} {len(ids)} 条：{shown}", soft_wrap=True)


def _row(entry: ThesaurusEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "term": entry.term,
        "other": entry.other,
        "kind": WordingKind(entry.kind).label,
        "status": entry.status.label,
        "origin": entry.origin.label,
        "support": entry.support,
        "example": entry.example,
        "decided_by": entry.decided_by,
    }

"""matchmaker event firms: the list of firms of a finance roadshow, made and shown."""

from typing import Annotated

import typer

from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, now
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.services.chain_notices import chain_notices
from matchmaker.services.firm_lists.make import generate
from matchmaker.services.firm_lists.view import FirmListView, view_firms
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.settings import get_settings
from models.queries import events as event_queries
from models.session import make_session

FIRM_LABELS = {
    "place": "名次",
    "name": "企业",
    "city": "市州",
    "score": "得分",
    "reason": "理由",
    "answer": "邀请",
    "note": "备注",
    "hand": "人工调整",
}


def firms(
    slug: Annotated[str, typer.Argument(help="投融资路演的代号")],
    make: Annotated[bool, typer.Option("--generate", help="先生成；没有变化时不出新版")] = False,
    most: Annotated[
        int | None, typer.Option("--most", min=1, help="这一版至多几家，默认按活动的规则")
    ] = None,
    version: Annotated[int | None, typer.Option("--version", min=1, help="版本，默认最新")] = None,
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """显示（或先生成）一场投融资路演的企业名单与理由。"""
    if version is not None and make:
        raise BadQuery("--generate 生成的是新版，不能同时给 --version。请去掉其中一个")
    if most is not None and not make:
        raise BadQuery("--most 只在生成时有用。请加上 --generate")
    state = ""
    with database(get_settings()) as engine, make_session(engine) as session:
        if make:
            event = event_queries.hold_event(session, slug)
            made = generate(session, event, Author(actor, now()), most)
            session.commit()
            state = "新版本" if made.made else "未变"
        event = event_queries.get_event(session, slug)
        view = view_firms(session, event, version)
        notices = chain_notices(session, event)
    if form is Format.TABLE:
        _head(view, state, notices)
    emit(
        [{name: getattr(one, name) for name in FIRM_LABELS} for one in view.firms],
        FIRM_LABELS,
        form,
    )


def _head(view: FirmListView, state: str, notices: list[str]) -> None:
    made = f"　{state}" if state else ""
    console.print(
        f"{view.event_name}　{view.held_on}　{view.chain_name}　"
        f"第 {view.version} 版（{view.status.label}）{made}",
        highlight=False,
        markup=False,
    )
    for notice in (*notices, *view.notices):
        console.print(f"提示：{notice}", style="yellow", highlight=False, markup=False)

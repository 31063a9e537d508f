"""matchmaker privacy recipients: whom directed demands are meant for."""

from typing import Annotated

import typer

from matchmaker.cli.operator import OPERATOR
from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, emit
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.services.recipients import (
    follow_partners,
    list_recipients,
    name_recipient,
    strike_recipient,
)
from matchmaker.services.visible_demands import get_visible
from matchmaker.settings import get_settings
from models.queries import demands as demand_queries
from models.session import make_session

LABELS = {"organisation": "单位", "origin": "来源"}
BY_HAND, BY_TEXT = "人工指定", "合作意向单位"


def register(app: typer.Typer) -> None:
    """Add the command to a group."""
    app.command("recipients")(recipients)


def recipients(
    demand: Annotated[str | None, typer.Argument(metavar="DEMAND", help="定向需求的编号")] = None,
    add: Annotated[list[str] | None, typer.Option("--add", help="加入一家单位，可重复")] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", help="移除一家单位，可重复")
    ] = None,
    fill: Annotated[
        bool, typer.Option("--fill", help="按全部定向需求的合作意向单位补齐，代替需求编号")
    ] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """显示或更改一项定向需求的指定单位；只有它们（含下属单位）看得到该需求。"""
    if fill is (demand is not None):
        raise BadQuery("请给出需求编号，或用 --fill 补齐全部定向需求")
    with database(get_settings()) as engine, make_session(engine) as session:
        if demand is None:
            changed = follow_partners(session, demand_queries.meant_for_somebody(session))
            session.commit()
            console.print(f"已按合作意向单位更新 {changed} 项定向需求", highlight=False)
            return
        view = get_visible(session, OPERATOR, demand)
        found = demand_queries.by_ids(session, [view.id])[view.id]
        for name in add or ():
            name_recipient(session, found, name)
        for name in remove or ():
            strike_recipient(session, found, name)
        named = list_recipients(session, found)
        session.commit()
    rows = [
        {"organisation": name, "origin": BY_HAND if by_hand else BY_TEXT} for name, by_hand in named
    ]
    emit(rows, LABELS, form)

"""matchmaker token list | add | revoke."""

from typing import Annotated

import typer

from matchmaker.access.grants import SCOPES
from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, emit, moment, now
from matchmaker.jobs.database import database
from matchmaker.services.accounts import tokens
from matchmaker.services.accounts.tokens import LONGEST_DAYS, NewToken
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.organisation_search import get_by_name
from matchmaker.settings import get_settings
from models.account import ProgramToken
from models.queries import accounts as account_queries
from models.session import make_session

LIST_LABELS = {
    "id": "编号",
    "name": "程序",
    "scopes": "权限范围",
    "expires_at": "到期",
    "used_at": "上次使用",
    "revoked_at": "吊销",
}

app = typer.Typer(help="程序令牌：让其他系统调用接口，限定范围与期限。", no_args_is_help=True)


@app.command("list")
def list_(form: FormatOption = Format.TABLE) -> None:
    """列出全部程序令牌，新的在前。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found = account_queries.list_tokens(session)
        emit([_row(token, form) for token in found], LIST_LABELS, form)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="用它的系统")],
    scopes: Annotated[
        list[str], typer.Option("--scope", help=f"权限范围，可重复：{'、'.join(sorted(SCOPES))}")
    ],
    days: Annotated[int, typer.Option(min=1, max=LONGEST_DAYS, help="有效天数")] = 90,
    city: Annotated[str, typer.Option("--city", help="只限这个市州")] = "",
    organisation: Annotated[str, typer.Option("--org", help="只限这个单位")] = "",
) -> None:
    """签发令牌；只显示这一次。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        body = get_by_name(session, organisation).id if organisation else None
        new = NewToken(name, scopes, days, city, body)
        _, secret = tokens.add_token(session, new, Author(COMMAND_LINE, now()))
        session.commit()
    # Alone on its line, for scripts to read.
    console.print(secret, soft_wrap=True, highlight=False)


@app.command("revoke")
def revoke(token_id: Annotated[int, typer.Argument(metavar="ID", help="编号")]) -> None:
    """吊销令牌，立即失效。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        token = account_queries.get_token(session, token_id)
        tokens.revoke_token(session, token, Author(COMMAND_LINE, now()))
        session.commit()


def _row(token: ProgramToken, form: Format) -> dict[str, object]:
    moments = ("expires_at", "used_at", "revoked_at")
    table = form is Format.TABLE
    return {
        "id": token.id,
        "name": token.name,
        "scopes": "、".join(token.scopes) if table else token.scopes,
        **{
            name: moment(getattr(token, name)) if table else getattr(token, name)
            for name in moments
        },
    }

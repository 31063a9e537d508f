"""matchmaker account list | add | approve | refuse | role | disable | enable | password."""

from typing import Annotated

import typer
from sqlmodel import Session

from matchmaker.cli.operator import OPERATOR
from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, moment, now
from matchmaker.jobs.database import database
from matchmaker.services.accounts import registration, registry
from matchmaker.services.accounts.registry import NewAccount, Position
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.organisation_search import get_by_name
from matchmaker.settings import get_settings
from models.account import Account
from models.account_enums import AccountState, Role
from models.errors import NotFound
from models.queries import accounts as account_queries
from models.queries.accounts import AccountFilter
from models.queries.organisations import names_by_id
from models.session import make_session
from models.values.text import fold

LIST_LABELS = {
    "login": "用户名",
    "name": "姓名",
    "role": "角色",
    "state": "状态",
    "organisation": "单位",
    "city": "市州",
    "signed_in_at": "上次登录",
}

app = typer.Typer(
    help="账号：建立、审核注册、角色、停用与重置密码；建立第一个管理员从这里开始。",
    no_args_is_help=True,
)

LoginArgument = Annotated[str, typer.Argument(metavar="LOGIN", help="用户名")]
RoleOption = Annotated[Role, typer.Option("--role", help="角色")]
OrganisationOption = Annotated[
    str, typer.Option("--org", help="所属单位名称（院校和企业的角色必填）")
]
CityOption = Annotated[str, typer.Option("--city", help="所在市州（市州组织者必填）")]
DepartmentOption = Annotated[str, typer.Option("--department", help="院系（院系审核员必填）")]


@app.command("list")
def list_(
    state: Annotated[AccountState | None, typer.Option("--state", help="只列某种状态")] = None,
    role: Annotated[Role | None, typer.Option("--role", help="只列某种角色")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出账号；待审核的用 --state pending。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found = account_queries.list_accounts(session, AccountFilter(state=state, role=role))
        names = names_by_id(session, {one.organisation_id for one in found if one.organisation_id})
        emit([_row(one, names, form) for one in found], LIST_LABELS, form)


@app.command("add")
def add(
    login: LoginArgument,
    role: RoleOption,
    name: Annotated[str, typer.Option("--name", help="姓名")],
    organisation: OrganisationOption = "",
    city: CityOption = "",
    department: DepartmentOption = "",
) -> None:
    """建立账号，并显示首次登录的密码（只显示这一次，登录后须修改）。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        position = _position(session, role, organisation, city, department)
        _, password = registry.add_account(session, NewAccount(login, name, position), _author())
        session.commit()
    console.print(f"已建立账号 {fold(login)}，首次登录密码：{password}", soft_wrap=True)


@app.command("approve")
def approve(
    login: LoginArgument,
    organisation: OrganisationOption = "",
    by: ActorOption = COMMAND_LINE,
) -> None:
    """通过一个注册；不写 --org 时按所填单位新建。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        account = _get(session, login)
        body = get_by_name(session, organisation).id if organisation else None
        registration.approve(session, account, body, OPERATOR, Author(by, now()))
        session.commit()
        console.print(f"{account.login} 已通过，所属单位：{account.decision}", soft_wrap=True)


@app.command("refuse")
def refuse(
    login: LoginArgument,
    reason: Annotated[str, typer.Option("--reason", help="理由，会告知注册人")],
    by: ActorOption = COMMAND_LINE,
) -> None:
    """不通过一个注册。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        registration.refuse(session, _get(session, login), reason, Author(by, now()))
        session.commit()


@app.command("role")
def role(
    login: LoginArgument,
    role: RoleOption,
    organisation: OrganisationOption = "",
    city: CityOption = "",
    department: DepartmentOption = "",
) -> None:
    """更换角色；所有登录随即退出。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        position = _position(session, role, organisation, city, department)
        registry.change_position(session, _get(session, login), position, _author())
        session.commit()


@app.command("disable")
def disable(
    login: LoginArgument, reason: Annotated[str, typer.Option("--reason", help="理由")]
) -> None:
    """停用账号；所有登录随即退出。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        registry.disable(session, _get(session, login), reason, _author())
        session.commit()


@app.command("enable")
def enable(login: LoginArgument) -> None:
    """恢复停用的账号。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        registry.enable(session, _get(session, login), _author())
        session.commit()


@app.command("password")
def password(login: LoginArgument) -> None:
    """重置密码并停用动态口令，显示临时密码（只显示这一次）。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        temporary = registry.reset_password(session, _get(session, login), _author())
        session.commit()
    console.print(f"{fold(login)} 的临时密码：{temporary}", soft_wrap=True)


def _author() -> Author:
    return Author(COMMAND_LINE, now())


def _get(session: Session, login: str) -> Account:
    account = account_queries.find_account(session, fold(login))
    if account is None:
        raise NotFound(f"没有用户名为“{login}”的账号。可用 matchmaker account list 查看")
    return account


def _position(
    session: Session, role: Role, organisation: str, city: str, department: str
) -> Position:
    body = get_by_name(session, organisation).id if organisation else None
    return Position(role, body, city, department)


def _row(account: Account, names: dict[int, str], form: Format) -> dict[str, object]:
    table = form is Format.TABLE
    return {
        "login": account.login,
        "name": account.name,
        "role": account.role.label if table else account.role.value,
        "state": account.state.label if table else account.state.value,
        "organisation": names.get(account.organisation_id or 0, account.claimed_name),
        "city": account.city_code or "",
        "signed_in_at": moment(account.signed_in_at) if table else account.signed_in_at,
    }

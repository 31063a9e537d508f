"""Accounts: registered, approved, changed; one's own password and second factor."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.accounts import registration, registry
from matchmaker.services.accounts.account_sight import seen_account, within_reach
from matchmaker.services.accounts.registration import Registration
from matchmaker.services.accounts.registry import NewAccount, Position
from matchmaker.services.list_hands import Author
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, Line, Password, PathId, Text
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.account import Account
from models.account_enums import AccountState, Role
from models.queries import accounts as account_queries
from models.queries import organisations as organisation_queries

router = APIRouter(prefix="/accounts", tags=["accounts"], responses=errors(401, 403, 422, 429))

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]
Reader = Annotated[Viewer, Depends(May(Permission.ACCOUNT_READ))]
Approver = Annotated[Viewer, Depends(May(Permission.ACCOUNT_APPROVE))]
Manager = Annotated[Viewer, Depends(May(Permission.ACCOUNT_WRITE))]


class RegistrationForm(BaseModel):
    """Who asks for an account; city: name or code."""

    model_config = ConfigDict(extra="forbid")

    login: Annotated[Text, Field(max_length=64, examples=["zhang.san"])]
    password: Password
    name: Annotated[Text, Field(max_length=64, examples=["张三"])]
    phone: Annotated[Text, Field(max_length=32, examples=["13800138000"])] = ""
    role: Annotated[Role, Field(examples=[Role.ENTERPRISE_MEMBER])]
    organisation: Annotated[Line, Field(examples=["武汉星辰机械有限公司"])]
    uscc: Annotated[Text, Field(max_length=18, examples=["91420100MA4KXXXX1A"])]
    city: Annotated[Line, Field(examples=["武汉"])]
    department: Line = ""


class AccountForm(BaseModel):
    """Who is to have an account, in which position."""

    model_config = ConfigDict(extra="forbid")

    login: Annotated[Text, Field(max_length=64, examples=["li.si"])]
    name: Annotated[Text, Field(max_length=64, examples=["李四"])]
    role: Annotated[Role, Field(examples=[Role.CITY_ORGANISER])]
    organisation_id: Id | None = None
    city: Annotated[Line, Field(examples=["宜昌"])] = ""
    department: Line = ""


class PositionForm(BaseModel):
    """What an account is for."""

    model_config = ConfigDict(extra="forbid")

    role: Annotated[Role, Field(examples=[Role.AUDITOR])]
    organisation_id: Id | None = None
    city: Line = ""
    department: Line = ""


class Approval(BaseModel):
    """The organisation whose member somebody becomes; null: a new one of the name given."""

    model_config = ConfigDict(extra="forbid")

    organisation_id: Id | None = None


class Reason(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Text, Field(min_length=1, max_length=500, examples=["单位名称与执照不符"])]


class AccountView(BaseModel):
    """An account; city_code: of a city organiser or of who waits; decision: of whoever decided."""

    id: int
    login: str
    name: str
    role: Role
    state: AccountState
    organisation_id: int | None
    organisation: str
    city_code: str | None
    department: str
    claimed_name: str
    claimed_uscc: str
    second_factor: bool
    created_at: datetime
    decided_by: str
    decision: str
    signed_in_at: datetime | None


class CandidateView(BaseModel):
    """An organisation that may be meant, and what speaks for it."""

    organisation_id: int
    name: str
    uscc: str | None
    city_code: str | None
    reason: str = Field(examples=["信用代码与名称都相同"])


class NewPassword(BaseModel):
    """An account with a password that is told this once and changed at the first signing in."""

    account: AccountView
    password: str


class AccountQuery(BaseModel):
    """Which accounts."""

    model_config = ConfigDict(extra="forbid")

    state: AccountState | None = None
    role: Role | None = None
    words: Annotated[Text, Field(max_length=100)] = ""
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.post("/registrations", operation_id="register", status_code=201, responses=errors(404, 409))
def register(form: RegistrationForm, _viewer: Anyone, session: SessionDep, now: NowDep) -> Response:
    """Ask for an account; an organiser of the city approves it."""
    given = Registration(
        login=form.login,
        password=form.password.get_secret_value(),
        name=form.name,
        phone=form.phone,
        role=form.role,
        organisation=form.organisation,
        uscc=form.uscc,
        city=form.city,
        department=form.department,
    )
    registration.register(session, given, Author("注册", now))
    session.commit()
    return Response(status_code=201)


@router.get("", operation_id="list_accounts")
def list_accounts(
    query: Annotated[AccountQuery, Query()], viewer: Reader, session: SessionDep
) -> Page[AccountView]:
    """Return the accounts within reach, in the order in which they were made."""
    (after,) = read_cursor(query.cursor, "id", (int,)) or (0,)
    wanted = within_reach(viewer, query.state, query.role, query.words)
    found = account_queries.list_accounts(session, wanted, after_id=after, limit=query.limit + 1)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[_view(session, account) for account in shown],
        next_cursor=write_cursor("id", [shown[-1].id]) if more else None,
    )


@router.post("", operation_id="add_account", status_code=201, responses=errors(404, 409))
def add_account(
    form: AccountForm, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> NewPassword:
    """Make an account."""
    position = Position(form.role, form.organisation_id, form.city, form.department)
    account, password = registry.add_account(
        session, NewAccount(form.login, form.name, position), author
    )
    session.commit()
    return NewPassword(account=_view(session, account), password=password)


@router.get("/{account_id}", operation_id="get_account", responses=errors(404))
def read_account(account_id: PathId, viewer: Reader, session: SessionDep) -> AccountView:
    """Return an account."""
    return _view(session, seen_account(session, viewer, Permission.ACCOUNT_READ, account_id))


@router.get(
    "/{account_id}/candidates", operation_id="list_account_candidates", responses=errors(404)
)
def list_candidates(
    account_id: PathId, viewer: Approver, session: SessionDep
) -> list[CandidateView]:
    """Return the organisations that somebody who waits may belong to."""
    account = seen_account(session, viewer, Permission.ACCOUNT_APPROVE, account_id)
    return [
        CandidateView(
            organisation_id=one.organisation.id or 0,
            name=one.organisation.name,
            uscc=one.organisation.uscc,
            city_code=one.organisation.city_code,
            reason=one.reason,
        )
        for one in registration.candidates(session, account)
    ]


@router.post("/{account_id}/approve", operation_id="approve_account", responses=errors(404, 409))
def approve_account(
    account_id: PathId, choice: Approval, viewer: Approver, author: AuthorDep, session: SessionDep
) -> AccountView:
    """Let somebody who waits in."""
    account = seen_account(session, viewer, Permission.ACCOUNT_APPROVE, account_id)
    registration.approve(session, account, choice.organisation_id, viewer, author)
    session.commit()
    return _view(session, account)


@router.post("/{account_id}/refuse", operation_id="refuse_account", responses=errors(404, 409))
def refuse_account(
    account_id: PathId, given: Reason, viewer: Approver, author: AuthorDep, session: SessionDep
) -> AccountView:
    """Turn down somebody who waits, with the reason."""
    account = seen_account(session, viewer, Permission.ACCOUNT_APPROVE, account_id)
    registration.refuse(session, account, given.reason, author)
    session.commit()
    return _view(session, account)


@router.put("/{account_id}/position", operation_id="change_position", responses=errors(404, 409))
def change_position(
    account_id: PathId, form: PositionForm, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> AccountView:
    """Give an account another role; it is signed out everywhere."""
    account = account_queries.get_account(session, account_id)
    position = Position(form.role, form.organisation_id, form.city, form.department)
    registry.change_position(session, account, position, author)
    session.commit()
    return _view(session, account)


@router.post("/{account_id}/disable", operation_id="disable_account", responses=errors(404, 409))
def disable_account(
    account_id: PathId, given: Reason, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> AccountView:
    """Shut an account; it is signed out everywhere at once."""
    account = account_queries.get_account(session, account_id)
    registry.disable(session, account, given.reason, author)
    session.commit()
    return _view(session, account)


@router.post("/{account_id}/enable", operation_id="enable_account", responses=errors(404, 409))
def enable_account(
    account_id: PathId, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> AccountView:
    """Open a shut account again."""
    account = account_queries.get_account(session, account_id)
    registry.enable(session, account, author)
    session.commit()
    return _view(session, account)


@router.post("/{account_id}/password", operation_id="reset_password", responses=errors(404))
def reset_password(
    account_id: PathId, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> NewPassword:
    """Give an account a new password to be changed at once; its second factor goes, too."""
    account = account_queries.get_account(session, account_id)
    password = registry.reset_password(session, account, author)
    session.commit()
    return NewPassword(account=_view(session, account), password=password)


def _view(session: Session, account: Account) -> AccountView:
    name = ""
    if account.organisation_id is not None:
        name = organisation_queries.get_survivor(session, account.organisation_id).name
    return AccountView(
        id=account.id or 0,
        login=account.login,
        name=account.name,
        role=account.role,
        state=account.state,
        organisation_id=account.organisation_id,
        organisation=name,
        city_code=account.city_code,
        department=account.department,
        claimed_name=account.claimed_name,
        claimed_uscc=account.claimed_uscc,
        second_factor=bool(account.totp_sealed),
        created_at=account.created_at,
        decided_by=account.decided_by,
        decision=account.decision,
        signed_in_at=account.signed_in_at,
    )

"""Oneself: who one is to the service, password, second factor."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.accounts import registry, second_factor
from matchmaker.services.accounts.passwords import matches
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.web.access import AuthorDep, SelfDep
from matchmaker.web.api.fields import Password, Text
from matchmaker.web.api.sessions import client_of
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from matchmaker.web.protection.cookies import set_session_cookie
from models.account import Account
from models.account_enums import Role
from models.errors import InvalidValue
from models.queries import accounts as account_queries

router = APIRouter(prefix="/me", tags=["me"], responses=errors(401, 403, 422, 429))


class Me(BaseModel):
    """Who asks, and what they may do how far."""

    id: int
    name: str = Field(examples=["王小二（wang.xiaoer）"])
    role: Role
    permissions: dict[Permission, Reach]
    organisations: list[int] = Field(description="本单位及其下属单位的编号")
    city_code: str | None
    acting_for: str = Field(description="正在代哪个单位办理，空为没有代办")
    second_factor: bool
    must_change_password: bool


class PasswordChange(BaseModel):
    """The old password and the new one."""

    model_config = ConfigDict(extra="forbid")

    old: Password
    new: Password


class FactorSecret(BaseModel):
    """What goes into an app: the secret, or the address that a QR code of it holds."""

    secret: str
    address: str


class FactorProof(BaseModel):
    """The secret that was given, a code made with it, and the password."""

    model_config = ConfigDict(extra="forbid")

    secret: Annotated[str, Field(pattern="^[A-Z2-7]{32}$")]
    code: Annotated[Text, Field(max_length=10, examples=["123456"])]
    password: Password


class PasswordProof(BaseModel):
    """The password, for what only the person may do."""

    model_config = ConfigDict(extra="forbid")

    password: Password


@router.get("", operation_id="get_me")
def read_me(viewer: SelfDep, session: SessionDep) -> Me:
    """Return who asks."""
    account = _account(session, viewer)
    return Me(
        id=account.id or 0,
        name=viewer.name,
        role=account.role,
        permissions=dict(sorted(viewer.grants.items())),
        organisations=sorted(viewer.organisations),
        city_code=viewer.city_code,
        acting_for=viewer.acting_for,
        second_factor=bool(account.totp_sealed),
        must_change_password=account.must_change,
    )


@router.post("/password", operation_id="change_password", status_code=204)
def change_password(
    request: Request,
    response: Response,
    given: PasswordChange,
    viewer: SelfDep,
    author: AuthorDep,
    session: SessionDep,
) -> None:
    """Choose a password; all sessions end, and this browser gets a new one."""
    account = _account(session, viewer)
    old, new = given.old.get_secret_value(), given.new.get_secret_value()
    registry.change_password(session, account, old, new, author)
    token = open_session(session, account, client_of(request), author.at)
    session.commit()
    set_session_cookie(response, token, request)


@router.post("/second-factor", operation_id="begin_second_factor", responses=errors(409))
def begin_factor(viewer: SelfDep, session: SessionDep) -> FactorSecret:
    """Return a secret for an app; it is in force once a code made with it has come back."""
    new = second_factor.begin(_account(session, viewer))
    return FactorSecret(secret=new.secret, address=new.address)


@router.put(
    "/second-factor", operation_id="confirm_second_factor", status_code=204, responses=errors(409)
)
def confirm_factor(
    request: Request, proof: FactorProof, viewer: SelfDep, author: AuthorDep, session: SessionDep
) -> None:
    """Put a second factor in force."""
    account = _account(session, viewer)
    _require_password(account, proof.password)
    seal = request.app.state.secret.seal
    second_factor.confirm(account, proof.secret, proof.code, seal, author.at)
    registry.log_factor(session, account, "second_factor_set", author)
    session.commit()


@router.delete("/second-factor", operation_id="remove_second_factor", status_code=204)
def remove_factor(
    proof: PasswordProof, viewer: SelfDep, author: AuthorDep, session: SessionDep
) -> None:
    """Go back to the password alone."""
    account = _account(session, viewer)
    _require_password(account, proof.password)
    second_factor.remove(account)
    registry.log_factor(session, account, "second_factor_removed", author)
    session.commit()


def _account(session: Session, viewer: Viewer) -> Account:
    return account_queries.get_account(session, viewer.account_id or 0)


def _require_password(account: Account, given: SecretStr) -> None:
    if not matches(given.get_secret_value(), account.password_hash):
        raise InvalidValue("（不显示）", "密码不对", "请重新输入。")

"""The second factor of one's own account: begun, confirmed with a code, removed."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.services.accounts import registry, second_factor
from matchmaker.services.accounts.passwords import matches
from matchmaker.services.accounts.second_factor import NewFactor
from matchmaker.web.access import AuthorDep, SelfDep
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.account.overview import CRUMB, HOME
from matchmaker.web.qr import qr_drawing
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.account import Account
from models.errors import InvalidValue
from models.queries import accounts as account_queries

PATH = "/account/second-factor"
WRONG_PASSWORD = "密码不对。请重新输入。"  # noqa: S105 - a message

router = APIRouter(include_in_schema=False)


class ProofForm(BaseModel):
    """A code made with the secret that was shown, and the password."""

    secret: Annotated[str, Field(pattern="^[A-Z2-7]{32}$", repr=False)]
    code: Annotated[str, Field(max_length=10)] = ""
    password: Annotated[str, Field(max_length=128, repr=False)] = ""


class PasswordForm(BaseModel):
    """The password, for what only the person may do."""

    password: Annotated[str, Field(max_length=128, repr=False)] = ""


@router.get(PATH, response_class=HTMLResponse)
def show(request: Request, viewer: SelfDep, session: SessionDep) -> Response:
    """Show a new secret with its code, or, where a factor is in force, how to remove it."""
    account = _account(session, viewer)
    if account.totp_sealed:
        return _removal(request, {})
    return _setting_up(request, second_factor.begin(account), {})


@router.post(PATH, response_class=HTMLResponse)
def confirm(
    request: Request,
    typed: Annotated[ProofForm, Form()],
    viewer: SelfDep,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Put the factor in force, or show the same secret again with what is wrong."""
    account = _account(session, viewer)
    flaws = {}
    if not matches(typed.password, account.password_hash):
        flaws["password"] = WRONG_PASSWORD
    else:
        seal = request.app.state.secret.seal
        try:
            second_factor.confirm(account, typed.secret, typed.code, seal, author.at)
        except InvalidValue as error:
            flaws["code"] = told(error)
    if flaws:
        shown = second_factor.resume(account, typed.secret)
        return _setting_up(request, shown, flaws)
    registry.log_factor(session, account, "second_factor_set", author)
    session.commit()
    return go_on(request, HOME, Done("动态口令已启用。下次登录要输入手机上的 6 位数字"))


@router.post(f"{PATH}/remove", response_class=HTMLResponse)
def remove(
    request: Request,
    typed: Annotated[PasswordForm, Form()],
    viewer: SelfDep,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Go back to the password alone."""
    account = _account(session, viewer)
    if not matches(typed.password, account.password_hash):
        return _removal(request, {"password": WRONG_PASSWORD})
    second_factor.remove(account)
    registry.log_factor(session, account, "second_factor_removed", author)
    session.commit()
    return go_on(request, HOME, Done("动态口令已停用，登录只需密码"))


def _account(session: Session, viewer: Viewer) -> Account:
    return account_queries.get_account(session, viewer.account_id or 0)


def _setting_up(request: Request, shown: NewFactor, flaws: dict[str, str]) -> Response:
    context = {
        "secret": shown.secret,
        "drawing": qr_drawing(shown.address, "动态口令的二维码"),
        "flaws": flaws,
    }
    status = 422 if flaws else 200
    return render(request, "account/second_factor.html", context, crumbs=[CRUMB], status=status)


def _removal(request: Request, flaws: dict[str, str]) -> Response:
    context = {"secret": "", "drawing": "", "flaws": flaws}
    status = 422 if flaws else 200
    return render(request, "account/second_factor.html", context, crumbs=[CRUMB], status=status)

"""People of tests, already signed in."""

from datetime import datetime

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.sign_in import Client, open_session
from matchmaker.services.accounts.tokens import NewToken, add_token
from matchmaker.services.list_hands import Author
from matchmaker.services.service_secret import Purpose
from matchmaker.web.protection.csrf import SESSION_COOKIE, csrf_token
from models.account_enums import Role
from models.queries import accounts as account_queries
from models.session import make_session
from tests.conftest import NOW

ORGANISER = Position(Role.PROVINCIAL_ORGANISER)
HERE = Client("10.0.0.7", "测试浏览器")


def open_account(engine: Engine, position: Position = ORGANISER, at: datetime = NOW) -> str:
    """Make an account that has chosen its password, if it is not there; return a new token.

    at: the moment as the server's clock has it.
    """
    name = f"{position.role.value}-{position.organisation_id or position.city or 0}"
    with make_session(engine) as session:
        account = account_queries.find_account(session, name)
        if account is None:
            new = NewAccount(name, "测试人", position)
            account, _ = add_account(session, new, Author("测试", at))
            account.must_change = False
        token = open_session(session, account, HERE, at)
        session.commit()
    return token


def sign_in(client: TestClient, engine: Engine, position: Position = ORGANISER) -> None:
    """Let a client act as somebody in a position."""
    let_in(client, open_account(engine, position))


def let_in(client: TestClient, token: str) -> None:
    """Let a client act with a session as a browser does that shows our pages."""
    app = client.app
    assert isinstance(app, FastAPI)
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, token)
    client.headers["origin"] = "http://testserver"
    client.headers["x-csrf-token"] = csrf_token(app.state.secret.key(Purpose.CSRF), token)


def leave(client: TestClient) -> None:
    """Let a client act as nobody."""
    client.cookies.clear()
    client.headers.pop("x-csrf-token", None)


def bearer(engine: Engine, *scopes: str, at: datetime = NOW) -> dict[str, str]:
    """Return the header of a program with a new token of the province."""
    with make_session(engine) as session:
        _, secret = add_token(session, NewToken("测试程序", scopes, 30), Author("测试", at))
        session.commit()
    return {"Authorization": f"Bearer {secret}"}

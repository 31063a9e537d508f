"""People of every role, by whom a running service is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matchmaker.access.grants import SCOPES
from matchmaker.china_time import CHINA
from matchmaker.jobs.secret_file import load_secret
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.sign_in import Client, open_session
from matchmaker.services.accounts.tokens import NewToken, add_token
from matchmaker.services.list_hands import Author
from matchmaker.services.service_secret import Purpose
from matchmaker.settings import Settings
from matchmaker.web.protection.csrf import SESSION_COOKIE, csrf_token
from models.account import Account
from models.account_enums import Role
from models.demand import Demand
from models.event import Event
from models.organisation import Organisation
from models.patent import Patent
from models.session import make_session
from models.values.org_name import OrgType

GUEST, PROGRAM = "guest", "program"
WHO = (*(role.value for role in Role), PROGRAM, GUEST)
_SAMPLES = 20
_numbers = count(1)


@dataclass
class Door:
    """How somebody asks; opened anew when a session has been ended by what was asked.

    body: the organisation of a member, the first of its kind where None.
    """

    who: str
    engine: Engine
    key: bytes
    body: int | None = None
    _headers: dict[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        """Return what tells who asks."""
        return dict(self._headers)

    def open_again(self) -> None:
        """Sign in, with an account of its own: the one before may have been shut."""
        now = datetime.now(CHINA)
        author = Author("试探", now)
        with make_session(self.engine) as session:
            if self.who == PROGRAM:
                _, secret = add_token(session, NewToken("试探", sorted(SCOPES), 30), author)
                self._headers = {"Authorization": f"Bearer {secret}"}
            else:
                role = Role(self.who)
                new = NewAccount(
                    f"probe-{role.value}-{next(_numbers)}",
                    "试探",
                    _position(session, role, self.body),
                )
                account, _ = add_account(session, new, author)
                account.must_change = False
                token = open_session(session, account, Client("127.0.0.1"), now)
                self._headers = {
                    "Cookie": f"{SESSION_COOKIE}={token}",
                    "X-CSRF-Token": csrf_token(self.key, token),
                    "Sec-Fetch-Site": "same-origin",
                }
            session.commit()


@contextmanager
def open_doors(
    engine: Engine, chosen: Settings, who: str, body: int | None = None
) -> Iterator[Door]:
    """Give a door of somebody, a member of an organisation where it is such a role."""
    door = Door(who, engine, load_secret(chosen).key(Purpose.CSRF), body)
    if who != GUEST:
        door.open_again()
    yield door


def samples(engine: Engine) -> dict[str, list[Any]]:
    """Return path parameter → values of records that are there."""
    with make_session(engine) as session:
        numbers = session.exec(select(Patent).order_by(col(Patent.id)).limit(_SAMPLES)).all()
        return {
            "number": [patent.display_number for patent in numbers],
            "slug": list(session.exec(select(Event.slug).order_by(col(Event.id))).all()),
            "demand_id": list(session.exec(select(Demand.id).limit(_SAMPLES)).all()),
            "organisation_id": list(session.exec(select(Organisation.id).limit(_SAMPLES)).all()),
            "account_id": list(session.exec(select(Account.id).limit(_SAMPLES)).all()),
            "version": [1, 2],
        }


def _position(session: Session, role: Role, body: int | None) -> Position:
    if role.is_of_organisation:
        if body is not None:
            return Position(role, body, department="机械学院")
        of_firm = role is Role.ENTERPRISE_MEMBER
        kind = OrgType.ENTERPRISE if of_firm else OrgType.UNIVERSITY
        statement = select(Organisation.id).where(Organisation.org_type == kind)
        body = session.exec(statement.order_by(col(Organisation.id))).first()
        return Position(role, body, department="机械学院")
    return Position(role, city="武汉" if role is Role.CITY_ORGANISER else "")

"""Tokens that let programs in: told once, scoped, expiring, revocable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from matchmaker.access.grants import SCOPES
from matchmaker.access.permissions import Permission
from matchmaker.services import audit
from matchmaker.services.accounts.secrets import digest, make_secret
from matchmaker.services.list_hands import Author
from models.account import ProgramToken
from models.audit import AuditKind
from models.errors import Conflict, InvalidValue
from models.queries import accounts as account_queries
from models.queries import organisations as organisation_queries
from models.values.region import get_city
from models.values.text import clean

# Known by its beginning where it turns up by mistake.
PREFIX = "pm_"
LONGEST_DAYS = 366
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewToken:
    """What a program is to be let in for; at most one of city (name or code) and organisation."""

    name: str
    scopes: Sequence[str]
    days: int
    city: str = ""
    organisation_id: int | None = None


def add_token(session: Session, new: NewToken, author: Author) -> tuple[ProgramToken, str]:
    """Make a token; return it and the secret, which is told once.

    Raises InvalidValue for a scope that is none and a time out of bounds.
    """
    if not clean(new.name):
        raise InvalidValue("", "没有填写程序名称", "请写明是哪个系统在用。")
    if not 1 <= new.days <= LONGEST_DAYS:
        raise InvalidValue(str(new.days), "有效天数不对", f"请填写 1–{LONGEST_DAYS}。")
    if new.city and new.organisation_id is not None:
        raise InvalidValue(new.city, "不能同时限定市州和单位", "请只指定其一。")
    secret = make_secret(PREFIX)
    token = ProgramToken(
        name=clean(new.name),
        digest=digest(secret),
        scopes=sorted({_scope(text).value for text in new.scopes}),
        city_code=get_city(new.city).code if new.city else None,
        organisation_id=_organisation(session, new.organisation_id),
        created_by=author.actor,
        created_at=author.at,
        expires_at=author.at + timedelta(days=new.days),
    )
    if not token.scopes:
        raise InvalidValue("", "没有指定权限范围", f"可用：{'、'.join(sorted(SCOPES))}。")
    session.add(token)
    session.flush()
    _log(session, token, "issued", author)
    return token, secret


def find_token(session: Session, secret: str, now: datetime) -> tuple[ProgramToken, bool] | None:
    """Return the token that a program shows and whether its use was noted; None for none valid."""
    token = account_queries.find_token(session, digest(secret))
    if token is None or token.revoked_at is not None or now >= token.expires_at:
        return None
    noted = token.used_at is None or now - token.used_at >= SEEN_EVERY
    if noted:
        token.used_at = now
    return token, noted


def revoke_token(session: Session, token: ProgramToken, author: Author) -> None:
    """Shut a program out from now on."""
    if token.revoked_at is not None:
        raise Conflict("令牌已经吊销")
    token.revoked_at = author.at
    _log(session, token, "revoked", author)


def _scope(text: str) -> Permission:
    try:
        scope = Permission(text)
    except ValueError:
        scope = None
    if scope not in SCOPES:
        raise InvalidValue(text, "不是程序可有的权限范围", f"可用：{'、'.join(sorted(SCOPES))}。")
    return scope


def _organisation(session: Session, organisation_id: int | None) -> int | None:
    if organisation_id is None:
        return None
    return organisation_queries.get_survivor(session, organisation_id).id


def _log(session: Session, token: ProgramToken, act: str, author: Author) -> None:
    details = {"act": act, "number": token.id, "scopes": token.scopes}
    audit.append(session, AuditKind.PROGRAM_CHANGE, token.name, details, author)

"""Accounts of people and programs, and the sessions they have opened."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.account_enums import AccountState, Role
from models.base import JSON_TYPE, EnumText, UtcDateTime


class Account(SQLModel, table=True):
    """One person; login: the name to sign in with, folded.

    organisation_id: of members of organisations, known once an organiser has approved; claimed_name
    and claimed_uscc: what they said on registering; city_code: of city organisers. totp_sealed: the
    shared secret of the second factor, sealed, empty without one; totp_step: the last time step
    whose code was taken, so that none is taken twice. must_change: whether nothing else may be
    done before a new password.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("login"),)

    id: int | None = Field(default=None, primary_key=True)
    login: str
    name: str
    role: Role = Field(sa_type=EnumText(Role))
    state: AccountState = Field(default=AccountState.PENDING, sa_type=EnumText(AccountState))
    password_hash: str = Field(default="", repr=False)
    password_changed_at: datetime = Field(sa_type=UtcDateTime)
    must_change: bool = False
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    city_code: str | None = Field(default=None, index=True)
    department: str = ""
    phone: str = Field(default="", repr=False)
    claimed_name: str = ""
    claimed_uscc: str = ""
    totp_sealed: str = Field(default="", repr=False)
    totp_step: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision: str = ""
    signed_in_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LoginSession(SQLModel, table=True):
    """A person signed in with one browser; the token itself is nowhere, only its digest.

    previous_digest: of the token before the last change, which answers a little longer for
    requests that were under way. acting_for: the organisation for which an organiser acts in this
    session, acting_reason: why.
    """

    __tablename__ = "login_session"
    __table_args__ = (UniqueConstraint("digest"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    digest: str = Field(repr=False)
    previous_digest: str = Field(default="", index=True, repr=False)
    started_at: datetime = Field(sa_type=UtcDateTime)
    renewed_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    address: str = ""
    browser: str = ""
    acting_for: int | None = Field(default=None, foreign_key="organisation.id", ondelete="SET NULL")
    acting_reason: str = ""


class LoginAttempt(SQLModel, table=True):
    """One try to sign in, of a known name or not."""

    __tablename__ = "login_attempt"

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(index=True)
    address: str = ""
    succeeded: bool
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)


class ProgramToken(SQLModel, table=True):
    """What a program shows to be let in; scopes: the permissions it has.

    city_code or organisation_id bind it to what is theirs; without either it is the province's.
    """

    __tablename__ = "program_token"
    __table_args__ = (UniqueConstraint("digest"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    digest: str = Field(repr=False)
    scopes: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    city_code: str | None = None
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    created_by: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

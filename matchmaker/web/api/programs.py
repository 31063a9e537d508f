"""Tokens of programs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.grants import SCOPES
from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.accounts import tokens
from matchmaker.services.accounts.tokens import LONGEST_DAYS, NewToken
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, PathId, Text
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.account import ProgramToken
from models.queries import accounts as account_queries

router = APIRouter(prefix="/programs", tags=["programs"], responses=errors(401, 403, 422, 429))

Manager = Annotated[Viewer, Depends(May(Permission.PROGRAM_WRITE))]


class TokenForm(BaseModel):
    """A program that is to be let in; at most one of city (name or code) and organisation."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Text, Field(min_length=1, max_length=100, examples=["统计平台"])]
    scopes: Annotated[
        list[Permission],
        Field(min_length=1, max_length=len(SCOPES), examples=[["patent:read", "event:read"]]),
    ]
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = 90
    city: Annotated[Text, Field(max_length=100)] = ""
    organisation_id: Id | None = None


class TokenView(BaseModel):
    """The token of a program, without the secret."""

    id: int
    name: str
    scopes: Sequence[str]
    city_code: str | None
    organisation_id: int | None
    created_by: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class IssuedToken(BaseModel):
    """A token with its secret, which is told this once."""

    token: TokenView
    secret: str = Field(examples=["pm_……"])


@router.get("", operation_id="list_program_tokens")
def list_tokens(_viewer: Manager, session: SessionDep) -> list[TokenView]:
    """Return all tokens, the newest first."""
    return [_view(token) for token in account_queries.list_tokens(session)]


@router.post("", operation_id="issue_program_token", status_code=201, responses=errors(404))
def issue_token(
    form: TokenForm, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> IssuedToken:
    """Let a program in."""
    new = NewToken(form.name, form.scopes, form.days, form.city, form.organisation_id)
    token, secret = tokens.add_token(session, new, author)
    session.commit()
    return IssuedToken(token=_view(token), secret=secret)


@router.delete(
    "/{token_id}",
    operation_id="revoke_program_token",
    status_code=204,
    responses=errors(404, 409),
)
def revoke_token(
    token_id: PathId, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> None:
    """Shut a program out from now on."""
    tokens.revoke_token(session, account_queries.get_token(session, token_id), author)
    session.commit()


def _view(token: ProgramToken) -> TokenView:
    return TokenView(**token.model_dump(exclude={"digest"}))

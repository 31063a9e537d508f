"""Searches that whoever is signed in keeps."""

from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.saved_searches import remove_search, save_search
from matchmaker.web.access import SelfDep
from matchmaker.web.api.fields import Paragraph, PathId
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, Undo, go_on
from matchmaker.web.pages.public.patents import SEARCH, SearchForm

SAVE = "/patents/saved"

router = APIRouter(include_in_schema=False)


class SaveForm(BaseModel):
    """The address of a search."""

    query: Paragraph


@router.post(SAVE)
def save(
    request: Request,
    typed: Annotated[SaveForm, Form()],
    viewer: SelfDep,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Keep a search and go back to it."""
    search = _read(typed.query)
    query = urlsplit(search.query()).query
    name = search.name(industries_in_force(session))
    saved = save_search(session, _account(viewer), name, query, now)
    undo = Undo(path=f"{SAVE}/{saved.id}/remove")
    session.commit()
    return go_on(request, search.query(), Done(f"已保存查找“{name}”", undo))


@router.post(SAVE + "/{search_id}/remove")
def remove(request: Request, search_id: PathId, viewer: SelfDep, session: SessionDep) -> Response:
    """Forget a search and go on to looking for patents."""
    removed = remove_search(session, _account(viewer), search_id)
    address = f"{SEARCH.path}?{removed.query}" if removed.query else SEARCH.path
    done = Done(f"已删除查找“{removed.name}”", Undo(path=SAVE, fields={"query": address}))
    session.commit()
    return go_on(request, SEARCH.path, done)


def _read(address: str) -> SearchForm:
    """Return the search of an address; raise BadQuery for one that is none of ours."""
    try:
        return SearchForm.model_validate(dict(parse_qsl(urlsplit(address).query)))
    except ValidationError:
        raise BadQuery("这个查找无法保存。请回到查专利页面重新查找后再存") from None


def _account(viewer: Viewer) -> int:
    """Return the number of the account that asks; raise Forbidden for a program."""
    if viewer.account_id is None:
        raise Forbidden("只有登录的人能保存查找")
    return viewer.account_id

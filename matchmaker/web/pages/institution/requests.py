"""What firms ask to be improved: with the last day for an answer, answered or turned down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.feedback_sight import readable_requests, speak_for
from matchmaker.services.improvement_view import Reader, RequestView, view_requests
from matchmaker.services.improvements import answer_request, decline_request
from matchmaker.services.institution_overview import open_requests
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_terms import today_of
from matchmaker.services.own_patent import LONG, changed_cells, view_own, writable_label
from matchmaker.services.ownership import owned_patent
from matchmaker.services.wanted_view import answering_body
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import Line, PathId, Text
from matchmaker.web.api.improvements import received_request
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.institution.bulk_form import MODES
from matchmaker.web.pages.institution.desk import HOME, Answerer
from matchmaker.web.templating import Crumb, render
from models.errors import MatchmakerError
from models.feedback_enums import ImprovementState
from models.patent import Patent
from models.queries import improvements as improvement_queries
from models.queries.improvements import WantedRequests

ROWS = 50
# What firms ask for is answered by these.
FIELDS = ("price", "maturity", "scenario", "effect", "abstract")
REQUESTS = Crumb("改进请求", "/institution/requests")

router = APIRouter(prefix=REQUESTS.path, include_in_schema=False)


class RequestQuery(BaseModel):
    """Which requests, and which page of them."""

    state: Line = ImprovementState.OPEN.value
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


class AnswerForm(BaseModel):
    """What is answered, and the fields of the patent that are set with it."""

    act: Line = ""
    text: Annotated[Text, Field(max_length=5_000)] = ""
    modes: Annotated[list[Line], Field(max_length=len(MODES))] = []
    price: Line = ""
    maturity: Line = ""
    scenario: Annotated[Text, Field(max_length=20_000)] = ""
    effect: Annotated[Text, Field(max_length=20_000)] = ""
    abstract: Annotated[Text, Field(max_length=20_000)] = ""

    def texts(self) -> dict[str, str]:
        """Return field → as it was typed."""
        return {name: str(getattr(self, name)) for name in FIELDS}


@dataclass(frozen=True)
class _Shown:
    """What the form shows: what stands there, or what was typed, and what is wrong with it."""

    texts: dict[str, str]
    modes: Sequence[str]
    text: str = ""
    message: str = field(default="")


@router.get("", response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[RequestQuery, Query()],
    viewer: Answerer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show the requests of a state, those that wait by their last day."""
    known = query.state in tuple(ImprovementState)
    state = ImprovementState(query.state) if known else ImprovementState.OPEN
    today = today_of(author)
    if state is ImprovementState.OPEN:
        found = open_requests(session, viewer, today)
    else:
        wanted = WantedRequests(state)
        closed = improvement_queries.list_requests(session, wanted)
        closed = readable_requests(session, viewer, closed)
        found = view_requests(session, closed[::-1], today, Reader.OWNER)
    first = (query.page - 1) * ROWS
    here = f"{REQUESTS.path}?state={state.value}&page="
    context = {
        "rows": found[first : first + ROWS],
        "total": len(found),
        "state": state,
        "states": tuple(ImprovementState),
        "today": today,
        "back": f"{here}{query.page - 1}" if query.page > 1 else "",
        "on": f"{here}{query.page + 1}" if first + ROWS < len(found) else "",
    }
    return render(request, "institution/requests.html", context, crumbs=[HOME])


@router.get("/{request_id}", response_class=HTMLResponse)
def show_one(
    request: Request, request_id: PathId, viewer: Answerer, author: AuthorDep, session: SessionDep
) -> Response:
    """Show a request, and the form by which it is answered."""
    return _page(request, session, viewer, (request_id, author), None)


@router.post("/{request_id}", response_class=HTMLResponse)
def answer(
    request: Request,
    request_id: PathId,
    form: Annotated[AnswerForm, Form()],
    viewer: Answerer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Answer a request or turn it down; show the form again with what is wrong."""
    found = received_request(session, viewer, request_id)
    patent = session.get_one(Patent, found.patent_id)
    cells: dict[str, str] = {}
    if form.act != "decline" and viewer.may(
        Permission.PATENT_REVIEW, owned_patent(session, patent)
    ):
        own = view_own(session, viewer, patent, today_of(author))
        texts = {**own.texts, **form.texts()}
        cells = changed_cells(own, texts, tuple(form.modes), {})
    try:
        body = answering_body(session, viewer, found)
        if body is None:
            raise BadQuery("本单位不是这件专利的权利人，不能答复")
        speaker = speak_for(session, viewer, Permission.IMPROVEMENT_ANSWER, body, author)
        if form.act == "decline":
            decline_request(session, request_id, speaker, _said(form.text, "谢绝请写明理由"))
        else:
            said = _said(form.text, "请写明答复内容")
            answer_request(session, request_id, speaker, said, cells)
    except MatchmakerError as error:
        session.rollback()
        shown = _Shown(form.texts(), form.modes, form.text, str(error))
        return _page(request, session, viewer, (request_id, author), shown)
    session.commit()
    set_too = f"，并更新了专利的 {len(cells)} 个字段" if cells else ""
    text = "已谢绝" if form.act == "decline" else f"已答复{set_too}"
    return go_on(request, REQUESTS.path, Done(f"{text}。企业会看到您写的内容"))


def _said(text: str, missing: str) -> str:
    if not text.strip():
        raise BadQuery(missing)
    return text


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    asked: tuple[int, Author],
    typed: _Shown | None,
) -> Response:
    request_id, author = asked
    found = received_request(session, viewer, request_id)
    today = today_of(author)
    own = view_own(session, viewer, session.get_one(Patent, found.patent_id), today)
    (view,) = view_requests(session, [found], today, Reader.OWNER)
    is_open = found.state is ImprovementState.OPEN
    # Nothing was written: what was held for reading is let go.
    session.rollback()
    context = _context(view, is_open=is_open)
    context |= {
        "own": own,
        "shown": typed or _Shown({name: own.texts[name] for name in FIELDS}, own.modes),
        "reviews": viewer.may(Permission.PATENT_REVIEW),
    }
    status = 422 if typed else 200
    crumbs = [HOME, REQUESTS]
    return render(request, "institution/request.html", context, crumbs=crumbs, status=status)


def _context(view: RequestView, *, is_open: bool) -> dict[str, object]:
    return {
        "one": view,
        "is_open": is_open,
        "fields": [(name, writable_label(name), name in LONG) for name in FIELDS],
        "modes": MODES,
    }

"""Erasing what is held of persons: shown first, asked for twice, done for good."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from matchmaker.jobs.privacy import Answering, preview_erasure, run_erasure
from matchmaker.services.erasure import Erased
from matchmaker.services.list_hands import Author
from matchmaker.services.privacy_desk import get_handled, view_held, view_requests
from matchmaker.services.privacy_requests import require_kind, require_open
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import PathId
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.privacy import PATH, PRIVACY, Handler, Whose
from matchmaker.web.templating import Crumb, render
from models.errors import Conflict
from models.privacy import PrivacyRequest
from models.privacy_enums import RequestKind

UNCONFIRMED = "请先核对将删除的内容，勾选确认后再删除"
_LABELS = {
    "records": "条记录的联系方式",
    "history": "处修改前后的旧值",
    "refused_rows": "行导入时被拒收的内容",
    "texts": "处备注与说明中的联系方式",
    "frozen": "处已锁定名单与申报中的联系方式",
    "accounts": "个账号（永久注销）",
}

router = APIRouter(include_in_schema=False)


class ErasureForm(Whose):
    """Whose data goes; confirmed: said again, beside what will be gone."""

    confirmed: bool = False


@router.get(f"{PATH}/{{request_id}}/erasure", response_class=HTMLResponse)
def show(
    request: Request,
    request_id: PathId,
    query: Annotated[Whose, Query()],
    viewer: Handler,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show what would be gone for good, and ask once more."""
    found = get_handled(session, viewer, request_id)
    try:
        _require_erasure(found)
    except Conflict as error:
        return go_back(request, f"{PATH}/{request_id}", str(error))
    return _page(request, session, found, query, author)


@router.post(f"{PATH}/{{request_id}}/erasure", response_class=HTMLResponse)
def erase(
    request: Request,
    request_id: PathId,
    typed: Annotated[ErasureForm, Form()],
    viewer: Handler,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Erase contacts for good where that was confirmed, which answers the request."""
    found = get_handled(session, viewer, request_id)
    try:
        _require_erasure(found)
        if not typed.confirmed:
            return _page(request, session, found, typed, author, UNCONFIRMED)
        # What erases has a transaction of its own.
        session.rollback()
        answering = Answering(request_id, author)
        done = run_erasure(request.app.state.engine, typed.subject(found), answering)
    except Conflict as error:
        return go_back(request, f"{PATH}/{request_id}", str(error))
    said = "，".join(f"{count} {label}" for label, count in erased_rows(done))
    return go_on(request, PATH, Done(f"已删除{said or '完毕，没有找到联系方式'}。已答复申请人"))


def erased_rows(done: Erased) -> list[tuple[str, int]]:
    """Return what is gone and how much of it, without that of which there was nothing."""
    counts = {label: getattr(done, name) for name, label in _LABELS.items()}
    return [(label, count) for label, count in counts.items() if count]


def _require_erasure(found: PrivacyRequest) -> None:
    require_kind(found, RequestKind.ERASURE)
    require_open(found)


def _page(
    request: Request,
    session: Session,
    found: PrivacyRequest,
    whose: Whose,
    author: Author,
    wrong: str = "",
) -> Response:
    subject = whose.subject(found)
    (view,) = view_requests(session, [found], author.at.date())
    held = view_held(session, subject, author.at)
    session.rollback()
    would = preview_erasure(request.app.state.engine, subject, author)
    back = Crumb(f"申请 {found.id}", f"{PATH}/{found.id}{whose.query()}")
    context = {
        "view": view,
        "asked": found,
        "subject": subject,
        "whose": whose,
        "back": back.path,
        "held": held,
        "gone": erased_rows(would),
        "wrong": wrong,
    }
    return render(
        request,
        "office/privacy_erasure.html",
        context,
        crumbs=[HOME, PRIVACY, back],
        status=422 if wrong else 200,
    )

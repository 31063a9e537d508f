"""What one asks of those who keep one's data, and what one's organisation agrees to."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.services.consents import say_consent
from matchmaker.services.kin import load_kin
from matchmaker.services.privacy_requests import Asked, is_late, receive_request
from matchmaker.web.access import AuthorDep, SelfDep
from matchmaker.web.api.fields import Paragraph
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.pages.account.overview import CRUMB
from matchmaker.web.templating import render
from models.account import Account
from models.privacy import Consent
from models.privacy_enums import ConsentPurpose, RequestKind
from models.queries import accounts as account_queries
from models.queries import organisations as organisation_queries
from models.queries import privacy as privacy_queries

PATH = "/account/privacy"
NO_BODY = "您的账号不属于任何单位。请直接联系省级组织者"

router = APIRouter(include_in_schema=False)


class AskForm(BaseModel):
    """What one asks for."""

    kind: RequestKind
    text: Paragraph = ""


class ConsentForm(BaseModel):
    """What the own organisation says of a purpose."""

    given: bool


@router.get(PATH, response_class=HTMLResponse)
def show(request: Request, viewer: SelfDep, session: SessionDep, now: NowDep) -> Response:
    """Show what one has asked for, and what one's organisation agrees to."""
    account = _account(session, viewer)
    found = privacy_queries.requests_of(session, viewer.organisations)
    context = {
        "has_body": account.organisation_id is not None,
        "kinds": [(kind.value, kind.label) for kind in RequestKind],
        "requests": [
            (one, is_late(one, now.date())) for one in found if one.received_by == viewer.name
        ],
        "consents": _consents(session, account),
    }
    return render(request, "account/privacy.html", context, crumbs=[CRUMB])


@router.post(PATH)
def ask(
    request: Request,
    typed: Annotated[AskForm, Form()],
    viewer: SelfDep,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Ask for a copy, a correction or the erasure of what is kept of oneself."""
    account = _account(session, viewer)
    if account.organisation_id is None:
        return go_back(request, PATH, NO_BODY)
    body = organisation_queries.get_survivor(session, account.organisation_id)
    asked = Asked(body.id or 0, typed.kind, account.name, typed.text)
    made = receive_request(session, asked, author)
    session.commit()
    return go_on(request, PATH, Done(f"申请已提交，将在 {made.due_on} 前答复"))


@router.post(f"{PATH}/consents/{{purpose}}")
def say(
    request: Request,
    purpose: ConsentPurpose,
    typed: Annotated[ConsentForm, Form()],
    viewer: SelfDep,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Agree or object for the own organisation; what it said last is what holds."""
    account = _account(session, viewer)
    if account.organisation_id is None:
        return go_back(request, PATH, NO_BODY)
    before = dict(_consents(session, account))[purpose]
    was_other = before is not None and before.given is not typed.given
    say_consent(session, account.organisation_id, purpose, author, given=typed.given)
    session.commit()
    said = "同意" if typed.given else "不同意"
    fields = {"given": "false" if typed.given else "true"}
    # What was never said cannot be said again.
    undo = Undo(path=f"{PATH}/consents/{purpose.value}", fields=fields) if was_other else None
    return go_on(request, PATH, Done(f"已登记：本单位{said}{purpose.label}", undo))


def _account(session: Session, viewer: Viewer) -> Account:
    return account_queries.get_account(session, viewer.account_id or 0)


def _consents(session: Session, account: Account) -> list[tuple[ConsentPurpose, Consent | None]]:
    if account.organisation_id is None:
        return []
    records = load_kin(session).same([account.organisation_id])
    return [
        (purpose, privacy_queries.last_consent(session, records, purpose))
        for purpose in ConsentPurpose
    ]

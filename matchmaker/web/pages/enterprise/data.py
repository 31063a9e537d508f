"""What is kept of a firm, what it agrees to, and what its people may ask of those who keep it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.consents import say_consent
from matchmaker.services.own_record import view_own_record
from matchmaker.services.privacy_requests import Asked, is_late, receive_request
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import Text
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, Undo, go_on
from matchmaker.web.pages.enterprise.desk import HOME, FirmMay, own_firm
from matchmaker.web.templating import render
from models.privacy_enums import ConsentPurpose, RequestKind
from models.queries import accounts as account_queries
from models.queries import privacy as privacy_queries

PAGE = "/enterprise/data"
LONGEST_TEXT = 2_000

router = APIRouter(include_in_schema=False)

# Nobody consents or asks about a firm's data but its own people.
Member = Annotated[Viewer, Depends(FirmMay(Permission.CONTACT_OPEN))]


class ConsentForm(BaseModel):
    """What the firm says about a purpose."""

    purpose: ConsentPurpose
    given: bool


class AskForm(BaseModel):
    """What somebody asks about their own data."""

    kind: RequestKind
    text: Annotated[Text, Field(max_length=LONGEST_TEXT)] = ""


@router.get(PAGE, response_class=HTMLResponse)
def show(request: Request, viewer: Member, session: SessionDep, now: NowDep) -> Response:
    """Show the record of the firm, its consents, and what was asked for."""
    firm = own_firm(session, viewer)
    asked = privacy_queries.requests_of(session, viewer.organisations)
    own = [one for one in asked if one.received_by == viewer.name]
    context = {
        "record": view_own_record(session, firm),
        "asked": [(one, is_late(one, now.date())) for one in own],
        "kinds": [(kind.value, kind.label) for kind in RequestKind],
        "longest": LONGEST_TEXT,
    }
    return render(request, "enterprise/data.html", context, crumbs=[HOME])


@router.post(f"{PAGE}/consents")
def say(
    request: Request,
    typed: Annotated[ConsentForm, Form()],
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Agree or object for the firm; what it said last is what holds."""
    firm = own_firm(session, viewer)
    say_consent(session, firm.id or 0, typed.purpose, author, given=typed.given)
    session.commit()
    back = {"purpose": typed.purpose.value, "given": str(not typed.given).lower()}
    text = f"“{typed.purpose.label}”已改为{'同意' if typed.given else '不同意'}"
    return go_on(request, PAGE, Done(text, Undo(path=f"{PAGE}/consents", fields=back)))


@router.post(f"{PAGE}/requests")
def ask_about_own_data(
    request: Request,
    typed: Annotated[AskForm, Form()],
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Ask for a copy, a correction or the erasure of what is kept of oneself."""
    account = account_queries.get_account(session, viewer.account_id or 0)
    firm = own_firm(session, viewer)
    asked = Asked(firm.id or 0, typed.kind, account.name, typed.text)
    made = receive_request(session, asked, author)
    session.commit()
    return go_on(request, PAGE, Done(f"申请已提交，最迟 {made.due_on} 答复，答复显示在本页"))

"""A firm asks to use a patent under its open licence."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.edits import get_patent
from matchmaker.services.listing_sight import acting
from matchmaker.services.open_licence_uses import ask_to_use
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Paragraph, PathText
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.told import told
from models.errors import Conflict

router = APIRouter(include_in_schema=False)

Asker = Annotated[Viewer, Depends(May(Permission.OPEN_LICENCE_ASK))]


class AskForm(BaseModel):
    """What a firm says with its request."""

    note: Paragraph = ""


@router.post("/patents/{number}/open-licence")
def ask(
    request: Request,
    number: PathText,
    form: Annotated[AskForm, Form()],
    viewer: Asker,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Tell the owner that the firm wants to use the patent."""
    shown = get_patent(session, number).display_number
    try:
        ask_to_use(session, acting(session, viewer, author), shown, form.note)
    except Conflict as error:
        session.rollback()
        return go_back(request, f"/patents/{shown}", told(error))
    session.commit()
    done = Done("使用请求已送达权利人的工作台。双方联系后，请按公告的标准书面通知并付费")
    return go_on(request, f"/patents/{shown}", done)

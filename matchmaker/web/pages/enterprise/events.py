"""Events of a firm: its registrations and answers, its wishes, its meetings."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.web.api.fields import PathId
from matchmaker.web.pages import own_events
from matchmaker.web.pages.enterprise.desk import HOME, FirmMay
from matchmaker.web.pages.own_events import (
    AnswerForm,
    Asked,
    AskedOne,
    Stand,
    TermsForm,
    WishForm,
)
from models.meeting_enums import Side

STAND = Stand(HOME, Side.ENTERPRISE)

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(FirmMay(Permission.PARTICIPANT_READ))]
Writer = Annotated[Viewer, Depends(FirmMay(Permission.PARTICIPANT_WRITE))]
Speaker = Annotated[Viewer, Depends(FirmMay(Permission.WISH_WRITE))]


@router.get("/enterprise/events", response_class=HTMLResponse)
def list_events(asked: Annotated[Asked, Depends()], viewer: Reader) -> Response:
    """Show the events that it comes to, and those that it could come to."""
    return own_events.show_events(STAND, asked, viewer)


@router.get("/enterprise/events/{slug}", response_class=HTMLResponse)
def show(asked: Annotated[AskedOne, Depends()], viewer: Reader) -> Response:
    """Show an event with its answer, its wishes and its meetings."""
    return own_events.show_event(STAND, asked, viewer)


@router.post("/enterprise/events/{slug}/registration", response_class=HTMLResponse)
def register(
    asked: Annotated[AskedOne, Depends()], typed: Annotated[TermsForm, Form()], viewer: Writer
) -> Response:
    """Keep that it asks to come."""
    return own_events.save_registration(STAND, asked, typed, viewer)


@router.post("/enterprise/events/{slug}/answer", response_class=HTMLResponse)
def say(
    asked: Annotated[AskedOne, Depends()], typed: Annotated[AnswerForm, Form()], viewer: Writer
) -> Response:
    """Keep whether it comes."""
    return own_events.save_answer(STAND, asked, typed, viewer)


@router.post("/enterprise/events/{slug}/wishes", response_class=HTMLResponse)
def wish(
    asked: Annotated[AskedOne, Depends()], typed: Annotated[WishForm, Form()], viewer: Speaker
) -> Response:
    """Keep whom it wishes to meet or not."""
    return own_events.save_wish(STAND, asked, typed, viewer)


@router.post("/enterprise/events/{slug}/wishes/{wish_id}/drop")
def drop(asked: Annotated[AskedOne, Depends()], wish_id: PathId, viewer: Speaker) -> Response:
    """Take a wish back."""
    return own_events.drop(STAND, asked, wish_id, viewer)

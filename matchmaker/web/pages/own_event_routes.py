"""The routes of events as bodies come to them, the same at the desk of either side."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.web.access import May
from matchmaker.web.api.fields import PathId
from matchmaker.web.pages import own_events
from matchmaker.web.pages.own_events import (
    AnswerForm,
    Asked,
    AskedOne,
    Stand,
    TermsForm,
    WishForm,
)


def event_routes(stand: Stand, gate: type[May]) -> APIRouter:
    """Return the routes of a desk; gate: lets in those who stand at it and have a permission."""
    router = APIRouter(include_in_schema=False)
    reader, writer = gate(Permission.PARTICIPANT_READ), gate(Permission.PARTICIPANT_WRITE)
    speaker = gate(Permission.WISH_WRITE)
    one = f"{stand.path}/{{slug}}"

    @router.get(stand.path, response_class=HTMLResponse)
    def list_events(
        asked: Annotated[Asked, Depends()], viewer: Annotated[Viewer, Depends(reader)]
    ) -> Response:
        """Show the events that it comes to, and those that it could come to."""
        return own_events.show_events(stand, asked, viewer)

    @router.get(one, response_class=HTMLResponse)
    def show(
        asked: Annotated[AskedOne, Depends()], viewer: Annotated[Viewer, Depends(reader)]
    ) -> Response:
        """Show an event with its answer, its wishes and its meetings."""
        return own_events.show_event(stand, asked, viewer)

    @router.post(f"{one}/registration", response_class=HTMLResponse)
    def register(
        asked: Annotated[AskedOne, Depends()],
        typed: Annotated[TermsForm, Form()],
        viewer: Annotated[Viewer, Depends(writer)],
    ) -> Response:
        """Keep that it asks to come."""
        return own_events.save_registration(stand, asked, typed, viewer)

    @router.post(f"{one}/answer", response_class=HTMLResponse)
    def say(
        asked: Annotated[AskedOne, Depends()],
        typed: Annotated[AnswerForm, Form()],
        viewer: Annotated[Viewer, Depends(writer)],
    ) -> Response:
        """Keep whether it comes."""
        return own_events.save_answer(stand, asked, typed, viewer)

    @router.post(f"{one}/wishes", response_class=HTMLResponse)
    def wish(
        asked: Annotated[AskedOne, Depends()],
        typed: Annotated[WishForm, Form()],
        viewer: Annotated[Viewer, Depends(speaker)],
    ) -> Response:
        """Keep whom it wishes to meet or not."""
        return own_events.save_wish(stand, asked, typed, viewer)

    @router.post(f"{one}/wishes/{{wish_id}}/drop")
    def drop(
        asked: Annotated[AskedOne, Depends()],
        wish_id: PathId,
        viewer: Annotated[Viewer, Depends(speaker)],
    ) -> Response:
        """Take a wish back."""
        return own_events.drop(stand, asked, wish_id, viewer)

    return router

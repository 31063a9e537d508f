"""Whom the participants of an event wish to meet, and whom not."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.ownership import owned_event, owned_participant
from matchmaker.services.participants import WishWords, drop_wish, get_participant, keep_wish
from matchmaker.web.access import May
from matchmaker.web.api.fields import Line, PathId, PathSlug, Text
from matchmaker.web.api.held import own_only, seen_event
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.meeting_enums import Side, Wanting
from models.participant import Wish
from models.queries import events as event_queries
from models.queries import participants as participant_queries

IN_ORDER = "id"

router = APIRouter(
    prefix="/events/{slug}", tags=["participants"], responses=errors(401, 403, 404, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.PARTICIPANT_READ))]
Speaker = Annotated[Viewer, Depends(May(Permission.WISH_WRITE))]


class WishForm(BaseModel):
    """A wish; other: the organisation that is to be met or not, in any known spelling."""

    model_config = ConfigDict(extra="forbid")

    other: Annotated[Line, Field(examples=["武汉科技大学"])]
    wants: Annotated[Wanting, Field(examples=[Wanting.WANT])]
    note: Annotated[Text, Field(max_length=500)] = ""


class WishView(BaseModel):
    """What one side says of a meeting; side: whose word it is."""

    id: int
    side: Side
    enterprise: str
    institution: str
    wants: Wanting
    wants_label: str = Field(examples=["希望见面"])
    note: str
    made_at: datetime


class WishQuery(BaseModel):
    """Which page of wishes."""

    model_config = ConfigDict(extra="forbid")

    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("/wishes", operation_id="list_wishes")
def list_wishes(
    slug: PathSlug, query: Annotated[WishQuery, Query()], viewer: Reader, session: SessionDep
) -> Page[WishView]:
    """Return what was said of meetings; members of an organisation see what it said itself."""
    event = seen_event(session, viewer, Permission.PARTICIPANT_READ, slug)
    (after,) = read_cursor(query.cursor, IN_ORDER, (int,)) or (0,)
    own = own_only(viewer, Permission.PARTICIPANT_READ)
    found = participant_queries.page_wishes(session, event, own, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=_views(session, shown),
        next_cursor=write_cursor(IN_ORDER, [shown[-1].id]) if more else None,
    )


@router.put("/participants/{participant_id}/wishes", operation_id="put_wish", responses=errors(409))
def put_wish(
    slug: PathSlug,
    participant_id: PathId,
    form: WishForm,
    viewer: Speaker,
    session: SessionDep,
    now: NowDep,
) -> WishView:
    """Say for a participant whom it wishes to meet or not; a later word replaces an earlier one."""
    event = event_queries.get_event(session, slug)
    speaker = participant_queries.get_by_id(session, event, participant_id)
    viewer.require(Permission.WISH_WRITE, owned_participant(event, speaker))
    event = event_queries.hold_event(session, slug)
    other = get_participant(session, event, form.other, speaker.side.other)
    words = WishWords("", speaker.side, form.other, form.wants, form.note)
    wish = keep_wish(session, event, (speaker, other), words, now)
    session.commit()
    return _views(session, [wish])[0]


@router.delete(
    "/wishes/{wish_id}", operation_id="delete_wish", status_code=204, responses=errors(409)
)
def delete_wish(slug: PathSlug, wish_id: PathId, viewer: Speaker, session: SessionDep) -> None:
    """Take a wish back, as if nothing had been said."""
    event = event_queries.get_event(session, slug)
    wish = participant_queries.get_wish(session, event, wish_id)
    speaker = wish.enterprise_id if wish.side is Side.ENTERPRISE else wish.institution_id
    owned = Owned(owned_event(event).cities, frozenset({speaker}))
    viewer.require(Permission.WISH_WRITE, owned)
    event_queries.hold_event(session, slug)
    drop_wish(session, participant_queries.get_wish(session, event, wish_id))
    session.commit()


def _views(session: Session, wishes: list[Wish]) -> list[WishView]:
    bodies = {body for wish in wishes for body in (wish.enterprise_id, wish.institution_id)}
    labels = body_labels(session, bodies)
    return [
        WishView(
            id=wish.id or 0,
            side=wish.side,
            enterprise=labels[wish.enterprise_id].name,
            institution=labels[wish.institution_id].name,
            wants=wish.wants,
            wants_label=wish.wants.label,
            note=wish.note,
            made_at=wish.made_at,
        )
        for wish in wishes
    ]

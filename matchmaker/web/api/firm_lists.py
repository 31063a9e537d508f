"""Lists of firms for roadshows of a chain: made, read, changed by hand, locked and exported."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.industry.chains import chain_name
from matchmaker.jobs.firm_lists import take_firm_book
from matchmaker.services.firm_lists.edits import ACTS, do, find_firm, get_draft
from matchmaker.services.firm_lists.hands import FirmDeed, FirmLogLine, view_log
from matchmaker.services.firm_lists.invite import invite_listed
from matchmaker.services.firm_lists.lock import correct, lock
from matchmaker.services.firm_lists.make import generate
from matchmaker.services.firm_lists.view import (
    FirmDifference,
    FirmLine,
    compare_firms,
    sees_of,
    view_firms,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.event_lists import CorrectionForm
from matchmaker.web.api.fields import Id, Line, PathId, PathSlug, Text
from matchmaker.web.api.held import XLSX, as_file, held_event, read_roadshow
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.enums import ListAct, ListStatus
from models.event import LARGEST_FIRMS, Event
from models.firm_list import FirmList
from models.meeting_enums import ParticipantStatus
from models.queries import firm_lists as firm_list_queries

router = APIRouter(
    prefix="/events/{slug}", tags=["lists"], responses=errors(401, 403, 404, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.LIST_READ))]
Editor = Annotated[Viewer, Depends(May(Permission.LIST_WRITE))]
Inviter = Annotated[Viewer, Depends(May(Permission.PARTICIPANT_WRITE))]


class FirmListForm(BaseModel):
    """How many firms the version may have; null for what the event says."""

    model_config = ConfigDict(extra="forbid")

    most: Annotated[int | None, Field(ge=1, le=LARGEST_FIRMS, examples=[12])] = None


class DraftForm(BaseModel):
    """The draft that was looked at; another one in hand is a conflict."""

    model_config = ConfigDict(extra="forbid")

    version: Id | None = None


class FirmEditForm(DraftForm):
    """An act on a firm, by its id or any known spelling; text: why it is removed, or a note."""

    act: Annotated[ListAct, Field(examples=[ListAct.PIN], description="、".join(ACTS))]
    firm: Annotated[Line, Field(examples=["武汉光谷激光有限公司"])] = ""
    organisation_id: Id | None = None
    text: Annotated[Text, Field(max_length=500)] = ""


class FirmListSummary(BaseModel):
    """A version of a list of firms; most: how many it may have."""

    version: int = Field(examples=[2])
    status: ListStatus
    status_label: str = Field(examples=["草稿"])
    chain: str = Field(examples=["laser"])
    chain_name: str = Field(examples=["光通信及激光"])
    most: int
    created_at: datetime
    locked_at: datetime | None
    firms: int


class FirmListMade(FirmListSummary):
    """The same of the newest version, and whether it was made just now."""

    made: bool


class ListedFirm(BaseModel):
    """A firm at its place as it stood; score: null where its reasons are not all told.

    status: how it stands with the event, null where it is not invited.
    """

    place: int
    organisation_id: int
    name: str
    city: str
    score: float | None
    reasons: list[str]
    note: str
    hand: str
    status: ParticipantStatus | None


class FirmListDetail(BaseModel):
    """A version with its firms, and what an organiser must know."""

    event: str = Field(examples=["chain-june"])
    name: str
    held_on: date
    version: int
    status: ListStatus
    status_label: str
    chain: str
    chain_name: str
    most: int
    created_at: datetime
    locked_at: datetime | None
    notices: list[str]
    firms: list[ListedFirm]


class GoneFirm(ListedFirm):
    """A firm that left, as it stood before."""

    why: str


class MovedFirm(BaseModel):
    """A firm on both versions; before, after: its places."""

    organisation_id: int
    name: str
    before: int
    after: int


class FirmChanges(BaseModel):
    """What differs between two versions; told: firms whose score or reasons are others now."""

    old: int
    new: int
    came: list[ListedFirm]
    went: list[GoneFirm]
    moved: list[MovedFirm]
    told: list[MovedFirm]


class FirmEditView(BaseModel):
    """What was done, to which version."""

    version: int
    act: ListAct
    label: str = Field(examples=["固定"])


class FirmsInvited(BaseModel):
    """How many were invited now, and how many had been before."""

    new: int
    known: int


@router.get("/firm-lists", operation_id="list_firm_list_versions")
def list_versions(slug: PathSlug, viewer: Reader, session: SessionDep) -> list[FirmListSummary]:
    """Return the versions of a finance roadshow's list of firms, the first one first."""
    event = read_roadshow(session, viewer, slug)
    counts = firm_list_queries.entry_counts(session, event)
    return [
        _summary(found, counts.get(found.version, 0))
        for found in firm_list_queries.list_versions(session, event)
    ]


@router.post("/firm-lists", operation_id="generate_firm_list", responses=errors(409))
def make_list(
    slug: PathSlug, form: FirmListForm, viewer: Editor, author: AuthorDep, session: SessionDep
) -> FirmListMade:
    """Make a version of the list of firms, unless nothing differs; a locked one stays."""
    event = held_event(session, viewer, Permission.LIST_WRITE, slug)
    done = generate(session, event, author, form.most)
    session.commit()
    return FirmListMade(**_summary(done.version, done.entries).model_dump(), made=done.made)


@router.post("/firm-lists/lock", operation_id="lock_firm_list", responses=errors(409))
def lock_list(
    slug: PathSlug, form: DraftForm, viewer: Editor, author: AuthorDep, session: SessionDep
) -> FirmListSummary:
    """Lock the draft in hand: what it says stays as it is."""
    event = held_event(session, viewer, Permission.LIST_WRITE, slug)
    locked = lock(session, event, author, form.version)
    session.commit()
    return _summary_of(session, event, locked)


@router.post(
    "/firm-lists/corrections",
    operation_id="correct_firm_list",
    status_code=201,
    responses=errors(409),
)
def add_correction(
    slug: PathSlug, form: CorrectionForm, viewer: Editor, author: AuthorDep, session: SessionDep
) -> FirmListSummary:
    """Begin a new draft with the firms of the locked version, which stays readable."""
    event = held_event(session, viewer, Permission.LIST_WRITE, slug)
    draft = correct(session, event, form.reason, author)
    session.commit()
    return _summary_of(session, event, draft)


@router.get("/firm-lists/{version}", operation_id="get_firm_list")
def read_version(
    slug: PathSlug, version: PathId, viewer: Reader, session: SessionDep
) -> FirmListDetail:
    """Return a version with its firms.

    Of firms in other cities a city is not told whether they ask for finance or are on the white
    list.
    """
    view = view_firms(session, read_roadshow(session, viewer, slug), version, sees_of(viewer))
    return FirmListDetail(
        event=view.slug,
        name=view.event_name,
        held_on=view.held_on,
        version=view.version,
        status=view.status,
        status_label=view.status.label,
        chain=view.chain,
        chain_name=view.chain_name,
        most=view.most,
        created_at=view.created_at,
        locked_at=view.locked_at,
        notices=list(view.notices),
        firms=[_listed(one) for one in view.firms],
    )


@router.get("/firm-lists/{version}/changes", operation_id="compare_firm_lists")
def compare(
    slug: PathSlug,
    version: PathId,
    viewer: Reader,
    session: SessionDep,
    since: Annotated[Id | None, Query(description="与哪一版比较，默认前一版")] = None,
) -> FirmChanges:
    """Return what a version changes against an earlier one, and why."""
    event = read_roadshow(session, viewer, slug)
    return _changes(compare_firms(session, event, version, since, sees_of(viewer)))


@router.get(
    "/firm-lists/{version}/firms.xlsx", operation_id="export_firm_list", response_class=Response
)
def export(
    slug: PathSlug, version: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return a version as a workbook to print; the audit log keeps that it was taken."""
    event = read_roadshow(session, viewer, slug)
    name, content = take_firm_book(session, event, version, sees_of(viewer), author)
    session.commit()
    return as_file(content, XLSX, name)


@router.post("/firm-list/edits", operation_id="edit_firm_list", responses=errors(409))
def edit_list(
    slug: PathSlug, form: FirmEditForm, viewer: Editor, author: AuthorDep, session: SessionDep
) -> FirmEditView:
    """Do something to a firm of the draft in hand: later versions keep to it."""
    event = held_event(session, viewer, Permission.LIST_WRITE, slug)
    get_draft(session, event, form.version)
    firm = find_firm(session, form.firm, form.organisation_id).id or 0
    done = do(session, event, FirmDeed(firm, form.act, form.text.strip()), author)
    session.commit()
    return FirmEditView(version=done.version, act=form.act, label=form.act.label)


@router.get("/firm-list/log", operation_id="list_firm_list_acts")
def read_log(slug: PathSlug, viewer: Reader, session: SessionDep) -> list[FirmLogLine]:
    """Return who did what to the list of firms, the oldest first."""
    return view_log(session, read_roadshow(session, viewer, slug))


@router.post("/firm-list/invitations", operation_id="invite_listed_firms", responses=errors(409))
def invite(
    slug: PathSlug, form: DraftForm, viewer: Inviter, session: SessionDep, now: NowDep
) -> FirmsInvited:
    """Invite all firms of a version, the newest by default, who are not invited yet."""
    event = held_event(session, viewer, Permission.PARTICIPANT_WRITE, slug)
    done = invite_listed(session, event, form.version, now)
    session.commit()
    return FirmsInvited(new=done.new, known=done.known)


def _summary_of(session: Session, event: Event, found: FirmList) -> FirmListSummary:
    counts = firm_list_queries.entry_counts(session, event)
    return _summary(found, counts.get(found.version, 0))


def _summary(found: FirmList, firms: int) -> FirmListSummary:
    return FirmListSummary(
        version=found.version,
        status=found.status,
        status_label=found.status.label,
        chain=found.chain,
        chain_name=chain_name(found.chain),
        most=found.most,
        created_at=found.created_at,
        locked_at=found.locked_at,
        firms=firms,
    )


def _listed(line: FirmLine) -> ListedFirm:
    names = set(ListedFirm.model_fields) - {"reasons"}
    return ListedFirm(**{name: getattr(line, name) for name in names}, reasons=list(line.reasons))


def _changes(found: FirmDifference) -> FirmChanges:
    moved, told = (
        [
            MovedFirm(
                organisation_id=one.after.organisation_id,
                name=one.after.name,
                before=one.before.place,
                after=one.after.place,
            )
            for one in changes
        ]
        for changes in (found.moved, found.told)
    )
    return FirmChanges(
        old=found.old,
        new=found.new,
        came=[_listed(one) for one in found.came],
        went=[GoneFirm(**_listed(line).model_dump(), why=why) for line, why in found.went],
        moved=moved,
        told=told,
    )

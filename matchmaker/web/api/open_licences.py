"""Open licences: what the law asks of a patent, what is declared, filed, announced, and used."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.edits import get_patent
from matchmaker.services.listing_sight import acting, scope_of
from matchmaker.services.listing_terms import today_of
from matchmaker.services.open_licence_uses import ask_to_use, record_use
from matchmaker.services.open_licence_view import view_licence, view_licences, view_newest
from matchmaker.services.open_licences import Move, declare, move, seen_licence
from matchmaker.services.ownership import owned_patent
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId, PathText
from matchmaker.web.api.licence_bodies import (
    AskInput,
    DeclarationInput,
    LicenceFull,
    LicenceQuery,
    LicenceRules,
    LicenceSummary,
    LicenceUseItem,
    StepInput,
    UseInput,
    licence_full,
    rule_findings,
    use_item,
)
from matchmaker.web.api.paging import Page, read_cursor, write_cursor
from matchmaker.web.api.tagged import NOT_MODIFIED, answer_tagged, require_match
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.patent import Patent
from models.queries import open_licences as licence_queries
from models.queries.open_licences import WantedLicences

router = APIRouter(
    prefix="/open-licences", tags=["open-licences"], responses=errors(401, 403, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.OPEN_LICENCE_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.OPEN_LICENCE_WRITE))]
Mover = Annotated[Viewer, Depends(May(Permission.OPEN_LICENCE_MOVE))]
Asker = Annotated[Viewer, Depends(May(Permission.OPEN_LICENCE_ASK))]
SORT = "id"


@router.get("", operation_id="list_open_licences", responses=errors(404))
def list_licences(
    query: Annotated[LicenceQuery, Query()], viewer: Reader, author: AuthorDep, session: SessionDep
) -> Page[LicenceSummary]:
    """Return the declarations for the patents within reach, the newest first, a page at a time."""
    wanted = WantedLicences(
        scope_of(viewer, Permission.OPEN_LICENCE_READ),
        query.state,
        get_patent(session, query.patent).id if query.patent else None,
        query.city,
        asked=query.asked,
    )
    after = read_cursor(query.cursor, SORT, (int,))
    found = licence_queries.page_licences(session, wanted, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[
            LicenceSummary(**asdict(row)) for row in view_licences(session, shown, today_of(author))
        ],
        next_cursor=write_cursor(SORT, [shown[-1].id]) if more else None,
    )


@router.get("/check/{number}", operation_id="check_open_licence", responses=errors(404))
def check(number: PathText, viewer: Reader, author: AuthorDep, session: SessionDep) -> LicenceRules:
    """Return what every rule finds of a patent of one's own and its declaration."""
    patent = get_patent(session, number)
    viewer.require(Permission.OPEN_LICENCE_READ, owned_patent(session, patent))
    found = view_newest(session, viewer, patent, today_of(author))
    return LicenceRules(
        number=patent.display_number,
        title=patent.title,
        licence_id=found.licence.id if found.licence is not None and found.stands else None,
        rules=rule_findings(found),
    )


@router.post(
    "/requests", operation_id="ask_for_open_licence", status_code=201, responses=errors(404, 409)
)
def ask(asked: AskInput, viewer: Asker, author: AuthorDep, session: SessionDep) -> LicenceUseItem:
    """Tell the owner of a patent that a firm wants to use it under its announced open licence."""
    use = ask_to_use(session, acting(session, viewer, author), asked.patent, asked.note)
    session.commit()
    return use_item(use)


@router.put(
    "/patents/{number}",
    operation_id="declare_open_licence",
    response_model=LicenceFull,
    responses=errors(404, 409, 412),
)
def put_declaration(
    request: Request,
    number: PathText,
    said: DeclarationInput,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep what an owner intends to declare: a new declaration, or what stands of one."""
    patent = get_patent(session, number)
    viewer.require(Permission.OPEN_LICENCE_WRITE, owned_patent(session, patent))
    present = view_newest(session, viewer, patent, today_of(author))
    if present.licence is not None and present.stands:
        require_match(request, licence_full(present))
    who = acting(session, viewer, author)
    declare(session, who, number, said.said(), said.organisation_id)
    session.commit()
    return answer_tagged(
        request, licence_full(view_newest(session, viewer, patent, today_of(author)))
    )


@router.get(
    "/{licence_id}",
    operation_id="get_open_licence",
    response_model=LicenceFull,
    responses=errors(404) | NOT_MODIFIED,
)
def read_licence(
    request: Request, licence_id: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return a declaration with what every rule finds, its uses and its steps."""
    return answer_tagged(request, _detail(session, viewer, licence_id, today_of(author)))


@router.post(
    "/{licence_id}/steps",
    operation_id="move_open_licence",
    response_model=LicenceFull,
    responses=errors(404, 409, 412),
)
def move_licence(
    request: Request,
    licence_id: PathId,
    step: StepInput,
    viewer: Mover,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Write down that a declaration was filed, announced, withdrawn, taken back or has ended."""
    require_match(request, _detail(session, viewer, licence_id, today_of(author)))
    done = Move(step.act, step.on, step.number, step.note)
    move(session, acting(session, viewer, author), licence_id, done)
    session.commit()
    return answer_tagged(request, _detail(session, viewer, licence_id, today_of(author)))


@router.post(
    "/{licence_id}/uses",
    operation_id="add_open_licence_use",
    status_code=201,
    responses=errors(404, 409),
)
def add_use(
    licence_id: PathId, said: UseInput, viewer: Writer, author: AuthorDep, session: SessionDep
) -> LicenceUseItem:
    """Write down another firm that uses the patent."""
    use = record_use(session, acting(session, viewer, author), licence_id, said.said())
    session.commit()
    return use_item(use)


@router.put(
    "/{licence_id}/uses/{use_id}",
    operation_id="change_open_licence_use",
    responses=errors(404, 409),
)
def put_use(
    licence_id: PathId,
    use_id: PathId,
    said: UseInput,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> LicenceUseItem:
    """Write down how far a use has come."""
    use = record_use(session, acting(session, viewer, author), licence_id, said.said(), use_id)
    session.commit()
    return use_item(use)


def _detail(session: Session, viewer: Viewer, licence_id: int, today: date) -> LicenceFull:
    """Return one that the viewer may know of; raise NotFound for others."""
    licence = seen_licence(session, viewer, licence_id)
    patent = session.get_one(Patent, licence.patent_id)
    return licence_full(view_licence(session, viewer, patent, licence, today))

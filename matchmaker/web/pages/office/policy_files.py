"""The file of a policy itself: sent, taken off, brought back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import UploadFile

from ingest.errors import SourceError
from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.jobs.policy_files import receive_policy_file
from matchmaker.services.list_hands import Author
from matchmaker.services.policies import owned_policy
from matchmaker.services.policy_view import own_file
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId
from matchmaker.web.api.file_form import chunks, file_of, read_parts
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.record_files import HeldFile, bring_back, list_files, take_off
from matchmaker.web.pages.office.service_frame import POLICIES_PATH
from matchmaker.web.told import told
from models.errors import Conflict
from models.kept_record import RecordKind
from models.policy import Policy
from models.queries import policies as policy_queries

router = APIRouter(prefix=f"{POLICIES_PATH}/{{policy_id}}/files", include_in_schema=False)

Writer = Annotated[Viewer, Depends(May(Permission.PUBLIC_SERVICE_WRITE))]


@router.post("")
async def add(
    request: Request, policy_id: PathId, viewer: Writer, author: AuthorDep, session: SessionDep
) -> Response:
    """Attach the file of a policy, or say why it was not taken."""
    await run_in_threadpool(_kept, session, viewer, policy_id)
    # The connection goes back: another transaction stores the file.
    await run_in_threadpool(session.rollback)
    at = f"{POLICIES_PATH}/{policy_id}"
    try:
        async with read_parts(request, request.app.state.settings.max_file_mb) as form:
            file = file_of(form)
            name, filled = await run_in_threadpool(
                _store, request, (viewer, policy_id), file, author
            )
    except (BadQuery, SourceError, Conflict) as error:
        return go_back(request, at, f"没有附上：{told(error)}")
    more = "，正文已从中读出，请核对" if filled else ""
    return go_on(request, at, Done(f"已附上“{name}”{more}"))


@router.post("/{file_id}/remove")
def remove(
    request: Request,
    policy_id: PathId,
    file_id: PathId,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Take a file off its policy; for a while it can be had back."""
    return take_off(request, session, _held(session, viewer, policy_id, file_id), author)


@router.post("/{file_id}/restore")
def restore(
    request: Request,
    policy_id: PathId,
    file_id: PathId,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Bring a removed file back."""
    return bring_back(request, session, _held(session, viewer, policy_id, file_id), author)


def file_context(
    request: Request, session: Session, policy_id: int
) -> tuple[RecordKind, dict[str, Any]]:
    """Return the kind of a policy's record, and what the list of its files is drawn with."""
    at = f"{POLICIES_PATH}/{policy_id}/files"
    return RecordKind.POLICY, {
        **list_files(request, session, RecordKind.POLICY, policy_id),
        "files_path": at,
        "add_path": at,
        "open_path": f"/policies/{policy_id}/files",
    }


def _kept(session: Session, viewer: Viewer, policy_id: int) -> Policy:
    policy = policy_queries.get_policy(session, policy_id)
    viewer.require(Permission.PUBLIC_SERVICE_WRITE, owned_policy(policy))
    return policy


def _held(session: Session, viewer: Viewer, policy_id: int, file_id: int) -> HeldFile:
    policy, at = _kept(session, viewer, policy_id), f"{POLICIES_PATH}/{policy_id}"
    return HeldFile(own_file(session, policy, file_id), policy, f"{at}/files/{file_id}", at)


def _store(
    request: Request, to: tuple[Viewer, int], file: UploadFile, author: Author
) -> tuple[str, bool]:
    """Store a file; return its name, and whether the policy took its text."""
    state = request.app.state
    sent = file.filename or "", chunks(file.file)
    made, filled = receive_policy_file(state.engine, state.settings, *to, sent, author)
    return made.file_name, filled

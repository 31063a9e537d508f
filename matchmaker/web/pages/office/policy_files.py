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
from matchmaker.services.ledger.evidence import is_kept, remove_file, restore_file
from matchmaker.services.ledger.evidence_media import EvidenceType
from matchmaker.services.list_hands import Author
from matchmaker.services.policies import owned_policy
from matchmaker.services.policy_view import own_file
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId
from matchmaker.web.api.file_form import chunks, file_of, read_parts
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.pages.office.ledger_evidence import FileRow
from matchmaker.web.pages.office.service_frame import POLICIES_PATH
from matchmaker.web.told import told
from models.errors import Conflict
from models.ledger import LedgerFile
from models.ledger_enums import LedgerKind
from models.policy import Policy
from models.queries import ledger_files as file_queries
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
    at = f"{POLICIES_PATH}/{policy_id}"
    policy, file = _held(session, viewer, policy_id, file_id)
    try:
        remove_file(session, policy, file, author)
    except Conflict as error:
        session.rollback()
        return go_back(request, at, told(error))
    name = file.file_name
    session.commit()
    undo = Undo(path=f"{at}/files/{file_id}/restore")
    return go_on(request, at, Done(f"已删除“{name}”，30 天内可以恢复", undo))


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
    at = f"{POLICIES_PATH}/{policy_id}"
    policy, file = _held(session, viewer, policy_id, file_id)
    try:
        restore_file(session, policy, file, author)
    except Conflict as error:
        session.rollback()
        return go_back(request, at, told(error))
    name = file.file_name
    session.commit()
    return go_on(request, at, Done(f"已恢复“{name}”"))


def file_context(
    request: Request, session: Session, policy_id: int
) -> tuple[LedgerKind, dict[str, Any]]:
    """Return the kind of a policy's record, and what the list of its files is drawn with."""
    state = request.app.state
    now = state.clock()
    names = {one.value: one.label for one in EvidenceType}
    at = f"{POLICIES_PATH}/{policy_id}/files"
    return LedgerKind.POLICY, {
        "files": [
            FileRow(one, names.get(one.media_type, ""), is_kept(one, now))
            for one in file_queries.files_of(session, LedgerKind.POLICY, policy_id)
        ],
        "files_path": at,
        "max_mb": state.settings.max_file_mb,
    }


def _kept(session: Session, viewer: Viewer, policy_id: int) -> Policy:
    policy = policy_queries.get_policy(session, policy_id)
    viewer.require(Permission.PUBLIC_SERVICE_WRITE, owned_policy(policy))
    return policy


def _held(
    session: Session, viewer: Viewer, policy_id: int, file_id: int
) -> tuple[Policy, LedgerFile]:
    policy = _kept(session, viewer, policy_id)
    return policy, own_file(session, policy, file_id)


def _store(
    request: Request, to: tuple[Viewer, int], file: UploadFile, author: Author
) -> tuple[str, bool]:
    """Store a file; return its name, and whether the policy took its text."""
    state = request.app.state
    sent = file.filename or "", chunks(file.file)
    made, filled = receive_policy_file(state.engine, state.settings, *to, sent, author)
    return made.file_name, filled

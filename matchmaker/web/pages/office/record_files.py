"""Files of records as pages list them, take them off and bring them back."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from matchmaker.services.kept_records.evidence import is_kept, remove_file, restore_file
from matchmaker.services.kept_records.evidence_media import EvidenceType
from matchmaker.services.kept_records.kinds import Proved
from matchmaker.services.list_hands import Author
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.told import told
from models.errors import Conflict
from models.kept_record import RecordFile, RecordKind
from models.queries import record_files as file_queries


@dataclass(frozen=True)
class FileRow:
    """A file as a page lists it; can_return: whether a removed one can be had back."""

    file: RecordFile
    label: str
    can_return: bool


@dataclass(frozen=True)
class HeldFile:
    """A file with its record; path: of the file, at: of the page that lists it."""

    file: RecordFile
    record: Proved
    path: str
    at: str


def list_files(
    request: Request, session: Session, kind: RecordKind, record_id: int
) -> dict[str, Any]:
    """Return the files of a record and how large one may be, as the list is drawn with them."""
    state = request.app.state
    now = state.clock()
    names = {one.value: one.label for one in EvidenceType}
    return {
        "files": [
            FileRow(one, names.get(one.media_type, ""), is_kept(one, now))
            for one in file_queries.files_of(session, kind, record_id)
        ],
        "max_mb": state.settings.max_file_mb,
    }


def take_off(request: Request, session: Session, held: HeldFile, author: Author) -> Response:
    """Take a file off its record; for a while it can be had back."""
    try:
        remove_file(session, held.record, held.file, author)
    except Conflict as error:
        session.rollback()
        return go_back(request, held.at, told(error))
    name = held.file.file_name
    session.commit()
    undo = Undo(path=f"{held.path}/restore")
    return go_on(request, held.at, Done(f"已删除“{name}”，30 天内可以恢复", undo))


def bring_back(request: Request, session: Session, held: HeldFile, author: Author) -> Response:
    """Bring a removed file back."""
    try:
        restore_file(session, held.record, held.file, author)
    except Conflict as error:
        session.rollback()
        return go_back(request, held.at, told(error))
    name = held.file.file_name
    session.commit()
    return go_on(request, held.at, Done(f"已恢复“{name}”"))

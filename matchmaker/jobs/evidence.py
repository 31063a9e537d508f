"""Files that prove records of the ledger: stored, and taken away when their days are over.

As with uploads, one lock keeps files and rows in step.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.jobs.uploads import locked
from matchmaker.services.kept_records.evidence import KEPT, Received, add_file
from matchmaker.services.kept_records.evidence_media import sniff_evidence
from matchmaker.services.kept_records.kinds import Proved
from matchmaker.services.list_hands import Author
from matchmaker.services.upload_files import (
    place_file,
    receive_bytes,
    stored_path,
    sweep_files,
)
from matchmaker.services.upload_names import clean_name
from matchmaker.settings import Settings
from models.kept_record import RecordFile, RecordKind
from models.queries import ledger as ledger_queries
from models.queries import model_cases as case_queries
from models.queries import record_files as file_queries
from models.queries import submissions as submission_queries
from models.session import make_session

_FINDERS: Mapping[RecordKind, Callable[[Session, int], Proved]] = {
    RecordKind.ACTIVITY: ledger_queries.get_activity,
    RecordKind.DEAL: ledger_queries.get_deal,
    RecordKind.SUBMISSION: submission_queries.get_submission,
    RecordKind.CASE: case_queries.get_case,
}


def receive_evidence(
    engine: Engine,
    settings: Settings,
    record: tuple[RecordKind, int],
    sent: tuple[str, Iterable[bytes]],
    author: Author,
) -> RecordFile:
    """Store a file that proves a record; the same file again is the same.

    record: kind and id; sent: name, as the sender calls it, and content. Raises SourceError for a
    file that is too large or of no kind that is taken, StorageFull, NotFound and Conflict.
    """
    name, folder = clean_name(sent[0]), settings.evidence_dir
    kind, record_id = record
    with receive_bytes(folder, sent[1], name, settings.limits) as incoming:
        media_type = sniff_evidence(incoming.path)
        with locked(folder), make_session(engine) as session:
            received = Received(name, incoming.sha256, incoming.size, media_type.value)
            made = add_file(session, _FINDERS[kind](session, record_id), received, author)
            place_file(folder, incoming)
            session.commit()
    return made


def evidence_path(settings: Settings, file: RecordFile) -> Path:
    """Return where a file lies; raise NotFound where it no longer does."""
    return stored_path(settings.evidence_dir, file.stored_name)


def sweep_evidence(engine: Engine, settings: Settings, now: datetime) -> list[str]:
    """Take away files that were removed long enough ago, and files of no record; return names."""
    folder = settings.evidence_dir
    with locked(folder), make_session(engine) as session:
        return sweep_files(folder, file_queries.wanted_files(session, now - KEPT), now)

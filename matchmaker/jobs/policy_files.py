"""Files of the policy library: stored beside those that prove the ledger, under the same lock."""

from collections.abc import Iterable

from sqlalchemy import Engine

from ingest.errors import SourceError
from ingest.readers.docx_text import read_text
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.uploads import locked
from matchmaker.services.kept_records.evidence import Received, add_file
from matchmaker.services.kept_records.evidence_media import EvidenceType, sniff_evidence
from matchmaker.services.list_hands import Author
from matchmaker.services.policies import fill_text, hold
from matchmaker.services.upload_files import place_file, receive_bytes
from matchmaker.services.upload_names import clean_name
from matchmaker.settings import Settings
from models.kept_record import RecordFile
from models.queries import policies as policy_queries
from models.session import make_session

TAKEN = (EvidenceType.PDF, EvidenceType.DOCX)


def receive_policy_file(
    engine: Engine,
    settings: Settings,
    viewer: Viewer,
    policy_id: int,
    sent: tuple[str, Iterable[bytes]],
    author: Author,
) -> tuple[RecordFile, bool]:
    """Store a file of a policy; the same file again is the same.

    sent: name, as the sender calls it, and content. Says, too, whether the policy had no text and
    took that of the file. Raises SourceError for a file that is too large, damaged or neither PDF
    nor Word, StorageFull, NotFound, Forbidden and Conflict.
    """
    name, folder = clean_name(sent[0]), settings.evidence_dir
    with receive_bytes(folder, sent[1], name, settings.limits) as incoming:
        media_type = sniff_evidence(incoming.path)
        if media_type not in TAKEN:
            raise SourceError(
                name,
                f"{media_type.label}不能作政策文件的原文",
                "请上传 PDF 或 Word（.docx）文件",
            )
        text = ""
        if media_type is EvidenceType.DOCX:
            text = read_text(incoming.path, settings.limits)
        with locked(folder), make_session(engine) as session:
            now = policy_queries.get_policy(session, policy_id)
            policy = hold(session, viewer, policy_id, now.revision or 0)
            received = Received(name, incoming.sha256, incoming.size, media_type.value)
            made = add_file(session, policy, received, author)
            filled = fill_text(session, policy, text, author)
            place_file(folder, incoming)
            session.commit()
    return made, filled

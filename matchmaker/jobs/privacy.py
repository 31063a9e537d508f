"""Rights of persons and the end of retention as units of work, with their transaction and files."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from matchmaker.jobs.files import record_export, write_if_changed
from matchmaker.reports import personal_file
from matchmaker.services.erasure import Erased, erase
from matchmaker.services.list_hands import Author
from matchmaker.services.personal_data import Subject
from matchmaker.services.personal_file import make_personal_file
from matchmaker.services.privacy_requests import answer_request
from matchmaker.services.retention import Expired, RetentionTerms, apply_retention
from matchmaker.settings import Settings
from models.session import make_session


@dataclass(frozen=True)
class Answering:
    """The request that something is done for, None where nobody asked; and by whom it is done."""

    request_id: int | None
    author: Author


def retention_terms(settings: Settings) -> RetentionTerms:
    """Return how long things are kept, as the settings say."""
    return RetentionTerms(settings.contact_months, settings.refused_row_days)


def run_retention(engine: Engine, settings: Settings, author: Author) -> Expired:
    """Take away what has been kept for as long as it may be."""
    with make_session(engine) as session:
        done = apply_retention(session, author, retention_terms(settings))
        session.commit()
    return done


def run_erasure(engine: Engine, subject: Subject, answering: Answering) -> Erased:
    """Erase the contacts of a subject, and answer the request for it."""
    with make_session(engine) as session:
        if answering.request_id is not None:
            answer_request(session, answering.request_id, "已删除", answering.author)
        done = erase(session, subject, answering.author)
        session.commit()
    return done


def preview_erasure(engine: Engine, subject: Subject, author: Author) -> Erased:
    """Return what erasing would take away.

    It is done and let go of, so that what is told is what will be done.
    """
    with make_session(engine) as session:
        done = erase(session, subject, author)
        session.rollback()
    return done


def export_personal_file(
    engine: Engine, subject: Subject, folder: Path, answering: Answering
) -> list[Path]:
    """Write what is held about a subject as JSON and as a workbook; return the files.

    They hold contacts in full: they are for whoever asked, and readable by their owner alone.
    """
    author = answering.author
    with make_session(engine) as session:
        if answering.request_id is not None:
            answer_request(session, answering.request_id, "已提供副本", author)
        file = make_personal_file(session, subject, author.at)
        session.commit()
    stem = personal_file.file_stem(subject.organisation_id, author.at)
    contents = {
        folder / f"{stem}.json": personal_file.as_json(file),
        folder / f"{stem}.xlsx": personal_file.build(file),
    }
    paths = list(contents)
    record_export(engine, f"单位 {subject.organisation_id}", "个人信息副本", paths, author)
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        write_if_changed(path, content)
    return paths

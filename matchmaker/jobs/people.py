"""Invite to an event and write down whom, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from ingest.types import Limits
from matchmaker.jobs.files import record_export, write_if_changed
from matchmaker.reports import invitation_book
from matchmaker.services.invitations import Invited, Invitee, invite, rank_invitees
from matchmaker.services.list_hands import Author
from matchmaker.services.people_sheets import PeopleReport, import_people
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries
from models.session import make_session


@dataclass(frozen=True)
class InvitationRound:
    """Whom a call meant and how many of them it invited."""

    invitees: list[Invitee]
    counts: Invited


def run_invitations(engine: Engine, slug: str, most: int | None, now: datetime) -> InvitationRound:
    """Invite those of the newest list; see services.invitations.invite."""
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        invitees, counts = invite(session, event, most, now)
        session.commit()
    return InvitationRound(invitees, counts)


def run_people_import(
    engine: Engine, slug: str, path: Path, limits: Limits, now: datetime
) -> PeopleReport:
    """Take the answers and wishes of a file, in one transaction."""
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        report = import_people(session, event, path, limits, now)
        session.commit()
    return report


def export_invitations(engine: Engine, slug: str, folder: Path, author: Author) -> Path:
    """Write whom to invite as a workbook; return the file."""
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        made_at = list_queries.get_version(session, event, None).created_at
        content = invitation_book.build(event.name, rank_invitees(session, event), made_at)
    path = folder / invitation_book.file_name(slug)
    record_export(engine, slug, "邀请名单", [path], author)
    return write_if_changed(path, content)

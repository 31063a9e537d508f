"""Policies of the sample: what they are called, by whom and when; none of their text."""

import csv
from datetime import date
from pathlib import Path

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.list_hands import Author
from matchmaker.services.policies import PolicyWords, record_policy
from models.policy_enums import PolicyLevel
from models.queries import policies as policy_queries


def load_policies(session: Session, path: Path, author: Author) -> int:
    """Enter the policies of a sheet that are not there yet, by title; return how many.

    valid_until: of a plan the last day of its years.
    """
    known = {title for _, title, _ in policy_queries.list_titles(session)}
    viewer = Viewer(author.actor, {Permission.PUBLIC_SERVICE_WRITE: Reach.ALL})
    entered = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["title"] not in known:
                record_policy(session, viewer, _words(row), author)
                entered += 1
    return entered


def _words(row: dict[str, str]) -> PolicyWords:
    return PolicyWords(
        title=row["title"],
        issuer=row["issuer"],
        level=PolicyLevel(row["level"]),
        issued_on=date.fromisoformat(row["issued_on"]),
        document_number=row["document_number"],
        valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]),
        topics=row["topics"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

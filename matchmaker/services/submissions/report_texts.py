"""What cities write in their reports, for the summary report."""

from sqlmodel import Session

from matchmaker.services.ledger.report_fields import CityTexts
from matchmaker.services.submissions.plan_fields import as_paragraphs
from matchmaker.services.submissions.words import PARTS
from models.queries import submissions as submission_queries
from models.submission_enums import SubmissionKind

_PARTS = PARTS[SubmissionKind.REPORT]


def report_texts(session: Session, year: int, city_code: str | None) -> list[CityTexts]:
    """Return what cities write, by city: of all that are filed, or of one as far as it is.

    city_code: of one city alone.
    """
    if city_code is None:
        found = submission_queries.filed_submissions(session, SubmissionKind.REPORT, year)
    else:
        own = submission_queries.find_submission(session, SubmissionKind.REPORT, year, city_code)
        found = [] if own is None else [own]
    return [
        CityTexts(
            one.city_code,
            {label: as_paragraphs(one.texts.get(part, "")) for part, label in _PARTS.items()},
        )
        for one in found
    ]

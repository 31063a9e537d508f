"""Figures of a summary table that a city has filled in, taken into its report."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from ingest.errors import SourceError
from ingest.parse_statement import Statement
from matchmaker.ledger.contribution import Sum, add_up
from matchmaker.services.ledger.contributions import load_contributions
from matchmaker.services.list_hands import Author
from matchmaker.services.submissions.days import campaign_period
from matchmaker.services.submissions.keep import Place, save
from matchmaker.services.submissions.words import SubmissionWords, told_figures
from models.queries import submissions as submission_queries
from models.submission import CitySubmission


def take_statement(
    session: Session, place: Place, statement: Statement, file_name: str, author: Author
) -> CitySubmission:
    """Let a report state what a table says; what the table leaves out stays as it is.

    Raises SourceError for a table of other months, BadQuery and Conflict as save does.
    """
    period = campaign_period(place.year)
    if statement.period and _bare(statement.period) != _bare(period.label):
        raise SourceError(
            file_name,
            f"表的统计期是“{statement.period}”，活动总结要的是“{period.label}”",
            "请在成效页面选好年份和月份后重新下载，或在表中改正统计期",
        )
    found = submission_queries.find_submission(session, place.kind, place.year, place.city_code)
    told = {one.slug for one in told_figures(place.kind)}
    stated = {slug: value for slug, value in statement.figures.items() if slug in told}
    words = SubmissionWords() if found is None else words_of(found)
    words = replace(
        words,
        figures={**words.figures, **stated},
        counted_until=statement.counted_until or words.counted_until,
    )
    revision = 0 if found is None else found.revision or 0
    return save(session, place, revision, words, author, f"由“{file_name}”导入指标")


def words_of(submission: CitySubmission) -> SubmissionWords:
    """Return what a report says."""
    return SubmissionWords(
        figures=submission.figures,
        texts=submission.texts,
        counted_until=submission.counted_until,
    )


def counted_figures(session: Session, year: int, city_code: str, until: date) -> dict[str, Sum]:
    """Return what the ledger has of a city in the months of the campaign, to begin a report with.

    Figures without a record are left out.
    """
    parts = load_contributions(session, campaign_period(year).since, until)
    sums = add_up(part for part in parts if part.city_code == city_code)
    return {slug: one for (slug, _), one in sums.items()}


def _bare(text: str) -> str:
    return "".join(text.split()).replace("-", "–")

"""What of a demand may be told to whom; above all which reasons may quote it.

What is printed for everybody follows the demand's level; what is shown to somebody follows how much
of the demand they see (matchmaker.access.secrecy).
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from matchmaker.access.secrecy import Sight
from matchmaker.matching.explain import reason_text
from matchmaker.matching.types import ExplanationRow
from models.demand import Demand
from models.queries import demands as demand_queries
from models.values.secrecy import Confidentiality

# What stands in place of a title that may not be told.
WITHHELD = "（内容不公开）"
_QUOTE = "“"
# Features whose sentences let a reader guess at budget, wishes or haste of a firm.
_TELLS_TERMS = frozenset({"price", "transfer_mode", "maturity"})
# Features that tell of the patent and of both parties' cities alone. Any other may quote the demand
# or let a reader guess at it: a new feature is told to nobody until it is put here.
_TELLS_NOTHING = frozenset({"region", "freshness", "remaining_life"})


def released_reason(demand: Demand, rows: Sequence[ExplanationRow]) -> str:
    """Return the reason as it is printed; of a restricted (限定) demand only the title is told."""
    return reason_text(released_rows(demand, rows))


def released_rows(demand: Demand, rows: Sequence[ExplanationRow]) -> tuple[ExplanationRow, ...]:
    """Return the rows that may be printed, of a restricted demand those that its title shows.

    Their shares add up to the score only where the demand is public.
    """
    if demand.confidentiality is Confidentiality.PUBLIC:
        return tuple(rows)
    if demand.confidentiality.is_unlisted:
        return shown_rows(Sight.EXISTENCE, rows)
    return tuple(
        _in_title(row, len(demand.title))
        for row in rows
        if row.feature not in _TELLS_TERMS and (row.feature != "text" or row.label in demand.title)
    )


def released_title(demand: Demand) -> str:
    """Return the title as it is printed."""
    return WITHHELD if demand.confidentiality.is_unlisted else demand.title


def released_notices(session: Session, notices: Sequence[str]) -> tuple[str, ...]:
    """Return the notices of a list without the titles of what has been withdrawn since."""
    if not any(_QUOTE in notice for notice in notices):
        return tuple(notices)
    titles = demand_queries.unlisted_titles(session)
    return tuple(_without_titles(notice, titles) for notice in notices)


def _without_titles(notice: str, titles: Sequence[str]) -> str:
    for title in titles:
        # Of a pair the title of the demand comes first, parted from that of the patent.
        for end in ("”", "／"):
            notice = notice.replace(f"{_QUOTE}{title}{end}", f"{_QUOTE}{WITHHELD}{end}")
    return notice


def shown_rows(sight: Sight, rows: Sequence[ExplanationRow]) -> tuple[ExplanationRow, ...]:
    """Return the rows that somebody may see who sees so much of the demand.

    Without its text no term of it, and nothing by which budget, wishes, haste or field of the firm
    could be guessed; the shares that are left do not add up to the score.
    """
    if sight is Sight.FULL:
        return tuple(rows)
    if sight is Sight.NONE:
        return ()
    return tuple(
        replace(row, in_demand="", demand_spans=()) for row in rows if row.feature in _TELLS_NOTHING
    )


def shown_reason(sight: Sight, rows: Sequence[ExplanationRow]) -> str:
    """Return in one sentence the rows that may be seen."""
    return reason_text(shown_rows(sight, rows))


def _in_title(row: ExplanationRow, length: int) -> ExplanationRow:
    """Return the row without the places at which its term stands in the text."""
    return replace(row, demand_spans=tuple(span for span in row.demand_spans if span[1] <= length))

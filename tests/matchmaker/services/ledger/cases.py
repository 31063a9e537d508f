"""Contracts and activities as people report them."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from matchmaker.services.ledger.activities import ActivityWords
from matchmaker.services.ledger.contributions import load_contributions
from matchmaker.services.ledger.deal_words import DealWords
from matchmaker.services.list_hands import Author
from models.enums import LicenceKind
from models.ledger_enums import ActivityKind, DealKind
from tests.conftest import NOW
from tests.factories import number

WUHAN, YICHANG = "420100", "420500"
AUTHOR = Author("王", NOW)
# Recorded when the year is over, as a figure of any month may be.
LATE = Author("王", NOW.replace(month=12, day=31))
DEAL = DealWords(
    kind=DealKind.ASSIGNMENT,
    giver="武汉大学",
    taker="宜昌化工有限公司",
    patents=(number("202110000001"),),
    giver_city="武汉",
    taker_city="宜昌",
    amount_cny=500_000,
    signed_on=date(2024, 4, 1),
    registered_on=date(2024, 5, 3),
)
BRIEFING = ActivityWords(
    kind=ActivityKind.BRIEFING,
    title="专利转化政策宣讲会",
    city_code=WUHAN,
    held_on=date(2024, 5, 5),
    sessions=2,
    heads=180,
)


def licence(**changes: Any) -> DealWords:
    words = replace(DEAL, kind=DealKind.LICENCE, licence_kind=LicenceKind.ORDINARY)
    return replace(words, **changes)


def figures(session: Session, year: int = 2024) -> dict[tuple[str, str | None], int]:
    """Return (indicator, city) → value, summed in the plainest way."""
    found: dict[tuple[str, str | None], int] = {}
    for part in load_contributions(session, date(year, 1, 1), date(year, 12, 31)):
        key = part.indicator, part.city_code
        found[key] = found.get(key, 0) + part.value
    return found

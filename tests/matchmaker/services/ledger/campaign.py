"""A campaign from May to October in small: provincial events, what cities report, last year."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.services.ledger.activities import ActivityWords, record_activity
from matchmaker.services.ledger.deal_words import DealWords
from matchmaker.services.ledger.deals import record_deal
from matchmaker.services.list_hands import Author
from models.enums import EventKind, LicenceKind
from models.event import Event
from models.ledger import BaseFigure
from models.ledger_enums import ActivityKind, DealKind
from models.values.region import HUBEI_CITIES
from tests.conftest import NOW
from tests.factories import number
from tests.kept import fill_once

SEED = 20240501
AUTHOR = Author("王", NOW.replace(month=11, day=1))
CONTRACTS = (DealKind.ASSIGNMENT, DealKind.LICENCE, DealKind.PLEDGE, DealKind.SHARE)


def stand_campaign(session: Session, folder: Path) -> None:
    """Let a campaign stand in the database, as it was recorded the first time in this process."""

    def make() -> None:
        carry_campaign(session)
        session.commit()

    session.rollback()
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    fill_once("campaign", engine, folder / "campaign", make)


def carry_campaign(session: Session, activities: int = 60, deals: int = 90) -> None:
    """Record a campaign; of two cities last year's figures are not known."""
    dice = Random(SEED)
    for place in range(4):
        session.add(
            Event(
                slug=f"p{place}",
                name=f"省级对接会 {place + 1}",
                kind=EventKind.PROVINCIAL_DOCKING,
                held_on=date(2024, 6 + place, 18),
                city_code=HUBEI_CITIES[place].code,
            )
        )
    session.flush()
    for place in range(activities):
        city = HUBEI_CITIES[place % len(HUBEI_CITIES)]
        words = ActivityWords(
            kind=list(ActivityKind)[place % len(ActivityKind)],
            title=f"{city.short_name}活动 {place}",
            city_code=city.code,
            held_on=date(2024, 5, 1) + timedelta(days=dice.randint(0, 180)),
            sessions=dice.randint(1, 3),
            heads=dice.randint(0, 300),
        )
        record_activity(session, words, AUTHOR)
    for place in range(deals):
        city = dice.choice(HUBEI_CITIES)
        kind = dice.choice(CONTRACTS)
        signed = date(2024, 5, 1) + timedelta(days=dice.randint(0, 150))
        words = DealWords(
            kind=kind,
            licence_kind=LicenceKind.OPEN if kind is DealKind.LICENCE else None,
            giver=f"{city.short_name}第 {place % 30} 研究所",
            taker=f"湖北第 {place} 科技公司",
            giver_city=city.code,
            patents=(number(f"2021100{place:05d}"),),
            amount_cny=dice.choice((None, dice.randint(1, 900) * 10_000)),
            signed_on=signed,
            registered_on=None if place % 10 == 0 else signed + timedelta(days=20),
        )
        record_deal(session, words, city.code, AUTHOR)
    for place, city in enumerate(HUBEI_CITIES[:-2]):
        session.add_all(
            BaseFigure(
                year=2023,
                month=month,
                city_code=city.code,
                indicator=slug,
                value=0 if place == 0 else dice.randint(0, 3),
                actor="王",
                recorded_at=NOW,
            )
            for slug in ("assignments", "licences", "pledges", "briefing_sessions")
            for month in range(1, 13)
        )
    session.flush()

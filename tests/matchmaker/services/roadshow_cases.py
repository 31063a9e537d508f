"""A roadshow over the small stock of the other directions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.matching.store import load_meta
from matchmaker.services.edits import get_patent
from matchmaker.services.list_options import ListOptions
from matchmaker.services.roadshow import MadeSelection, make_selection
from matchmaker.services.roadshow_view import SelectionView, view_selection
from matchmaker.services.stock import load_stock
from matchmaker.services.stocked_index import StockedIndex
from models.demand import Demand
from models.enums import EventKind
from models.event import Event
from tests.conftest import NOW
from tests.matchmaker.services.direction_cases import OPTIONS, Stocked, make_stocked

HELD_ON = date(2024, 6, 27)
AS_OF = date(2024, 6, 1)


@dataclass
class Show:
    """An event, and the stock that it selects from."""

    stocked: Stocked
    folder: Path
    event: Event

    @property
    def session(self) -> Session:
        return self.stocked.session

    def select(self, now: datetime = NOW, **options: object) -> MadeSelection:
        meta = load_meta(self.folder / "index")
        stocked = StockedIndex(
            self.stocked.index, str(meta["fingerprint"]), load_stock(self.session)
        )
        given = {
            "as_of": AS_OF,
            "valid_on": HELD_ON,
            "province": OPTIONS.province,
            "algorithm": OPTIONS.algorithm,
            **options,
        }
        made = make_selection(
            self.session,
            stocked,
            self.event,
            ListOptions(**given),  # type: ignore[arg-type]
            now,
        )
        self.session.commit()
        return made

    def view(self) -> SelectionView:
        return view_selection(self.session, self.event, None)

    def numbers(self) -> list[str]:
        return [patent.application_number for patent in self.view().patents]

    def patent_id(self, number: str) -> int:
        return get_patent(self.session, number).id or 0

    def demand(self, number: str) -> Demand:
        return self.session.exec(select(Demand).where(Demand.demand_number == number)).one()


def make_show(engine: Engine, session: Session, folder: Path) -> Show:
    """Import, index, and hold a roadshow of the whole Wuhan area."""
    return Show(make_stocked(engine, session, folder), folder, add_event(session, "show"))


def add_event(session: Session, slug: str, days: int = 0) -> Event:
    event = Event(
        slug=slug,
        name="武汉都市圈路演",
        kind=EventKind.ROADSHOW,
        held_on=HELD_ON + timedelta(days=days),
        city_code="420100",
        area_slug="wuhan",
    )
    session.add(event)
    session.commit()
    return event

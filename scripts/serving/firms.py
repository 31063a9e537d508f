"""The roadshow of a chain in a loaded sample: its list of firms was made, changed and made anew."""

from datetime import date

from sqlmodel import Session

from matchmaker.services.campaigns import make_event
from matchmaker.services.firm_lists.edits import do
from matchmaker.services.firm_lists.hands import FirmDeed
from matchmaker.services.firm_lists.make import generate
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_hands import Author
from models.enums import EventKind, ListAct
from models.queries import events as event_queries
from models.queries import firm_lists as firm_list_queries
from scripts.serving.entry import Entry
from scripts.serving.visits import SHOW

FIRST_FIRMS, THEN_FIRMS = 4, 5


def show_firms(session: Session, entry: Entry, by: Author) -> None:
    """Add the roadshow with two versions of its list: somebody removed, and the firm added."""
    values = {
        "slug": SHOW,
        "name": "“一月一链”投融资路演（光通信及激光专场）",
        "kind": EventKind.FINANCE_ROADSHOW.value,
        "date": date(2024, 9, 25),
        "city": "武汉",
        "chain": "laser",
    }
    event = make_event(values, "", industries_in_force(session))
    event_queries.add_event(session, event)
    first = generate(session, event, by, FIRST_FIRMS).version
    listed = [one.organisation_id for one in firm_list_queries.list_entries(session, first)]
    firm = entry.enterprise.id
    removed = next(one for one in listed if one != firm)
    do(session, event, FirmDeed(removed, ListAct.REMOVE, "已在主板上市"), by)
    act = ListAct.PIN if firm in listed else ListAct.ADD
    do(session, event, FirmDeed(firm, act), by)
    do(session, event, FirmDeed(firm, ListAct.NOTE, "牵头处室推荐"), by)
    generate(session, event, by, THEN_FIRMS)

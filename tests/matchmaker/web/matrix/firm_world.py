"""Lists of firms of the world's finance roadshows: version 1 is locked, version 2 a draft."""

from collections.abc import Mapping

from sqlalchemy import Engine

from matchmaker.services.firm_lists.edits import do
from matchmaker.services.firm_lists.hands import FirmDeed
from matchmaker.services.firm_lists.lock import correct, lock
from matchmaker.services.firm_lists.make import generate
from matchmaker.services.list_hands import Author
from matchmaker.services.organisation_search import get_by_name
from models.enums import ListAct
from models.queries import events as event_queries
from models.queries import firm_lists as firm_list_queries
from models.session import make_session


def fill_firm_lists(
    engine: Engine, slugs: Mapping[str, str], firms: Mapping[str, str], by: Author
) -> None:
    """Make, lock and correct the lists; slugs, firms: of roadshows and who is on them, by side."""
    with make_session(engine) as session:
        for side, slug in slugs.items():
            event = event_queries.get_event(session, slug)
            made = generate(session, event, by).version
            firm = get_by_name(session, firms[side]).id or 0
            entries = firm_list_queries.list_entries(session, made)
            known = {entry.organisation_id for entry in entries}
            act = ListAct.PIN if firm in known else ListAct.ADD
            do(session, event, FirmDeed(firm, act), by)
            lock(session, event, by)
            correct(session, event, "测试", by)
        session.commit()

"""A whole campaign, carried over the interface, and each of its figures by plain SQL."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import Session

from matchmaker.jobs.database import database
from matchmaker.ledger.period import Period
from matchmaker.services.ledger.kpi import view_kpi
from matchmaker.services.ledger.records import source_rows
from matchmaker.settings import Settings
from models.session import make_session
from scripts.carry_campaign import DEALS, EVENTS, FIRST, carry, interface
from scripts.serving.server import load_sample

PERIOD, DAY = Period(2024, 5, 10), date(2024, 11, 1)
DAYS = "BETWEEN '2024-05-01' AND '2024-10-31'"
DONE = f"FROM activity WHERE NOT is_void AND held_on {DAYS}"
DOCKING = "event.kind IN ('provincial_docking', 'local_docking')"
HELD = f"FROM event WHERE held_on {DAYS}"
COMING = f"""
    FROM participant JOIN event ON event.id = event_id
    WHERE status = 'confirmed' AND held_on {DAYS} AND {DOCKING}
"""
LISTED = f"""
    FROM candidate_entry JOIN match ON match.id = match_id
    JOIN candidate_list ON candidate_list.id = list_id JOIN event ON event.id = event_id
    WHERE held_on {DAYS} AND {DOCKING} AND NOT EXISTS (
        SELECT 1 FROM candidate_list later
        WHERE later.event_id = event.id AND later.id > candidate_list.id)
"""
TOLD = f"""
    FROM meeting_outcome said JOIN event ON event.id = event_id
    WHERE held_on {DAYS} AND {DOCKING} AND NOT EXISTS (
        SELECT 1 FROM meeting_outcome later
        WHERE later.event_id = said.event_id AND later.enterprise_id = said.enterprise_id
        AND later.institution_id = said.institution_id AND later.subject = said.subject
        AND later.number > said.number)
"""
# A contract that became another one in its year is not counted beside it.
DEAL = """
    FROM deal WHERE NOT is_void AND NOT EXISTS (
        SELECT 1 FROM deal later WHERE later.follows_id = deal.id AND NOT later.is_void)
"""
REGISTERED = f"{DEAL} AND registered_on {DAYS}"
SIGNED = f"{DEAL} AND signed_on {DAYS} AND event_id IS NOT NULL AND kind <> 'pledge'"


def sessions(kind: str) -> str:
    """Return what counts the activities of a kind that are no events."""
    return f"SELECT coalesce(sum(sessions), 0) {DONE} AND kind = '{kind}' AND event_id IS NULL"


PLAIN = {
    "briefing_sessions": sessions("briefing"),
    "briefing_heads": f"SELECT sum(heads) {DONE} AND kind = 'briefing'",
    "docking_events": f"SELECT count(*) + ({sessions('docking')}) {HELD} AND {DOCKING}",
    "provincial_events": f"SELECT count(*) {HELD} AND kind = 'provincial_docking'",
    "docking_firms": f"SELECT count(*) {COMING} AND side = 'enterprise'",
    "docking_institutions": f"SELECT count(*) {COMING} AND side = 'institution'",
    "docking_patents": f"SELECT count(*) FROM (SELECT DISTINCT event.id, patent_id {LISTED}) one",
    "docking_demands": f"SELECT count(*) FROM (SELECT DISTINCT event.id, demand_id {LISTED}) one",
    "docking_pairs": f"SELECT count(*) {LISTED}",
    "docking_meetings": f"SELECT count(*) {TOLD} AND held",
    "intents": f"SELECT count(*) {TOLD} AND result = 'intent'",
    "intent_amount": f"SELECT sum(amount_cny) {TOLD} AND result = 'intent'",
    "contracts": f"SELECT count(*) {SIGNED}",
    "contract_amount": f"SELECT sum(amount_cny) {SIGNED}",
    "roadshow_sessions": f"SELECT count(*) {HELD} AND kind = 'roadshow'",
    "roadshow_projects": f"""
        SELECT sum(json_extract(counts, '$.roadshow_projects')) {DONE} AND kind = 'roadshow'""",
    "roadshow_investors": f"""
        SELECT sum(json_extract(counts, '$.roadshow_investors')) {DONE} AND kind = 'roadshow'""",
    "park_events": sessions("park_finance"),
    "chain_events": sessions("chain_roadshow"),
    "visits": sessions("visit"),
    "training_sessions": sessions("training"),
    "training_heads": f"SELECT sum(heads) {DONE} AND kind = 'training'",
    "press_items": sessions("press"),
    "assignments": f"SELECT count(*) {REGISTERED} AND kind IN ('assignment', 'share')",
    "licences": f"SELECT count(*) {REGISTERED} AND kind = 'licence'",
    "transfers": f"SELECT count(*) {REGISTERED} AND kind <> 'pledge'",
    "transfer_amount": f"SELECT sum(amount_cny) {REGISTERED} AND kind <> 'pledge'",
    "open_uses": f"SELECT count(*) {REGISTERED} AND licence_kind = 'open'",
    "open_amount": f"SELECT sum(amount_cny) {REGISTERED} AND licence_kind = 'open'",
    "pledges": f"SELECT count(*) {REGISTERED} AND kind = 'pledge'",
    "pledge_amount": f"SELECT sum(amount_cny) {REGISTERED} AND kind = 'pledge'",
}


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    chosen = Settings(data_dir=tmp_path_factory.mktemp("carried") / "data", database_url="")
    load_sample(chosen, "--begin", FIRST.isoformat())
    with interface(chosen.data_dir) as (api, cast):
        carry(api, cast)
    with database(chosen) as engine, make_session(engine) as session:
        yield session


def test_the_campaign_is_as_large_as_it_is_to_be(carried: Session) -> None:
    def count(sql: str) -> int:
        return int(carried.execute(text(sql)).scalar_one())

    assert count("SELECT count(*) FROM event WHERE kind = 'provincial_docking'") == 4
    assert count("SELECT count(*) FROM event WHERE slug LIKE 'local-%'") == EVENTS
    assert count("SELECT count(DISTINCT city_code) FROM event WHERE slug LIKE 'local-%'") == 17
    # One licence has become an assignment, which is a contract of its own.
    assert count("SELECT count(*) FROM deal WHERE NOT is_void") == DEALS + 1
    assert count("SELECT count(*) FROM deal WHERE follows_id IS NOT NULL") == 1
    assert count("SELECT count(*) - count(DISTINCT deal_id) FROM deal_report") > 0


def test_every_figure_is_what_plain_sql_makes_of_the_records(carried: Session) -> None:
    kpi = view_kpi(carried, PERIOD, DAY)
    told = {line.indicator.slug: line.whole.value for line in kpi.lines if line.whole.value}
    plain = {slug: int(carried.execute(text(sql)).scalar_one()) for slug, sql in PLAIN.items()}
    assert told == plain
    for line in kpi.lines:
        parts = [*(one.sum for one in line.cities), line.own, line.elsewhere]
        assert sum(part.value for part in parts) == line.whole.value


def test_every_figure_opens_onto_its_records(carried: Session) -> None:
    kpi = view_kpi(carried, PERIOD, DAY)
    rows = source_rows(carried, kpi.parts)
    for line in kpi.lines:
        assert sum(row.value for row in rows if row.indicator is line.indicator) == line.whole.value

"""Nothing of what a firm keeps to itself gets out, whatever is printed, listed, said or logged."""

import logging
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from matchmaker.access.viewer import GUEST, Viewer, person, program
from matchmaker.jobs.lists import export_list
from matchmaker.jobs.people import export_invitations
from matchmaker.jobs.roadshow import (
    SelectionRequest,
    export_selection,
    select_patents,
    write_sheets,
)
from matchmaker.jobs.timetables import export_timetable, read_timetable, run_plan, run_publish
from matchmaker.matching.store import load_index
from matchmaker.services.check_in import view_check_in
from matchmaker.services.demands_for import demands_for
from matchmaker.services.desk import Desk
from matchmaker.services.firms_for import firms_for
from matchmaker.services.halls import HallSettings, save_hall
from matchmaker.services.invitations import invite
from matchmaker.services.list_hands import Author
from matchmaker.services.list_view import view_list
from matchmaker.services.participants import Terms, answer
from matchmaker.services.ranking import RankOptions
from matchmaker.services.stock import load_demands, load_offers
from matchmaker.services.visible_demands import get_visible, list_visible
from matchmaker.services.visible_lists import shown_list
from matchmaker.settings import Settings
from models.account_enums import Role
from models.demand import Demand
from models.errors import NotFound
from models.meeting_enums import ParticipantStatus
from models.participant import Participant
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries
from models.queries import organisations as organisation_queries
from models.session import make_session
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.canaries import (
    LEVELS,
    RECIPIENT,
    UNPRINTED,
    What,
    canaries,
    canary,
    demand_number,
    firm_name,
    found_in,
    found_in_files,
    make_world,
    patent_number,
)

BY = Author("李四", NOW)
PUBLIC, RESTRICTED = Confidentiality.PUBLIC, Confidentiality.RESTRICTED
NAMED, HIDDEN = Confidentiality.NAMED, Confidentiality.HIDDEN
HALL = HallSettings(
    starts_at=time(9, 0),
    minutes_per_slot=20,
    pause_minutes=5,
    slot_count=4,
    breaks=(),
    tables=("A区", "A区"),
    walk_minutes=0,
    allowed_groups=(),
    most_meetings=3,
)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return make_world(tmp_path, database_url)


def meet(engine: Engine, folder: Path) -> None:
    """Hold the event: invite, confirm, plan, publish, and write what is handed out."""
    with make_session(engine) as session:
        event = event_queries.get_event(session, "docking")
        invite(session, event, None, NOW)
        for place, participant in enumerate(session.exec(select(Participant)).all()):
            level = LEVELS[place % len(LEVELS)]
            terms = Terms(
                contact_name=canary(level, What.CONTACT), contact_phone=canary(level, What.PHONE)
            )
            answer(session, participant, ParticipantStatus.CONFIRMED, NOW, terms)
        save_hall(session, event, HALL)
        session.commit()
    run_plan(engine, "docking", "李四", NOW, afresh=False)
    run_publish(engine, "docking", None, NOW)
    view = read_timetable(engine, "docking", None)
    assert view.meetings
    export_timetable(engine, view, folder, "https://host", BY)


def test_what_is_printed_holds_nothing_that_is_not_released(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export_list(engine, "docking", None, out, BY)
    export_invitations(engine, "docking", out, BY)
    meet(engine, out)
    select_patents(engine, settings, SelectionRequest("show"), NOW)
    export_selection(engine, "show", None, out)
    assert len(list(out.rglob("*.*"))) >= 8
    assert found_in_files(out, UNPRINTED) == {}
    # A project sheet repeats the abstract of its patent.
    sheets = tmp_path / "sheets"
    write_sheets(engine, "show", None, sheets)
    own = {canary(level, What.SHARED) for level in LEVELS}
    assert found_in_files(sheets, UNPRINTED - own) == {}
    # The search finds what may be there.
    (listed,) = out.glob("docking_v1.xlsx")
    titles = {canary(level, What.TITLE) for level in (PUBLIC, RESTRICTED)}
    wanted = titles | {canary(PUBLIC, What.SHARED)}
    assert set(found_in(listed.read_bytes(), wanted)) == wanted


def test_a_check_in_page_tells_nothing_that_is_not_released(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    meet(engine, tmp_path / "out")
    with make_session(engine) as session:
        for participant in session.exec(select(Participant)).all():
            assert found_in(repr(view_check_in(session, participant.token)), UNPRINTED) == []


def test_what_a_firm_has_withdrawn_is_withdrawn_from_drafts_and_timetables(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    meet(engine, tmp_path / "before")
    with make_session(engine) as session:
        demands = session.exec(select(Demand)).all()
        event = event_queries.get_event(session, "docking")
        version = list_queries.get_version(session, event, None)
        named = [f"以下需求因名额规则未能列入：“{demand.title}”" for demand in demands]
        version.notices = [*named, f"请核实：“{demands[0].title}／一种专利”"]
        for demand in demands:
            demand.confidentiality = HIDDEN
            session.add(demand)
        session.commit()
    out = tmp_path / "out"
    export_list(engine, "docking", None, out, BY)
    export_timetable(engine, read_timetable(engine, "docking", None), out, "", BY)
    assert found_in_files(out, canaries()) == {}


Asking = Callable[[Session, Settings, Viewer], str]


def ask_lists(session: Session, settings: Settings, viewer: Viewer) -> str:
    event = event_queries.get_event(session, "docking")
    view = view_list(session, event, list_queries.get_version(session, event, None))
    return repr(shown_list(session, viewer, view))


def ask_demands(session: Session, settings: Settings, viewer: Viewer) -> str:
    said = [repr(list_visible(session, viewer))]
    for level in LEVELS:
        try:
            said.append(repr(get_visible(session, viewer, demand_number(level))))
        except NotFound as error:
            said.append(str(error))
    return "\n".join(said)


def options(viewer: Viewer) -> RankOptions:
    return RankOptions(as_of=date(2024, 6, 1), province="420000", viewer=viewer)


def ask_demands_for(session: Session, settings: Settings, viewer: Viewer) -> str:
    desk = Desk(load_index(settings.index_dir, None), load_offers(session))
    found = demands_for(session, desk, load_demands(session), patent_number(), options(viewer))
    return repr([(demand, demand.rows) for demand in found.demands])


def ask_firms_for(session: Session, settings: Settings, viewer: Viewer) -> str:
    owner = organisation_queries.find_by_name(session, RECIPIENT)
    assert owner is not None
    found = firms_for(
        session,
        Desk(load_index(settings.index_dir, None), load_offers(session)),
        load_demands(session),
        [owner.id or 0],
        options(viewer),
    )
    return repr([(firm, firm.rows) for firm in found.firms])


def viewers(session: Session) -> dict[str, tuple[Viewer, set[Confidentiality]]]:
    """Return whoever may ask, with the levels of which they see the text."""
    ids = {}
    for name in (RECIPIENT, "武汉科技大学", firm_name(HIDDEN), firm_name(PUBLIC)):
        found = organisation_queries.find_by_name(session, name)
        assert found is not None
        ids[name] = [found.id or 0]
    known = {PUBLIC, RESTRICTED}
    member, firm = Role.INSTITUTION_MEMBER, Role.ENTERPRISE_MEMBER
    return {
        "guest": (GUEST, {PUBLIC}),
        "named": (person(1, "a", member, organisations=ids[RECIPIENT]), {*known, NAMED}),
        "other": (person(2, "b", member, organisations=ids["武汉科技大学"]), known),
        "firm": (person(3, "c", firm, organisations=ids[firm_name(HIDDEN)]), {*known, HIDDEN}),
        "other firm": (person(4, "d", firm, organisations=ids[firm_name(PUBLIC)]), known),
        "province": (person(5, "e", Role.PROVINCIAL_ORGANISER), {*known, NAMED}),
        "other city": (person(6, "f", Role.CITY_ORGANISER, city_code="420500"), known),
        "auditor": (person(7, "g", Role.AUDITOR), known),
        "program": (program(8, "h", []), known),
    }


@pytest.mark.parametrize("ask", [ask_lists, ask_demands, ask_demands_for, ask_firms_for])
def test_nobody_is_told_what_they_may_not_see(
    engine: Engine, settings: Settings, ask: Asking
) -> None:
    with make_session(engine) as session:
        for name, (viewer, levels) in viewers(session).items():
            told = ask(session, settings, viewer)
            closed = [level for level in LEVELS if level not in levels]
            contacts = {
                canary(level, what) for level in levels for what in (What.CONTACT, What.PHONE)
            }
            assert (name, found_in(told, canaries(closed) | contacts)) == (name, [])
            numbers = {demand_number(level) for level in closed}
            seen = {demand_number(HIDDEN)} if name == "province" else set()
            asked = numbers if ask is ask_demands else set()
            assert set(found_in(told, numbers)) <= seen | asked


def test_whoever_may_see_a_demand_is_told_why(engine: Engine, settings: Settings) -> None:
    with make_session(engine) as session:
        asking = viewers(session)
        told = ask_demands_for(session, settings, asking["named"][0])
    wanted = {canary(level, What.SHARED) for level in (PUBLIC, RESTRICTED, NAMED)}
    assert set(found_in(told, canaries())) >= wanted


def test_errors_of_the_database_tell_no_values(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    word = canary(HIDDEN, What.PROBLEM)
    with pytest.raises(DBAPIError) as error, engine.begin() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:word)"), {"word": word})
    logging.getLogger(__name__).error("failed", exc_info=error.value)
    assert found_in(caplog.text + str(error.value), [word]) == []


def test_the_search_opens_what_is_wrapped(tmp_path: Path) -> None:
    word = canary(HIDDEN, What.TITLE)
    assert found_in(f"a\\u{ord(word[0]):04x}{word[1:]}", [word]) == [word]
    assert found_in(f"{word[0]}</w:t><w:t>{word[1:]}".encode(), [word]) == [word]
    assert found_in(f"{word[0]}\r\n {word[1:]}".encode(), [word]) == [word]
    assert found_in(f"│ {word[:2]} │\n│ {word[2:]} │", [word]) == [word]
    assert found_in("nothing", [word]) == []

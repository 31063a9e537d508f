"""Open licences that several people work on at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.services.open_licence_uses import ask_to_use
from matchmaker.services.open_licences import declare, move
from models.errors import MatchmakerError
from models.open_licence import OpenLicence, OpenLicenceUse
from models.session import make_session
from tests.matchmaker.people_world import make_world
from tests.matchmaker.services.licence_cases import (
    FILED,
    SAID,
    announced,
    declared,
    firm_member,
    ready,
    reviewer,
)


def at_once(engine: Engine, act: Callable[[Session, int], object]) -> list[str]:
    """Do something four times at once; return what became of each."""

    def run(turn: int) -> str:
        with make_session(engine) as session:
            try:
                act(session, turn)
                session.commit()
            except MatchmakerError as error:
                return type(error).__name__
        return "done"

    with ThreadPoolExecutor(4) as pool:
        return sorted(pool.map(run, range(4)))


def test_of_several_who_declare_at_once_one_begins_and_the_others_change_it(
    engine: Engine,
) -> None:
    with make_session(engine) as session:
        world = make_world(session)
        shown = ready(session, world).display_number
        who = reviewer(session, world)
        session.commit()

    def act(session: Session, turn: int) -> None:
        declare(session, who, shown, replace(SAID, fee=f"一次总付 {turn + 1}万元"))

    assert at_once(engine, act) == ["done"] * 4
    with make_session(engine) as session:
        assert len(session.exec(select(OpenLicence)).all()) == 1


def test_of_several_who_file_at_once_one_does(engine: Engine) -> None:
    with make_session(engine) as session:
        world = make_world(session)
        found, who = declared(session, world).id or 0, reviewer(session, world)
        session.commit()
    done = at_once(engine, lambda session, _: move(session, who, found, FILED))
    assert done == ["Conflict", "Conflict", "Conflict", "done"]


def test_of_a_firm_that_asks_several_times_at_once_one_request_is_kept(engine: Engine) -> None:
    with make_session(engine) as session:
        world = make_world(session)
        announced(session, world)
        shown, firm = ready(session, world).display_number, firm_member(session, world)
        session.commit()
    done = at_once(engine, lambda session, _: ask_to_use(session, firm, shown))
    assert done == ["Conflict", "Conflict", "Conflict", "done"]
    with make_session(engine) as session:
        assert len(session.exec(select(OpenLicenceUse)).all()) == 1

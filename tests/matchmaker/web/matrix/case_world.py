"""Model cases of the world: on each side one of each standing, and rounds of several years."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.jobs.evidence import receive_evidence
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.services.cases.records import (
    enter_case,
    publish_case,
    record_case,
    say_consent,
    send_case,
)
from matchmaker.services.cases.rounds import (
    RoundTerms,
    appoint,
    close_round,
    decide,
    make_round,
    open_round,
)
from matchmaker.settings import Settings
from models.account_enums import Role
from models.kept_record import RecordKind
from models.model_case import ModelCase
from models.queries import accounts as account_queries
from models.queries import model_cases as case_queries
from models.queries import record_files as file_queries
from models.session import make_session
from models.values.region import get_city
from tests.conftest import NOW
from tests.matchmaker.services.cases.board import BY, WORDS, mark

# A round that was only made, one that can be opened, marked, closed and not decided, decided.
MADE, READY, MARKED, CLOSED, DECIDED = 2020, 2021, 2024, 2022, 2023
_REVIEWERS = (
    Role.PROVINCIAL_ORGANISER,
    Role.CITY_ORGANISER,
    *(role for role in Role if role.is_of_institution),
)


@dataclass(frozen=True)
class Cases:
    """Ids by side; closed: that can be decided; chosen: that can be published; file: of entered.

    appointed: the account that marks in the round that was only made.
    """

    draft: dict[str, int]
    sent: dict[str, int]
    entered: dict[str, int]
    closed: dict[str, int]
    chosen: dict[str, int]
    file: dict[str, int]
    revision: dict[int, int]
    appointed: int = 0


def fill_cases(engine: Engine, settings: Settings, cities: Mapping[str, str]) -> Cases:
    """Have cases on both sides; cities: side → name."""
    cases = Cases({}, {}, {}, {}, {}, {}, {}, _reviewer(engine))
    for side, city in cities.items():
        code = get_city(city).code
        cases.draft[side] = _draft(engine, settings, code, MARKED)
        cases.sent[side] = _sent(engine, settings, code, MARKED)
        for year, held in (
            (MARKED, cases.entered),
            (CLOSED, cases.closed),
            (DECIDED, cases.chosen),
            (READY, {}),
        ):
            held[side] = _sent(engine, settings, code, year, enter=True)
    with make_session(engine) as session:
        make_round(session, MADE, RoundTerms(), BY)
        appoint(session, MADE, cases.appointed, BY)
        _round(session, READY)
        for year, held in ((MARKED, {}), (CLOSED, cases.closed), (DECIDED, cases.chosen)):
            _round(session, year)
            open_round(session, year, BY)
            for case_id in held.values():
                _mark(session, case_id)
        close_round(session, CLOSED, "到期", BY)
        close_round(session, DECIDED, "到期", BY)
        decide(session, DECIDED, list(cases.chosen.values()), {}, BY)
        for case_id in cases.chosen.values():
            _publish(session, case_id)
        for held in (cases.draft, cases.sent, cases.entered, cases.closed, cases.chosen):
            for case_id in held.values():
                cases.revision[case_id] = case_queries.get_case(session, case_id).revision or 0
        for side, case_id in cases.entered.items():
            (file,) = file_queries.files_of(session, RecordKind.CASE, case_id)
            cases.file[side] = file.id or 0
        session.commit()
    return cases


def _draft(engine: Engine, settings: Settings, city: str, year: int) -> int:
    with make_session(engine) as session:
        known = record_case(session, replace(WORDS, year=year), city, None, BY).id or 0
        session.commit()
    sent = "合同.pdf", [b"%PDF-1.7\n" + str(known).encode()]
    receive_evidence(engine, settings, (RecordKind.CASE, known), sent, BY)
    return known


def _sent(engine: Engine, settings: Settings, city: str, year: int, *, enter: bool = False) -> int:
    known = _draft(engine, settings, city, year)
    with make_session(engine) as session:
        case = case_queries.get_case(session, known)
        send_case(session, known, case.revision or 0, BY)
        if enter:
            enter_case(session, known, case.revision or 0, BY)
        session.commit()
    return known


def _round(session: Session, year: int) -> None:
    make_round(session, year, RoundTerms(), BY)
    for role in _REVIEWERS:
        account = account_queries.find_account(session, role.value)
        assert account is not None
        appoint(session, year, account.id or 0, BY)


def _reviewer(engine: Engine) -> int:
    with make_session(engine) as session:
        account = account_queries.find_account(session, Role.PROVINCIAL_ORGANISER.value)
        assert account is not None
        return account.id or 0


def _mark(session: Session, case_id: int) -> None:
    account = account_queries.find_account(session, Role.PROVINCIAL_ORGANISER.value)
    assert account is not None
    mark(session, account_viewer(session, account), case_id, 80)


def _publish(session: Session, case_id: int) -> None:
    case: ModelCase = case_queries.get_case(session, case_id)
    say_consent(session, case_id, case.revision or 0, ("武汉大学", NOW.date()), BY)
    publish_case(session, case_id, case.revision or 0, True, BY)

"""Cases, reviewers and a round for the tests of the choice."""

from dataclasses import replace
from typing import Any

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.cases.completeness import LABELS
from matchmaker.cases.criteria import PROPOSED
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.services.cases.marking import Given, give_marks
from matchmaker.services.cases.records import CaseWords, enter_case, record_case, send_case
from matchmaker.services.cases.rounds import RoundTerms, appoint, make_round, open_round
from matchmaker.services.kept_records.evidence import Received, add_file
from matchmaker.services.list_hands import Author
from models.account_enums import Role
from models.case_enums import CaseCategory
from models.model_case import ModelCase
from models.queries import model_cases as case_queries
from tests.conftest import NOW

YEAR = 2024
WUHAN, YICHANG, XIANGYANG = "420100", "420500", "420600"
BY = Author("王", NOW)
TEXT = "这里写明了案例的经过、做法和数据，各项都有依据可查，文字也足够长。"
WORDS = CaseWords(
    year=YEAR,
    category=CaseCategory.LICENCE,
    **{
        **dict.fromkeys(LABELS, TEXT),
        "title": "一件专利盘活一条产线",
        "unit": "武汉大学",
        "giver_name": "武汉大学",
        "taker_name": "宜昌化工有限公司",
    },
)


def make_case(session: Session, city: str | None = YICHANG, **changes: Any) -> ModelCase:
    """Return a draft that lacks nothing but consent."""
    case = record_case(session, replace(WORDS, **changes), city, None, BY)
    received = Received("合同.pdf", f"{case.id:064d}", 10, "application/pdf")
    add_file(session, case, received, BY)
    return case


def sent(session: Session, case: ModelCase) -> ModelCase:
    """Send a case and return it."""
    return send_case(session, case.id or 0, case.revision or 0, BY)


def entered(session: Session, city: str | None = YICHANG, **changes: Any) -> int:
    """Return a case that takes part."""
    case = sent(session, make_case(session, city, **changes))
    return enter_case(session, case.id or 0, case.revision or 0, BY).id or 0


def reviewer(session: Session, login: str, role: Role, **where: Any) -> Viewer:
    """Return somebody who may mark, with a password of their own."""
    account, _ = add_account(session, NewAccount(login, login, Position(role, **where)), BY)
    account.must_change = False
    session.add(account)
    session.flush()
    return account_viewer(session, account)


def opened(session: Session, *people: Viewer, terms: RoundTerms = RoundTerms()) -> None:  # noqa: B008
    """Make the round of the year with these reviewers, and let them mark."""
    make_round(session, YEAR, terms, BY)
    for one in people:
        appoint(session, YEAR, one.account_id or 0, BY)
    open_round(session, YEAR, BY)


def mark(session: Session, viewer: Viewer, case_id: int, number: int) -> bool:
    """Give a case the same mark for every criterion."""
    given = {one.slug: Given(number, "有数可查") for one in PROPOSED}
    return give_marks(session, viewer, case_id, given, BY)


def stored(session: Session, case_id: int) -> ModelCase:
    """Return a case as it stands."""
    return case_queries.get_case(session, case_id)

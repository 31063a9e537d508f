"""Model cases of a year in a loaded sample: one chosen and published, one being marked."""

from datetime import date

from sqlmodel import Session

from matchmaker.cases.criteria import PROPOSED
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.services.cases.marking import Given, give_marks
from matchmaker.services.cases.records import (
    CaseWords,
    enter_case,
    publish_case,
    record_case,
    return_case,
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
from matchmaker.services.kept_records.evidence import Received, add_file
from matchmaker.services.list_hands import Author
from models.account import Account
from models.account_enums import Role
from models.case_enums import CaseCategory
from models.model_case import ModelCase
from models.queries import model_cases as case_queries
from scripts.serving.entry import Entry

# The choice of which is over, and the one that is being marked.
DECIDED_YEAR, MARKED_YEAR = 2023, 2024
_TITLES = (
    ("420100", "高校沉睡专利开出千万级产线", CaseCategory.LICENCE),
    ("420500", "磷化工企业以专利许可突破尾气治理难题", CaseCategory.LICENCE),
    ("420600", "一件发明专利质押盘活一家专精特新企业", CaseCategory.PLEDGE),
    ("420200", "开放许可让三家中小企业用上同一项技术", CaseCategory.OPEN_LICENCE),
)
_MARKS = ((92, 88, 90), (85, 91, 80), (78, 74, 83), (88, 86, 84))


def choose_cases(session: Session, entry: Entry, by: Author) -> dict[str, str]:
    """Have cases of two years sent and marked; return the ids of a published and an open one."""
    people = [_expert(session, name, by) for name in "甲乙丙"]
    published = _decide(session, entry, people, by)
    make_round(session, MARKED_YEAR, RoundTerms(size=2, city_cap=1), by)
    entered = [_entered(session, entry, MARKED_YEAR, number, by) for number in range(len(_TITLES))]
    for one in people:
        appoint(session, MARKED_YEAR, one.id or 0, by)
    open_round(session, MARKED_YEAR, by)
    for case_id, marks in zip(entered[:3], _MARKS, strict=False):
        for account, number in zip(people[1:], marks, strict=False):
            _mark(session, account, case_id, number, by)
    back = _sent(session, entry, MARKED_YEAR, 0, by)
    return_case(session, back.id or 0, back.revision or 0, "成效没有写明数字和依据", by)
    return {"case": str(published), "open_case": str(entered[0])}


def _decide(session: Session, entry: Entry, people: list[Account], by: Author) -> int:
    make_round(session, DECIDED_YEAR, RoundTerms(size=2), by)
    entered = [_entered(session, entry, DECIDED_YEAR, number, by) for number in range(len(_TITLES))]
    for one in people:
        appoint(session, DECIDED_YEAR, one.id or 0, by)
    open_round(session, DECIDED_YEAR, by)
    for case_id, marks in zip(entered, _MARKS, strict=True):
        for account, number in zip(people, marks, strict=True):
            _mark(session, account, case_id, number, by)
    close_round(session, DECIDED_YEAR, "", by)
    first, second, _, fourth = entered
    reasons = {fourth: "同类案例已有入选", second: "重点产业，示范面广"}
    decide(session, DECIDED_YEAR, [first, second], reasons, by)
    case = case_queries.get_case(session, first)
    say_consent(session, first, case.revision or 0, (entry.institution.name, date(2024, 1, 5)), by)
    publish_case(session, first, case.revision or 0, True, by)
    return first


def _expert(session: Session, name: str, by: Author) -> Account:
    new = NewAccount(f"expert-{name}", f"评委{name}", Position(Role.PROVINCIAL_ORGANISER))
    account, _ = add_account(session, new, by)
    account.must_change = False
    session.add(account)
    session.flush()
    return account


def _entered(session: Session, entry: Entry, year: int, number: int, by: Author) -> int:
    case = _sent(session, entry, year, number, by)
    return enter_case(session, case.id or 0, case.revision or 0, by).id or 0


def _sent(session: Session, entry: Entry, year: int, number: int, by: Author) -> ModelCase:
    city, title, category = _TITLES[number]
    words = CaseWords(
        year=year,
        title=title,
        category=category,
        unit=f"{entry.institution.name}、{entry.enterprise.name}",
        industry="现代化工及能源",
        giver_name=entry.institution.name,
        taker_name=entry.enterprise.name,
        patents=f"一种轧辊激光熔覆方法（{entry.names['patent']}）",
        background="企业轧辊更换频繁，每年停机损失超过三百万元；学校的熔覆专利授权四年没有使用。",
        approach="市知识产权局组织三次对接，学校派驻团队到厂中试，双方约定按销售额提成，风险共担。",
        terms="普通许可，入门费 50 万元，按净销售额 3% 提成，2023 年 6 月备案。",
        results="投产一年新增产值 1200 万元，轧辊寿命提高一倍，停机时间减少六成，带动就业 40 人。",
        why="“先试后付、按效提成”降低了企业使用高校专利的门槛，做法写成合同范本，可供各地参照。",
    )
    case = record_case(session, words, city, None, by)
    stored = f"{case.id or 0:064d}"
    add_file(session, case, Received("许可备案通知书.pdf", stored, 2048, "application/pdf"), by)
    return send_case(session, case.id or 0, case.revision or 0, by)


def _mark(session: Session, account: Account, case_id: int, number: int, by: Author) -> None:
    given = {
        one.slug: Given(max(0, number - 2 * place), f"{one.name}有据可查")
        for place, one in enumerate(PROPOSED)
    }
    give_marks(session, account_viewer(session, account), case_id, given, by)

"""What is held about a person: copied, corrected, erased everywhere and for good."""

import json
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import Session, col, select

from ingest.pipeline import ParseOptions
from matchmaker.errors import BadQuery
from matchmaker.reports import personal_file
from matchmaker.services.accounts.registry import Position, enable
from matchmaker.services.accounts.sign_in import Credentials, sign_in
from matchmaker.services.audit import verify
from matchmaker.services.contact_records import Contact, RecordKey
from matchmaker.services.erasure import Erased, erase
from matchmaker.services.imports import import_file
from matchmaker.services.list_hands import Author
from matchmaker.services.personal_data import Subject
from matchmaker.services.personal_file import PersonalFile, make_personal_file
from matchmaker.services.privacy_requests import Correction, correct_contact
from models.account import Account
from models.account_enums import AccountState, Role
from models.audit import AuditKind
from models.candidate_list import CandidateEntry
from models.demand import Demand
from models.enums import ImportKind
from models.errors import Conflict, NotFound
from models.import_batch import RefusedRow
from models.privacy_enums import HeldIn
from models.provenance import RecordEdit
from models.queries import organisations as organisation_queries
from models.values.contact_words import ERASED
from tests.conftest import NOW
from tests.factories import write_csv
from tests.matchmaker.people_world import FIRMS
from tests.matchmaker.services.accounts.cases import GATE, HOME, PASSWORD, add
from tests.matchmaker.services.audit_cases import told
from tests.matchmaker.services.privacy_world import (
    NAME,
    OTHER_PHONE,
    PHONE,
    SPELT,
    everything,
    make_privacy_world,
)

BY = Author("李四", NOW)
HEADERS = ("技术需求编号", "企业名称", "技术需求名称", "主要问题", "联系人", "手机")


def frozen_texts(session: Session) -> list[dict[str, object]]:
    statement = select(CandidateEntry).order_by(col(CandidateEntry.id))
    return [dict(entry.frozen) for entry in session.exec(statement)]


def add_member(session: Session, login: str, name: str, position: Position) -> Account:
    account = add(session, login, position)
    account.name, account.phone = name, PHONE
    return account


def dict_of(file: PersonalFile) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {section.name: section.rows for section in file.sections}


def test_a_contact_is_gone_from_everywhere_and_nothing_else_is(session: Session) -> None:
    world = make_privacy_world(session)
    before = frozen_texts(session)
    done = erase(session, world.subject, BY)
    assert done == Erased(records=2, history=2, refused_rows=1, texts=3, frozen=1, accounts=0)
    left = everything(session)
    assert [text for text in (PHONE, SPELT) if text in left] == []
    assert OTHER_PHONE in left
    assert world.demand.description == f"详情请致电{ERASED} {ERASED}"
    rows = [r.cells for r in session.exec(select(RefusedRow).order_by(col(RefusedRow.id)))]
    assert rows == [["X-7", FIRMS[0], "", ""], ["X-8", FIRMS[1], NAME]]
    after = frozen_texts(session)
    assert after[0] == before[0] | {"owner": f"武汉大学（{ERASED}）"}
    assert after[1:] == before[1:]


def test_erasing_is_told_of_without_naming_the_person(session: Session) -> None:
    world = make_privacy_world(session)
    erase(session, world.subject, BY)
    ((actor, kind, subject, details),) = told(session)
    assert (actor, kind, subject) == (
        "李四",
        AuditKind.DELETION,
        f"单位 {world.subject.organisation_id}",
    )
    assert details["records"] == 2
    assert NAME not in repr(told(session))
    assert verify(session).broken is None


def test_erasing_again_finds_nothing(session: Session) -> None:
    world = make_privacy_world(session)
    erase(session, world.subject, BY)
    assert erase(session, world.subject, BY) == Erased(0, 0, 0, 0, 0, 0)


def test_all_contacts_of_a_body_go_with_those_of_records_merged_into_it(session: Session) -> None:
    world = make_privacy_world(session)
    merged = organisation_queries.get_organisation(session, world.people.firms[1])
    merged.merged_into_id = world.subject.organisation_id
    for demand in session.exec(select(Demand).where(Demand.organisation_id == merged.id)):
        demand.contact_phone = "13700003333"
    session.flush()
    erase(session, Subject(world.subject.organisation_id), BY)
    phones = {demand.contact_phone for demand in session.exec(select(Demand))}
    assert phones == {""}


def test_an_account_of_the_person_is_closed_for_good(session: Session) -> None:
    world = make_privacy_world(session)
    position = Position(Role.ENTERPRISE_MEMBER, world.subject.organisation_id)
    theirs = add_member(session, "zhang-san", NAME, position)
    other = add_member(session, "li-si", "李四", position)
    sign_in(session, Credentials("zhang-san", PASSWORD), HOME, GATE, NOW)
    (row,) = dict_of(make_personal_file(session, world.subject, NOW))["accounts"]
    assert row[:4] == ("zhang-san", NAME, "企业成员", PHONE)
    assert HOME.address in row[-1]

    done = erase(session, world.subject, BY)
    session.expire_all()
    assert done.accounts == 1
    assert (theirs.state, theirs.name, theirs.phone) == (AccountState.ERASED, "已注销", "")
    assert other.state is AccountState.ACTIVE
    left = everything(session)
    assert [text for text in (PHONE, HOME.address, HOME.browser) if text in left] == []
    answer = sign_in(session, Credentials("zhang-san", PASSWORD), HOME, GATE, NOW)
    assert answer.account is None
    with pytest.raises(Conflict):
        enable(session, theirs, BY)


def test_members_keep_their_accounts_when_the_contacts_of_a_body_go(session: Session) -> None:
    world = make_privacy_world(session)
    body = Subject(world.subject.organisation_id)
    member = add_member(
        session, "zhang-san", NAME, Position(Role.ENTERPRISE_MEMBER, body.organisation_id)
    )
    assert erase(session, body, BY).accounts == 0
    assert member.state is AccountState.ACTIVE


def test_an_unknown_organisation_is_told_of(session: Session) -> None:
    with pytest.raises(NotFound):
        erase(session, Subject(10**6), BY)


def test_an_import_does_not_bring_it_back(session: Session, tmp_path: Path) -> None:
    def load(name: str, problem: str) -> None:
        row = ("X-1", "武汉轧机厂", "轧辊", problem, NAME, PHONE)
        path = write_csv(tmp_path / name, HEADERS, [row])
        import_file(session, path, ParseOptions(ImportKind.DEMANDS), NOW)

    load("a.csv", "开裂")
    demand = session.exec(select(Demand)).one()
    erase(session, Subject(demand.organisation_id, NAME), BY)
    load("b.csv", "开裂得厉害")
    session.expire_all()
    demand = session.exec(select(Demand)).one()
    assert (demand.problem, demand.contact_name, demand.contact_phone) == ("开裂得厉害", "", "")
    assert PHONE not in everything(session)


def test_a_copy_holds_all_that_is_known(session: Session) -> None:
    world = make_privacy_world(session)
    file = make_personal_file(session, world.subject, NOW)
    rows = dict_of(file)
    counts = {name: len(found) for name, found in rows.items()}
    assert counts == {
        "contacts": 2,
        "accounts": 0,
        "courses": 0,
        "history": 2,
        "refused_rows": 1,
        "texts": 3,
        "consents": 0,
        "disclosures": 0,
        "requests": 0,
    }
    assert [row[3:5] for row in rows["contacts"]] == [(NAME, PHONE), (NAME, SPELT)]
    assert OTHER_PHONE not in repr(file)
    document = json.loads(personal_file.as_json(file))
    assert (document["person"], document["contacts"][0]["联系电话"]) == (NAME, PHONE)


def test_the_sheet_of_a_copy_can_be_read(session: Session, tmp_path: Path) -> None:
    world = make_privacy_world(session)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(personal_file.build(make_personal_file(session, world.subject, NOW)))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "汇总",
        "联系方式",
        "修改与导入差异",
        "导入时拒收的行",
        "写有联系方式的文字",
    ]
    assert book["联系方式"]["E2"].value == PHONE


def test_a_corrected_contact_stays_whatever_imports_say(session: Session, tmp_path: Path) -> None:
    row = ("X-1", "武汉轧机厂", "轧辊", "开裂", NAME, PHONE)
    path = write_csv(tmp_path / "a.csv", HEADERS, [row])
    import_file(session, path, ParseOptions(ImportKind.DEMANDS), NOW)
    demand = session.exec(select(Demand)).one()
    key = RecordKey(HeldIn.DEMAND, demand.id or 0)
    assert correct_contact(session, key, Correction(phone="13800001111"), BY) == Contact(
        NAME, "13800001111"
    )
    import_file(session, path, ParseOptions(ImportKind.DEMANDS), NOW)
    session.expire_all()
    assert session.exec(select(Demand)).one().contact_phone == "13800001111"
    edit = session.exec(select(RecordEdit)).one()
    assert (edit.old_value, edit.new_value) == ("138****1234", "138****1111")
    assert [record[1] for record in told(session)] == [AuditKind.CONTACT_CORRECTED]


@pytest.mark.parametrize("correction", [Correction(), Correction(email="a@b.cn")], ids=str)
def test_what_cannot_be_corrected_is_told_of(session: Session, correction: Correction) -> None:
    world = make_privacy_world(session)
    with pytest.raises(BadQuery):
        correct_contact(session, RecordKey(HeldIn.DEMAND, world.demand.id or 0), correction, BY)

"""matchmaker privacy."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from matchmaker.access.viewer import person
from matchmaker.services.contact_records import RecordKey
from matchmaker.services.contacts import Purpose, open_contact
from matchmaker.services.list_hands import Author
from models.account_enums import Role
from models.privacy_enums import DisclosurePurpose, HeldIn
from models.session import make_session
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.canaries import (
    RECIPIENT,
    What,
    canary,
    demand_number,
    firm_name,
    found_in_files,
    write_canaries,
)
from tests.matchmaker.cli.conftest import Run

PUBLIC, NAMED = Confidentiality.PUBLIC, Confidentiality.NAMED
FIRM = firm_name(PUBLIC)
PHONE, PERSON = canary(PUBLIC, What.PHONE), canary(PUBLIC, What.CONTACT)


@pytest.fixture
def world(run: Run, tmp_path: Path) -> Run:
    assert run("import", "demands", write_canaries(tmp_path / "d.csv")).code == 0
    return run


def test_a_request_is_received_answered_and_listed(world: Run) -> None:
    words = ("privacy", "receive", "access", FIRM, "--applicant", "张伟", "--text", "副本")
    assert "已登记申请 1（查阅复制），请在 " in world(*words).out
    (row,) = json.loads(world("privacy", "requests", "--format", "json").out)
    assert (row["organisation"], row["kind"], row["late"], row["answer"]) == (
        FIRM,
        "access",
        False,
        "",
    )
    assert world("privacy", "answer", 1, "--text", "不是本人").code == 0
    assert world("privacy", "answer", 1, "--text", "再答").code == 2
    assert json.loads(world("privacy", "requests", "--format", "json").out) == []
    (row,) = json.loads(world("privacy", "requests", "--all", "--format", "json").out)
    assert (row["answer"], row["answered_by"]) == ("不是本人", "命令行")


def test_a_copy_is_written_for_its_owner_alone(world: Run, tmp_path: Path) -> None:
    world("privacy", "receive", "access", FIRM, "--applicant", "张伟")
    result = world("privacy", "export", FIRM, "--out", "copy", "--request", 1, "--format", "json")
    files = [Path(name) for name in json.loads(result.out)]
    assert [path.suffix for path in files] == [".json", ".xlsx"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert len(found_in_files(tmp_path / "copy", [PHONE])) == 2
    kinds = [row["kind"] for row in json.loads(world("audit", "list", "--format", "json").out)]
    assert kinds == ["export"]
    assert json.loads(world("privacy", "requests", "--format", "json").out) == []


def test_a_contact_is_corrected_and_shown_masked(world: Run) -> None:
    result = world("privacy", "correct", "demand", 1, "--phone", "13800001111")
    assert result.out.strip() == "需求 1 的联系方式现为：鹔**　138****1111"
    assert world("privacy", "correct", "demand", 1).code == 2
    assert world("privacy", "correct", "demand", 99, "--name", "张").code == 2


def test_a_contact_is_erased_for_good(world: Run, tmp_path: Path) -> None:
    assert world("privacy", "erase", FIRM).code == 2
    assert world("privacy", "erase", FIRM, "--person", PERSON, "--everybody").code == 2
    erased = world("privacy", "erase", FIRM, "--person", PERSON, "--format", "json")
    assert json.loads(erased.out)[0]["records"] == 1
    assert world("import", "demands", write_canaries(tmp_path / "again.csv")).code == 0
    world("privacy", "export", FIRM, "--out", "copy")
    assert found_in_files(tmp_path / "copy", [PHONE, PERSON]) == {}


def test_disclosures_are_listed_by_whose_they_are(world: Run, engine: Engine) -> None:
    viewer = person(1, "李四", Role.PROVINCIAL_ORGANISER)
    with make_session(engine) as session:
        purpose = Purpose(DisclosurePurpose.DOCKING, "约时间")
        open_contact(session, viewer, RecordKey(HeldIn.DEMAND, 1), purpose, Author("李四", NOW))
        session.commit()
    (row,) = json.loads(
        world("privacy", "disclosures", "--organisation", FIRM, "--format", "json").out
    )
    assert (row["viewer"], row["record"], row["purpose"], row["ground"]) == (
        "李四",
        "需求 1",
        "docking：约时间",
        "role",
    )
    listed = world("privacy", "disclosures", "--viewer", "李四", "--format", "csv").out
    assert "供需对接：约时间" in listed
    other = world("privacy", "disclosures", "--organisation", firm_name(NAMED), "--format", "json")
    assert json.loads(other.out) == []
    later = world("privacy", "disclosures", "--since", "2024-05-07", "--format", "json")
    assert json.loads(later.out) == []


def test_retention_says_what_it_did(world: Run) -> None:
    assert world("privacy", "retention").out.strip() == "没有到期的个人信息"


def test_recipients_are_shown_added_and_struck_off(world: Run) -> None:
    number = demand_number(NAMED)
    words = ("privacy", "recipients", number)
    known = {"organisation": RECIPIENT, "origin": "合作意向单位"}
    assert json.loads(world(*words, "--format", "json").out) == [known]
    more = world(*words, "--add", "华中科技大学", "--remove", RECIPIENT, "--format", "json")
    assert json.loads(more.out) == [{"organisation": "华中科技大学", "origin": "人工指定"}]
    assert "更新 1 项" in world("privacy", "recipients", "--fill").out
    assert world("privacy", "recipients").code == 2
    assert world("privacy", "recipients", demand_number(PUBLIC), "--add", RECIPIENT).code == 2

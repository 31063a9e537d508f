"""Every line of a dump is as its dictionary says, and nobody has more than they may see."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer, person, program
from matchmaker.errors import Forbidden
from matchmaker.jobs.exchange import DumpOutcome, log_dump, make_dump
from matchmaker.jobs.lists import ListRequest, lock_lists
from matchmaker.services.dump.declare import DumpType
from matchmaker.services.dump.rows import KINDS
from matchmaker.services.invitations import invite
from matchmaker.services.ledger.deals import record_deal
from matchmaker.services.list_hands import Author
from models.account_enums import Role
from models.audit import AuditRecord
from models.demand import Demand
from models.feedback import Feedback
from models.feedback_enums import Opinion
from models.firm_list import FirmEntry, FirmList
from models.ledger import Activity, BaseFigure
from models.ledger_enums import ActivityKind
from models.meeting import MeetingOutcome, MeetingRow, TimetableVersion
from models.meeting_enums import DeclineReason, OutcomeResult, Side
from models.open_licence import OpenLicence, OpenLicenceUse
from models.organisation import Organisation
from models.patent import Patent
from models.queries import events as event_queries
from models.session import make_engine, make_session
from models.values.licence_fee import FeeMode
from models.values.org_name import OrgType
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.canaries import CONTACTS, LEVELS, canaries, canary, found_in, make_world
from tests.matchmaker.canaries import What as Part
from tests.matchmaker.jobs.dump_campaign import fill_campaign
from tests.matchmaker.services.ledger.cases import licence

BY = Author("李四", NOW)
TODAY = NOW.date()
PROVINCE = person(1, "李四", Role.PROVINCIAL_ORGANISER)
READERS = frozenset(kind.permission for kind in KINDS)
PROGRAM = program(
    9,
    "程序：大屏",
    {*READERS, Permission.EXCHANGE, Permission.PUBLIC} - {Permission.PARTICIPANT_READ},
)
SECRET_PHONE = "13855501731"
SECRET_NAME = "鸨鸨"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
# What may stand where there is something, by type.
CHECKS: dict[str, Callable[[Any], bool]] = {
    DumpType.INTEGER: lambda value: type(value) is int,
    DumpType.NUMBER: lambda value: type(value) in (int, float),
    DumpType.TEXT: lambda value: isinstance(value, str),
    DumpType.BOOLEAN: lambda value: isinstance(value, bool),
    DumpType.DATE: lambda value: date.fromisoformat(value).isoformat() == value,
    DumpType.MOMENT: lambda value: bool(_MOMENT.fullmatch(value) and datetime.fromisoformat(value)),
    DumpType.TEXTS: lambda value: all(isinstance(one, str) for one in value),
    DumpType.INTEGERS: lambda value: all(type(one) is int for one in value),
    DumpType.COUNTS: lambda value: all(type(one) is int for one in value.values()),
}


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> Iterator[Engine]:
    """Records of every kind, with contacts wherever a table has them."""
    settings = make_world(tmp_path, database_url)
    engine = make_engine(database_url)
    lock_lists(engine, settings, ListRequest(("docking",)), NOW)
    with make_session(engine) as session:
        fill(session)
        fill_campaign(session, (SECRET_NAME, SECRET_PHONE))
        session.commit()
    yield engine
    engine.dispose()


def fill(session: Any) -> None:
    event = event_queries.get_event(session, "docking")
    demands = session.exec(select(Demand).order_by(Demand.id)).all()
    patent = session.exec(select(Patent).order_by(Patent.id)).first()
    university = session.exec(select(Organisation.id).where(Organisation.name == "武汉大学")).one()
    patent.contact_name, patent.contact_phone = SECRET_NAME, SECRET_PHONE
    patent.contact_email = "secret@example.com"
    patent.inventors = ["张三"]
    session.add(
        Organisation(name="钱七", org_type=OrgType.INDIVIDUAL, address=f"{SECRET_NAME}路 1 号")
    )
    invite(session, event, None, NOW)
    record_deal(session, licence(), None, BY)
    at = {"actor": "张三", "recorded_at": NOW}
    session.add(FirmList(event_id=event.id, version=1, chain="laser", most=12, created_at=NOW))
    session.flush()
    asking = [["finance", 0.25, f"正在融资：{SECRET_NAME}"]]
    session.add(
        FirmEntry(
            list_id=1,
            organisation_id=demands[0].organisation_id,
            position=1,
            name="某厂",
            score=0.25,
            parts=asking,
            note=SECRET_NAME,
        )
    )
    session.add(
        Activity(
            kind=ActivityKind.BRIEFING,
            title="宣讲",
            held_on=TODAY,
            counts={"briefing_heads": 3},
            note=SECRET_NAME,
            **at,
        )
    )
    session.add(
        BaseFigure(year=2023, month=1, city_code="420100", indicator="licences", value=2, **at)
    )
    for demand in demands:
        session.add(
            MeetingOutcome(
                event_id=event.id,
                enterprise_id=demand.organisation_id,
                institution_id=university,
                subject=f"{demand.id}:{patent.id}",
                demand_id=demand.id,
                patent_id=patent.id,
                held=True,
                result=OutcomeResult.NONE,
                reason=DeclineReason.PRICE,
                note=SECRET_NAME,
                **at,
            )
        )
        session.add(
            Feedback(
                demand_id=demand.id,
                patent_id=patent.id,
                side=Side.ENTERPRISE,
                organisation_id=demand.organisation_id,
                opinion=Opinion.UNFIT,
                reasons=["price"],
                note=SECRET_NAME,
                score=0.5,
                actor="张三",
                said_at=NOW,
            )
        )
    declared = OpenLicence(
        patent_id=patent.id,
        organisation_id=university,
        fee_mode=FeeMode.LUMP,
        contact_name=SECRET_NAME,
        contact_phone=SECRET_PHONE,
        actor="张三",
        made_at=NOW,
        changed_at=NOW,
    )
    session.add(declared)
    planned = TimetableVersion(
        event_id=event.id,
        version=1,
        made_at=NOW,
        method="by_hand",
        value=1.0,
        input_digest="",
        actor="张三",
    )
    session.add(planned)
    session.flush()
    for place, demand in enumerate(demands):
        session.add(
            MeetingRow(
                timetable_id=planned.id,
                slot=place,
                table_number=0,
                enterprise_id=demand.organisation_id,
                institution_id=university,
                demand_id=demand.id,
            )
        )
    session.add(
        OpenLicenceUse(
            open_licence_id=declared.id,
            licensee="甲公司",
            note=SECRET_NAME,
            actor="张三",
            asked_at=NOW,
        )
    )


def dump(engine: Engine, folder: Path, viewer: Viewer = PROVINCE) -> DumpOutcome:
    return make_dump(engine, viewer, folder / "d.zip", TODAY, lambda label, done, total: None)


def lines(made: DumpOutcome) -> dict[str, list[dict[str, Any]]]:
    """Return kind → its records."""
    with ZipFile(made.path) as archive:
        return {
            name.removesuffix(".jsonl"): [
                json.loads(line) for line in archive.read(name).splitlines()
            ]
            for name in archive.namelist()
            if name.endswith(".jsonl")
        }


def test_every_line_is_as_the_dictionary_says(world: Engine, tmp_path: Path) -> None:
    made = dump(world, tmp_path)
    with ZipFile(made.path) as archive:
        dictionary = json.loads(archive.read("dictionary.json"))
        readable = archive.read("dictionary.md").decode()
    found = lines(made)
    assert [kind["name"] for kind in dictionary["kinds"]] == [kind.name for kind in KINDS]
    for kind in dictionary["kinds"]:
        records = found[kind["name"]]
        assert records
        names = [field["name"] for field in kind["fields"]]
        for record in records:
            assert list(record) == names
            for field in kind["fields"]:
                require(field, record[field["name"]])
        keys = [tuple(record[name] for name in kind["key"]) for record in records]
        assert keys == sorted(set(keys))
        assert f"## {kind['label']}（{kind['file']}）" in readable
        assert all(field["meaning"] in readable for field in kind["fields"])


def require(field: dict[str, Any], value: Any) -> None:
    """Fail where a value is not as its field is declared."""
    if value is None:
        assert field["may_be_null"], field
        return
    assert CHECKS[field["type"]](value), (field, value)
    if field["values"] is not None:
        said = value if isinstance(value, list | dict) else [value]
        # What is withheld of a demand says nothing.
        assert set(said) <= {*field["values"], ""}, (field, value)


def test_records_name_records_that_are_there(world: Engine, tmp_path: Path) -> None:
    found = lines(dump(world, tmp_path))
    ids = {kind: {one.get("id") for one in records} for kind, records in found.items()}
    for kind in KINDS:
        for field in kind.fields:
            named = re.search(r"见 ([a-z_]+) 的 id", field.meaning)
            if named is None or field.type is not DumpType.INTEGER:
                continue
            of = named[1]
            for record in found[kind.name]:
                assert record[field.name] is None or record[field.name] in ids[of]


def test_the_manifest_counts_and_digests_every_file(world: Engine, tmp_path: Path) -> None:
    made = dump(world, tmp_path)
    with ZipFile(made.path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.namelist() == [file["name"] for file in manifest["files"]] + [
            "manifest.json"
        ]
        for file in manifest["files"]:
            content = archive.read(file["name"])
            assert hashlib.sha256(content).hexdigest() == file["sha256"]
            assert len(content) == file["size"]
            if file["name"].endswith(".jsonl"):
                assert content.count(b"\n") == file["rows"]
    assert (manifest["schema_version"], manifest["day"]) == (1, "2024-05-06")
    assert manifest["left_out"] == []


def test_the_same_records_give_the_same_bytes(world: Engine, tmp_path: Path) -> None:
    first = dump(world, tmp_path).path.read_bytes()
    assert dump(world, tmp_path).path.read_bytes() == first


def test_no_contact_and_no_hidden_text_is_in_it(world: Engine, tmp_path: Path) -> None:
    content = dump(world, tmp_path).path.read_bytes()
    contacts = [canary(level, what) for level in LEVELS for what in CONTACTS]
    assert found_in(content, [*contacts, SECRET_PHONE, SECRET_NAME, "secret@example.com"]) == []
    # Words that stand in the patents, too, are no secret.
    shared = {Part.SHARED}
    assert found_in(content, canaries([Confidentiality.HIDDEN], but=shared)) == []
    told = canaries([Confidentiality.NAMED], but=CONTACTS | shared)
    assert found_in(content, told) == sorted(told)


def test_a_hidden_demand_is_there_without_its_text(world: Engine, tmp_path: Path) -> None:
    demands = lines(dump(world, tmp_path))["demands"]
    (hidden,) = [one for one in demands if one["confidentiality"] == "hidden"]
    assert hidden["is_withheld"]
    assert (hidden["title"], hidden["budget_low_cny"], hidden["keywords"]) == ("", None, [])
    assert [one["is_withheld"] for one in demands].count(False) == 3


def test_a_program_has_what_its_scopes_and_its_sight_let_it(world: Engine, tmp_path: Path) -> None:
    made = dump(world, tmp_path, PROGRAM)
    found = lines(made)
    assert made.manifest.left_out == ("participants",)
    assert "participants" not in found
    levels = {one["confidentiality"] for one in found["demands"]}
    assert levels == {"public", "restricted"}
    known = {one["id"] for one in found["demands"]}
    assert {one["demand_id"] for one in found["pairs"]} <= known
    assert {one["demand_id"] for one in found["feedback"]} == known
    assert {one["demand_id"] for one in found["outcomes"]} == known | {None}


def test_only_who_reaches_all_of_the_province_has_one(world: Engine, tmp_path: Path) -> None:
    for viewer in (
        person(2, "王五", Role.CITY_ORGANISER, city_code="420100"),
        person(3, "赵六", Role.PROVINCIAL_ADMIN),
        person(4, "孙七", Role.INSTITUTION_MEMBER, organisations=[1], organisation_id=1),
    ):
        with pytest.raises(Forbidden):
            dump(world, tmp_path, viewer)


def test_a_dump_stands_in_the_audit_log(world: Engine, tmp_path: Path) -> None:
    made = dump(world, tmp_path)
    with make_session(world) as session:
        log_dump(session, made, BY)
        session.commit()
        record = session.exec(select(AuditRecord).order_by(AuditRecord.number)).all()[-1]
    assert record.subject == "数据包"
    assert record.details["rows"] == sum(len(records) for records in lines(made).values())
    assert record.details["records"]["demands.jsonl"] == 4


def test_names_and_meanings_are_told_apart() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        names = [field.name for field in kind.fields]
        assert len(set(names)) == len(names)
        assert set(kind.key) <= set(names)
        assert all(field.meaning and field.source for field in kind.fields)
        assert not {"token", "password_hash", "contact_name", "contact_phone"} & set(names)

"""What the audit log tells of, and that it does so in the transaction of the act."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.jobs.lists import export_list, lock_lists
from matchmaker.jobs.people import export_invitations
from matchmaker.jobs.timetables import export_timetable, read_timetable, run_publish
from matchmaker.services.audit import verify
from matchmaker.services.campaigns import load_campaign
from matchmaker.services.invitations import invite
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.list_lock import correct_list, lock_list
from matchmaker.services.organisations import merge_organisations, undo_merge
from matchmaker.services.timetables import plan_timetable, publish
from matchmaker.settings import Settings
from models.audit import AuditKind
from models.errors import Conflict
from models.queries import events as event_queries
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.people_world import confirm_all, set_hall
from tests.matchmaker.people_world import make_world as make_people
from tests.matchmaker.services.audit_cases import told
from tests.matchmaker.services.list_world import BY, CAMPAIGN, REQUEST, SLUG, make_world


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return make_world(tmp_path, database_url)


def log(engine: Engine) -> list[tuple[str, AuditKind, str, dict[str, object]]]:
    with make_session(engine) as session:
        assert verify(session).broken is None
        return told(session)


def test_lock_and_correction_of_a_list(engine: Engine, settings: Settings) -> None:
    lock_lists(engine, settings, replace(REQUEST, actor="张三"), NOW)
    with make_session(engine) as session:
        event = event_queries.get_event(session, SLUG)
        correct_list(session, event, "企业来函", BY)
        session.commit()
    locked, corrected = log(engine)
    assert locked[:3] == ("张三", AuditKind.LIST_LOCKED, SLUG)
    assert locked[3]["version"] == 1
    details = {"locked": 1, "draft": 2, "reason": "企业来函"}
    assert corrected == ("张三", AuditKind.LIST_CORRECTED, SLUG, details)


def test_lock_that_is_rolled_back_leaves_nothing(engine: Engine, settings: Settings) -> None:
    with make_session(engine) as session:
        lock_list(session, event_queries.get_event(session, SLUG), BY)
        assert [record[1] for record in told(session)] == [AuditKind.LIST_LOCKED]
        session.rollback()
    assert log(engine) == []


def test_export_of_a_list(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    path = export_list(engine, SLUG, None, tmp_path / "out", BY)
    details = {"what": "候选名单", "files": [path.name]}
    assert log(engine) == [("张三", AuditKind.EXPORT, SLUG, details)]


def test_export_is_told_of_even_where_its_file_cannot_be_written(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("no folder", encoding="utf-8")
    with pytest.raises(OSError, match="out"):
        export_list(engine, SLUG, None, tmp_path / "out", BY)
    assert [record[1] for record in log(engine)] == [AuditKind.EXPORT]


def load(engine: Engine, folder: Path, text: str, *, commit: bool = True) -> None:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with make_session(engine) as session:
        load_campaign(session, path, BY)
        if commit:
            session.commit()


def test_changed_rules_of_an_event_with_what_they_were(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, CAMPAIGN)
    load(engine, tmp_path, CAMPAIGN)
    load(engine, tmp_path, CAMPAIGN.replace("2024-06-18", "2024-06-20"))
    assert log(engine) == []
    changed = CAMPAIGN.replace("per_demand = 3", "per_demand = 4").replace("= 1.0", "= 0.5")
    load(engine, tmp_path, changed + 'quotas = {"北斗" = {least = 2}}\n')
    ((actor, kind, slug, details),) = log(engine)
    assert (actor, kind, slug) == ("张三", AuditKind.RULE_CHANGE, SLUG)
    assert details.pop("quotas") == [{}, {"beidou": [2, None]}]
    assert details == {"per_demand": [3, 4], "institution_share": ["1.0", "0.5"]}


def test_changed_rules_that_are_rolled_back_leave_nothing(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, CAMPAIGN)
    load(engine, tmp_path, CAMPAIGN.replace("per_demand = 3", "per_demand = 4"), commit=False)
    assert log(engine) == []


def test_published_timetable_is_told_of_once(engine: Engine, tmp_path: Path) -> None:
    with make_session(engine) as session:
        world = make_people(session)
        invite(session, world.event, None, NOW)
        confirm_all(session, world)
        set_hall(session, world)
        planned = plan_timetable(session, world.event, "李", NOW)
        session.commit()
        publish(session, world.event, planned.version, NOW, "李")
        session.rollback()
    assert log(engine) == []
    run_publish(engine, SLUG, None, NOW)
    run_publish(engine, SLUG, None, NOW, "李")
    published = (COMMAND_LINE, AuditKind.TIMETABLE_PUBLISHED, SLUG, {"version": 1})
    assert log(engine) == [published]
    paths = export_timetable(engine, read_timetable(engine, SLUG, None), tmp_path, "", BY)
    details: dict[str, object] = {"what": "第 1 版日程", "files": [path.name for path in paths]}
    assert log(engine) == [published, ("张三", AuditKind.EXPORT, SLUG, details)]


def test_export_of_invitations(engine: Engine, tmp_path: Path) -> None:
    with make_session(engine) as session:
        make_people(session)
        session.commit()
    path = export_invitations(engine, SLUG, tmp_path, Author("李", NOW))
    details = {"what": "邀请名单", "files": [path.name]}
    assert log(engine) == [("李", AuditKind.EXPORT, SLUG, details)]


def test_merge_of_organisations_and_its_undoing(engine: Engine, session: Session) -> None:
    firms = make_people(session).firms
    session.commit()
    merge_organisations(session, firms[0], firms[1], "同一家", "李", NOW)
    session.rollback()
    assert told(session) == []
    merge = merge_organisations(session, firms[0], firms[1], "同一家", "李", NOW)
    session.commit()
    with pytest.raises(Conflict):
        merge_organisations(session, firms[0], firms[1], "同一家", "李", NOW)
    session.rollback()
    undo_merge(session, merge.id or 0, "王", NOW)
    session.commit()
    details = {"kept": firms[0], "merged": firms[1], "reason": "同一家"}
    assert log(engine) == [
        ("李", AuditKind.ORGANISATIONS_MERGED, f"合并 {merge.id}", details),
        ("王", AuditKind.ORGANISATIONS_UNMERGED, f"合并 {merge.id}", details),
    ]

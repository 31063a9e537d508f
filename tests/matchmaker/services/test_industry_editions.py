"""The list in force: from the bundled one over an office's own, there and back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.errors import BadQuery
from matchmaker.industry import taxonomy as bundled_lists
from matchmaker.industry.taxonomy import IndustryDef, Taxonomy, load_taxonomy
from matchmaker.services import industry_editions
from matchmaker.services.industry_editions import (
    FlawedList,
    ListChange,
    edition_in_force,
    industries_in_force,
    list_of,
    newer_release,
    put_in_force,
    restore_edition,
    take_over_release,
    valid_since,
)
from matchmaker.services.list_hands import Author
from matchmaker.services.reference import seed_reference
from models.audit import AuditKind
from models.errors import Conflict, NotFound
from models.session import make_session
from models.taxonomy import Industry, IndustryEdition
from tests.conftest import NOW
from tests.matchmaker.services.audit_cases import told

BY = Author("张三", NOW)
BUNDLED = load_taxonomy()


def renamed(name: str, of: Taxonomy = BUNDLED, slug: str = "ninth") -> tuple[IndustryDef, ...]:
    return tuple(replace(one, name=name) if one.slug == slug else one for one in of.industries)


def save(session: Session, industries: Sequence[IndustryDef], follows: int | None = None) -> int:
    at = edition_in_force(session) if follows is None else follows
    change = ListChange(at, tuple(industries), "省里来文", NOW.date())
    return put_in_force(session, change, BY)


def test_bundled_list_is_in_force_at_the_start(session: Session) -> None:
    assert industries_in_force(session) is load_taxonomy()
    assert (edition_in_force(session), newer_release(session)) == (0, None)


def test_first_edit_keeps_the_bundled_list_as_the_first_edition(session: Session) -> None:
    made = save(session, renamed("低空经济"))
    first, second = session.exec(select(IndustryEdition).order_by(IndustryEdition.id)).all()
    assert (first.follows, second.follows, second.id) == (0, first.id, made)
    assert list_of(session, first.id or 0) == BUNDLED
    taxonomy = industries_in_force(session)
    assert (taxonomy.get("ninth").name, taxonomy.version) == ("低空经济", "2024-05-06")
    assert industries_in_force(session) is taxonomy
    row = session.get_one(Industry, "ninth")
    assert (row.name, row.version) == ("低空经济", taxonomy.version)


def test_edit_is_noted_in_the_audit_log(session: Session) -> None:
    made = save(session, renamed("低空经济"))
    (record,) = told(session)
    details = {
        "edition": made,
        "version": "2024-05-06",
        "note": "省里来文",
        "industries": ["ninth"],
    }
    assert record == ("张三", AuditKind.RULE_CHANGE, "产业目录", details)


def test_start_of_a_newer_program_leaves_the_own_list_in_force(session: Session) -> None:
    save(session, renamed("低空经济"))
    seed_reference(session)
    assert session.get_one(Industry, "ninth").name == "低空经济"


def test_going_back_is_an_edition_and_keeps_what_was_added(session: Session) -> None:
    added = IndustryDef("industry-1", "安全应急", "emerging", "confirmed", ("A62B",), (), ())
    made = save(session, [added, *renamed("低空经济")])
    first = made - 1
    back = restore_edition(session, first, made, "", BY)
    taxonomy = industries_in_force(session)
    assert tuple(one for one in taxonomy.industries if one.slug != added.slug) == BUNDLED.industries
    assert taxonomy.get(added.slug) == replace(added, retired=True)
    assert session.get_one(IndustryEdition, back).note == f"恢复到第 {first} 版"
    assert len(session.exec(select(IndustryEdition)).all()) == 3
    with pytest.raises(NotFound, match="没有编号为 77 的版本"):
        restore_edition(session, 77, back, "", BY)


def test_whoever_read_an_earlier_list_is_told(session: Session) -> None:
    save(session, renamed("低空经济"))
    with pytest.raises(Conflict, match="刚刚被别人修改过"):
        save(session, renamed("现代化工"), follows=0)


def test_two_at_the_same_moment_do_not_both_follow_one_edition(engine: Engine) -> None:
    with make_session(engine) as one:
        save(one, renamed("低空经济"))
        with pytest.MonkeyPatch.context() as patch:
            # As the second one has read it before the first one commits.
            patch.setattr(industry_editions, "edition_in_force", lambda _: 0)
            one.commit()
            with make_session(engine) as other, pytest.raises(Conflict, match="刚刚被别人"):
                save(other, renamed("现代化工"), follows=0)
    with make_session(engine) as session:
        assert industries_in_force(session).get("ninth").name == "低空经济"


def test_wrong_lists_are_refused_and_leave_nothing(session: Session) -> None:
    with pytest.raises(FlawedList, match="“ninth”请填写名称"):
        save(session, renamed(""))
    with pytest.raises(BadQuery, match="没有改动"):
        save(session, BUNDLED.industries)
    change = ListChange(0, renamed("低空经济"), " ", NOW.date())
    with pytest.raises(BadQuery, match="请写明修改的原因"):
        put_in_force(session, change, BY)
    later = replace(change, note="来文", valid_from=NOW.date() + timedelta(days=1))
    with pytest.raises(BadQuery, match="不能晚于今天"):
        put_in_force(session, later, BY)
    with pytest.raises(BadQuery, match="版本名称太长"):
        put_in_force(session, replace(change, note="来文", version="版" * 41), BY)
    assert session.exec(select(IndustryEdition)).all() == []


def test_newer_bundled_list_is_offered_and_taken_over(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = save(session, renamed("低空经济"))
    release = Taxonomy("2024-12", renamed("商业航天"))
    monkeypatch.setattr(industry_editions, "load_taxonomy", lambda: release)
    monkeypatch.setattr(bundled_lists, "load_taxonomy", lambda: release)
    assert industries_in_force(session).get("ninth").name == "低空经济"
    assert newer_release(session) == release
    # Another edit does not make it forgotten.
    made = save(session, renamed("现代化工"))
    assert newer_release(session) == release
    take_over_release(session, made, BY)
    assert industries_in_force(session) == release
    assert newer_release(session) is None
    assert valid_since(session) == bundled_lists.bundled_since()


def test_list_is_read_once_in_a_process(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    save(session, renamed("低空经济"))
    industries_in_force(session)
    monkeypatch.setattr(industry_editions, "parsed_edition", lambda _: pytest.fail("read again"))
    assert industries_in_force(session).get("ninth").name == "低空经济"

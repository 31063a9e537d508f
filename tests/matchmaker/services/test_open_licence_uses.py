"""Who uses a patent under its open licence."""

from datetime import date

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery, Forbidden
from matchmaker.services.ledger.contributions import load_contributions
from matchmaker.services.ledger.counted_licences import licence_contributions
from matchmaker.services.ledger.deals import record_deal
from matchmaker.services.ledger.records import source_rows
from matchmaker.services.open_licence_uses import UseWords, ask_to_use, record_use
from matchmaker.services.open_licence_view import view_licences, view_newest
from matchmaker.services.open_licences import Move, move
from models.enums import LicenceKind
from models.errors import Conflict, NotFound
from models.licence_enums import OpenLicenceAct
from models.open_licence import OpenLicence
from models.patent import Patent
from models.queries import open_licences as licence_queries
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, make_world
from tests.matchmaker.services.ledger.cases import AUTHOR, licence
from tests.matchmaker.services.licence_cases import (
    announced,
    declared,
    firm_member,
    ready,
    reviewer,
)

USED = UseWords(
    licensee="武汉某厂",
    notified_on=date(2024, 5, 5),
    filed_on=date(2024, 5, 6),
    filing_number="X2024420000001",
    fee_paid="5万元",
)


def shown(session: Session, licence: OpenLicence) -> str:
    return session.get_one(Patent, licence.patent_id).display_number


def test_a_firm_asks_and_the_owner_sees_it(session: Session) -> None:
    world = make_world(session)
    found = announced(session, world)
    use = ask_to_use(session, firm_member(session, world), shown(session, found), "想用在轧机上")
    assert (use.licensee, use.organisation_id, use.standing) == (FIRMS[0], world.firms[0], "待联系")
    (row,) = view_licences(session, [found], NOW.date())
    assert (row.asked, row.in_use) == (1, 0)
    step = licence_queries.steps_of(session, found.id or 0)[-1]
    assert (step.act, step.use_id) == (OpenLicenceAct.USE_ASKED, use.id)


def test_a_firm_asks_once_at_a_time(session: Session) -> None:
    world = make_world(session)
    found = announced(session, world)
    asking, number = firm_member(session, world), shown(session, found)
    use = ask_to_use(session, asking, number)
    with pytest.raises(Conflict, match="已提出过"):
        ask_to_use(session, asking, number)
    ended = UseWords(ended_on=date(2024, 5, 6))
    record_use(session, reviewer(session, world), found.id or 0, ended, use.id)
    assert ask_to_use(session, asking, number).id != use.id


def test_what_is_only_intended_cannot_be_asked_for(session: Session) -> None:
    world = make_world(session)
    found = declared(session, world)
    with pytest.raises(Conflict, match="没有已公告"):
        ask_to_use(session, firm_member(session, world), shown(session, found))


def test_what_has_run_out_cannot_be_asked_for(session: Session) -> None:
    world = make_world(session)
    found = announced(session, world)
    found.term_until = date(2024, 5, 5)
    session.add(found)
    session.flush()
    with pytest.raises(Conflict, match="已于 2024-05-05 结束"):
        ask_to_use(session, firm_member(session, world), shown(session, found))


def test_the_owner_is_told_the_firm_and_not_its_person(session: Session) -> None:
    world = make_world(session)
    found = announced(session, world)
    ask_to_use(session, firm_member(session, world), shown(session, found))
    viewer = reviewer(session, world).viewer
    step = view_newest(session, viewer, ready(session, world), NOW.date()).steps[-1]
    assert (step.act, step.actor, step.changes) == ("使用请求", "", (f"使用单位：{FIRMS[0]}",))


def test_a_university_does_not_ask(session: Session) -> None:
    world = make_world(session)
    found = announced(session, world)
    with pytest.raises(Forbidden):
        ask_to_use(session, reviewer(session, world, 1), shown(session, found))


def test_the_owner_writes_down_what_became_of_it(session: Session) -> None:
    world = make_world(session)
    found, who = announced(session, world), reviewer(session, world)
    use = record_use(session, who, found.id or 0, USED)
    assert (use.fee_paid_cny, use.standing, use.organisation_id) == (50_000, "已备案，使用中", None)
    known = record_use(session, who, found.id or 0, UseWords(licensee=FIRMS[1]))
    assert known.organisation_id == world.firms[1]
    view = view_newest(session, who.viewer, ready(session, world), NOW.date())
    assert [one.licensee for one in view.uses] == ["武汉某厂", FIRMS[1]]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (UseWords(), "使用单位"),
        (UseWords("甲厂", filed_on=date(2024, 5, 6)), "备案编号"),
        (UseWords("甲厂", filing_number="X1"), "备案日"),
        (UseWords("甲厂", notified_on=date(2024, 5, 7)), "还没有到"),
        (UseWords("甲厂", notified_on=date(2024, 5, 4)), "早于公告日"),
        (
            UseWords("甲厂", notified_on=date(2024, 5, 6), ended_on=date(2024, 5, 5)),
            "早于书面通知日",
        ),
        (UseWords("甲厂", fee_paid="面议"), "整元"),
        (UseWords("甲厂", fee_paid="1-2万元"), "整元"),
    ],
)
def test_what_cannot_be_is_refused(session: Session, said: UseWords, why: str) -> None:
    world = make_world(session)
    found = announced(session, world)
    with pytest.raises(BadQuery, match=why):
        record_use(session, reviewer(session, world), found.id or 0, said)


def test_a_withdrawal_leaves_uses_as_they_are(session: Session) -> None:
    world = make_world(session)
    found, who = announced(session, world), reviewer(session, world)
    licence_id = found.id or 0
    use = record_use(session, who, licence_id, USED)
    move(session, who, licence_id, Move(OpenLicenceAct.WITHDRAWN))
    assert (use.ended_on, use.standing) == (None, "已备案，使用中")
    view = view_newest(session, who.viewer, ready(session, world), NOW.date())
    assert view.saving is not None
    assert view.saving.total_cny > 0
    ended = UseWords(**{**vars(USED), "ended_on": date(2024, 5, 6)})
    assert record_use(session, who, licence_id, ended, use.id).standing == "已结束"
    with pytest.raises(Conflict, match="已撤回"):
        record_use(session, who, licence_id, UseWords("乙厂"))


def test_the_use_of_another_declaration_is_none(session: Session) -> None:
    world = make_world(session)
    who = reviewer(session, world)
    first, second = announced(session, world), announced(session, world, 1)
    use = record_use(session, who, first.id or 0, USED)
    with pytest.raises(NotFound):
        record_use(session, who, second.id or 0, USED, use.id)


def test_figures_count_by_city_and_period(session: Session) -> None:
    world = make_world(session)
    who = reviewer(session, world)
    first, second = announced(session, world), announced(session, world, 1)
    declared(session, world, 5)
    session.get_one(Patent, second.patent_id).city_code = "420300"
    record_use(session, who, first.id or 0, USED)
    record_use(session, who, second.id or 0, UseWords(**{**vars(USED), "fee_paid": ""}))
    move(session, who, second.id or 0, Move(OpenLicenceAct.WITHDRAWN))
    may = date(2024, 5, 1), date(2024, 5, 31)
    found = [
        (part.indicator, part.city_code, part.value)
        for part in licence_contributions(session, *may)
    ]
    assert found == [
        ("open_declarations", "420100", 1),
        ("open_declarations", "420300", 1),
        ("open_uses", "420100", 1),
        ("licences", "420100", 1),
        ("transfers", "420100", 1),
        ("open_amount", "420100", 50_000),
        ("transfer_amount", "420100", 50_000),
        ("open_uses", "420300", 1),
        ("licences", "420300", 1),
        ("transfers", "420300", 1),
    ]
    assert {row.kind for row in source_rows(session, licence_contributions(session, *may))} == {
        "开放许可声明",
        "开放许可实施",
    }
    assert licence_contributions(session, date(2024, 5, 7), date(2024, 5, 31)) == []


def test_a_use_whose_contract_the_ledger_has_counts_there(session: Session) -> None:
    world = make_world(session)
    who = reviewer(session, world)
    record_use(session, who, announced(session, world).id or 0, USED)
    year = date(2024, 1, 1), date(2024, 12, 31)
    before = [part.indicator for part in licence_contributions(session, *year)]
    words = licence(licence_kind=LicenceKind.OPEN, number=USED.filing_number.lower())
    record_deal(session, words, "420100", AUTHOR)
    after = [part.indicator for part in licence_contributions(session, *year)]
    assert ("open_uses" in before, "open_uses" in after) == (True, False)
    counted = [part.indicator for part in load_contributions(session, *year)]
    assert (counted.count("open_uses"), counted.count("licences")) == (1, 1)

"""What both sides say of a pair: kept, overtaken by the newest word, and checked."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.feedback import Shown, add_feedback
from matchmaker.services.feedback_view import view_feedback
from matchmaker.services.organisation_merges import merge_organisations
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason, Side
from models.queries import feedback as feedback_queries
from models.queries.feedback import Wanted
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, SLUG, World, make_world
from tests.matchmaker.services.feedback_cases import HOUR, UNCLEAR, by, firm_says, words


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def test_a_firm_says_why_a_pair_does_not_fit(session: Session, world: World) -> None:
    said = firm_says(session, world, 0, Opinion.UNFIT, DeclineReason.PRICE, UNCLEAR).feedback
    assert (said.demand_id, said.patent_id) == world.pairs[0]
    assert (said.side, said.organisation_id) == (Side.ENTERPRISE, world.firms[0])
    assert said.reasons == ["description_unclear", "price"]
    assert (said.actor, said.said_at, said.account_id) == ("王", NOW, None)
    assert (said.event_id, said.algorithm, said.score, said.rank) == (None, "", None, None)


def test_an_owner_speaks_for_its_own_side(session: Session, world: World) -> None:
    said = add_feedback(session, by(world.owners[0]), words(session, world, 0, Opinion.FIT))
    assert said.feedback.side is Side.INSTITUTION


def test_the_newest_word_counts_and_the_earlier_ones_are_kept(
    session: Session, world: World
) -> None:
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR)
    again = firm_says(session, world, 0, Opinion.FIT, at=NOW + HOUR)
    assert (again.made, again.earlier) == (True, 1)
    (newest,) = view_feedback(session, feedback_queries.newest(session))
    assert (newest.opinion, newest.reasons, newest.state) == ("合适", "", "有效")
    first, second = view_feedback(session, feedback_queries.history(session))
    assert (first.opinion, first.reasons, first.state) == ("不合适", "描述不清", "已有后来的意见")
    assert second == newest


def test_the_same_words_again_change_nothing(session: Session, world: World) -> None:
    firm_says(session, world, 0, Opinion.UNSURE)
    again = firm_says(session, world, 0, Opinion.UNSURE, at=NOW + HOUR)
    assert (again.made, again.earlier) == (False, 0)
    assert len(feedback_queries.history(session)) == 1


def test_what_was_shown_is_taken_from_the_list_of_the_event(session: Session, world: World) -> None:
    said = add_feedback(
        session, by(world.firms[0]), words(session, world, 1, Opinion.FIT, event=SLUG)
    ).feedback
    assert said.event_id == world.event.id
    assert (said.algorithm, said.score, said.rank) == ("blend-v1", 0.4, 2)


def test_what_was_shown_is_kept_as_it_is_given(session: Session, world: World) -> None:
    shown = replace(words(session, world, 1, Opinion.FIT), shown=Shown("tfidf-v1", 0.25, 7))
    said = add_feedback(session, by(world.firms[0]), shown).feedback
    assert (said.algorithm, said.score, said.rank) == ("tfidf-v1", 0.25, 7)


@pytest.mark.parametrize(
    ("opinion", "reasons", "message"),
    [
        (Opinion.UNFIT, (), "请写明原因（可多个），可选：成熟度不够"),
        (Opinion.FIT, (DeclineReason.PRICE,), "合适的不写不合适的原因"),
        (Opinion.UNFIT, (DeclineReason.OTHER,), "请在说明中写明"),
    ],
)
def test_words_that_contradict_each_other_are_refused(
    session: Session,
    world: World,
    opinion: Opinion,
    reasons: tuple[DeclineReason, ...],
    message: str,
) -> None:
    with pytest.raises(BadQuery, match=message):
        firm_says(session, world, 0, opinion, *reasons)
    assert feedback_queries.history(session) == []


@pytest.mark.parametrize(
    ("shown", "message"),
    [(Shown("blend-v1", 1.5, 1), "0 与 1 之间"), (Shown("blend-v1", 0.5, 0), "名次应从 1 起")],
)
def test_what_cannot_have_been_shown_is_refused(
    session: Session, world: World, shown: Shown, message: str
) -> None:
    said = replace(words(session, world, 0, Opinion.FIT), shown=shown)
    with pytest.raises(BadQuery, match=message):
        add_feedback(session, by(world.firms[0]), said)


def test_who_has_no_part_in_a_pair_says_nothing_of_it(session: Session, world: World) -> None:
    with pytest.raises(BadQuery, match="既不是需求 需求1 的企业，也不是这件专利的权利人"):
        add_feedback(session, by(world.firms[1]), words(session, world, 0, Opinion.FIT))
    with pytest.raises(BadQuery, match="请写明是谁说的"):
        add_feedback(session, by(world.firms[0], actor=" "), words(session, world, 0, Opinion.FIT))


def test_words_are_found_by_whom_and_what_they_are_about(session: Session, world: World) -> None:
    firm_says(session, world, 0, Opinion.FIT)
    firm_says(session, world, 3, Opinion.UNSURE)
    demand_id, patent_id = world.pairs[3]
    for wanted in (
        Wanted(demand_id=demand_id),
        Wanted(patent_id=patent_id),
        Wanted(organisation_id=world.firms[1]),
    ):
        (found,) = view_feedback(session, feedback_queries.history(session, wanted))
        assert (found.demand, found.organisation) == ("需求4", FIRMS[1])
    assert feedback_queries.history(session, Wanted(event_id=world.event.id)) == []


def test_words_follow_a_firm_into_the_record_that_it_is_merged_into(
    session: Session, world: World
) -> None:
    firm_says(session, world, 3, Opinion.FIT)
    merge_organisations(session, world.firms[0], world.firms[1], "同一企业", "王", NOW)
    (found,) = view_feedback(session, feedback_queries.newest(session))
    assert found.organisation == FIRMS[0]

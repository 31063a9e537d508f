"""What is told of the three deeds, in their own transaction, and what is never told."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from sqlmodel import Session, col, select

from matchmaker.services.improvements import ImprovementWords, request_improvement
from matchmaker.services.invitations import invite
from matchmaker.services.list_hands import Author
from matchmaker.services.list_lock import correct_list, lock_list
from matchmaker.services.outcomes import OutcomeWords, record_outcome
from matchmaker.services.participants import WishWords, make_wish
from matchmaker.services.service_secret import ServiceSecret
from matchmaker.services.webhook_address import Address, Ip
from matchmaker.services.webhooks import TOPICS, WebhookTerms, allow_webhook
from models.demand import Demand
from models.meeting_enums import DeclineReason, OutcomeResult, Side, Wanting
from models.patent import Patent, PatentOwner
from models.queries import candidate_lists as list_queries
from models.values.secrecy import Confidentiality
from models.webhook import Webhook, WebhookDelivery, WebhookState, WebhookTopic
from tests.conftest import NOW
from tests.matchmaker.canaries import What, canary, found_in
from tests.matchmaker.people_world import (
    FIRMS,
    OWNERS,
    World,
    add_person,
    confirm_all,
    make_world,
)
from tests.matchmaker.services.feedback_cases import by
from tests.matchmaker.web.api.conftest import RULES

BY = Author("陈一", NOW)
EVENT = {
    "slug": "docking",
    "name": "武汉对接会",
    "kind": "local_docking",
    "held_on": "2024-06-18",
    "city_code": "420100",
}
CONTRACT = OutcomeWords(FIRMS[0], OWNERS[0], OutcomeResult.CONTRACT, amount_cny=500_000)


def anywhere(address: Address) -> Sequence[Ip]:
    return []


def allow(session: Session, *topics: WebhookTopic) -> None:
    terms = WebhookTerms("https://a.test/", [topic.value for topic in topics])
    allow_webhook(session, terms, BY, anywhere, ServiceSecret(b"x" * 32))


def told(session: Session) -> list[tuple[str, Any]]:
    """Topic and data of every delivery."""
    found = session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.id)))
    bodies = [json.loads(one.body) for one in found]
    return [(body["type"], body["data"]) for body in bodies]


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session)
    invite(session, world.event, None, NOW)
    confirm_all(session, world)
    version = list_queries.get_version(session, world.event, None)
    version.settings = RULES
    session.add(version)
    session.commit()
    return world


@pytest.fixture
def listening(session: Session, world: World) -> None:
    """Somebody wants to be told of everything."""
    allow(session, *TOPICS)
    session.commit()


def demand_of(session: Session, world: World, pair: int) -> Demand:
    return session.get_one(Demand, world.pairs[pair][0])


def patent_of(session: Session, world: World, pair: int) -> Patent:
    return session.get_one(Patent, world.pairs[pair][1])


def ask(session: Session, world: World, *, for_demand: bool = True) -> int:
    demand = demand_of(session, world, 0).demand_number if for_demand else ""
    number = patent_of(session, world, 0).display_number
    words = ImprovementWords(number, (DeclineReason.PRICE,), demand, "请写明价格")
    return request_improvement(session, by(world.firms[0]), words).request.id or 0


@pytest.mark.usefixtures("listening")
def test_a_locked_list_is_told_with_its_figures(session: Session, world: World) -> None:
    lock_list(session, world.event, BY)
    figures = {"pairs": 6, "demands": 6, "patents": 6, "enterprises": 3, "institutions": 3}
    assert told(session) == [("list.published", {"event": EVENT, "version": 1, **figures})]
    correct_list(session, world.event, "更正", BY)
    assert len(told(session)) == 1
    lock_list(session, world.event, BY)
    assert told(session)[1][1]["version"] == 2


@pytest.mark.usefixtures("listening")
def test_demands_that_are_not_released_do_not_count(session: Session, world: World) -> None:
    demand_of(session, world, 0).confidentiality = Confidentiality.NAMED
    demand_of(session, world, 5).confidentiality = Confidentiality.HIDDEN
    lock_list(session, world.event, BY)
    ((_, data),) = told(session)
    counted = [data[name] for name in ("pairs", "demands", "patents", "enterprises")]
    assert counted == [4, 4, 4, 2]


@pytest.mark.usefixtures("listening")
def test_an_improvement_that_is_asked_for_is_told(session: Session, world: World) -> None:
    number = ask(session, world)
    assert told(session) == [
        (
            "request.received",
            {
                "kind": "improvement",
                "request_id": number,
                "patent": patent_of(session, world, 0).display_number,
                "institutions": [OWNERS[0]],
                "points": ["price"],
                "due_on": "2024-05-20",
                "demand_id": world.pairs[0][0],
                "enterprise_id": world.firms[0],
            },
        )
    ]


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize("level", [None, Confidentiality.NAMED, Confidentiality.HIDDEN])
def test_who_asks_is_not_told_unless_the_demand_is_released(
    session: Session, world: World, level: Confidentiality | None
) -> None:
    if level is not None:
        demand_of(session, world, 0).confidentiality = level
    ask(session, world, for_demand=level is not None)
    ((_, data),) = told(session)
    assert (data["demand_id"], data["enterprise_id"]) == (None, None)


@pytest.mark.usefixtures("listening")
def test_a_wish_to_meet_is_told_once_and_one_not_to_meet_never(
    session: Session, world: World
) -> None:
    want = WishWords(OWNERS[0], Side.INSTITUTION, FIRMS[0], Wanting.WANT, "早一点")
    shun = WishWords(FIRMS[1], Side.ENTERPRISE, OWNERS[0], Wanting.DONT_WANT)
    wish = make_wish(session, world.event, want, NOW)
    make_wish(session, world.event, want, NOW)
    make_wish(session, world.event, shun, NOW)
    expected = {
        "kind": "meeting",
        "wish_id": wish.id,
        "event": EVENT,
        "side": "institution",
        "enterprise_id": world.firms[0],
        "institution_id": world.owners[0],
        "institution": OWNERS[0],
    }
    assert told(session) == [("request.received", expected)]


@pytest.mark.usefixtures("listening")
def test_a_contract_is_told_and_what_corrects_it(session: Session, world: World) -> None:
    pair = {
        "demand": demand_of(session, world, 0).demand_number,
        "patent": patent_of(session, world, 0).display_number,
    }
    first = record_outcome(
        session, world.event, OutcomeWords(**{**vars(CONTRACT), **pair}), "王", NOW
    )
    data = {
        "outcome_id": first.outcome.id,
        "number": 1,
        "corrects": None,
        "event": EVENT,
        "result": "contract",
        "amount_cny": 500_000,
        "enterprise_id": world.firms[0],
        "institution_id": world.owners[0],
        "institution": OWNERS[0],
        "patent": pair["patent"],
        "demand_id": world.pairs[0][0],
    }
    assert told(session) == [("deal.recorded", data)]
    words = OutcomeWords(FIRMS[0], OWNERS[0], OutcomeResult.CONTACT, **pair)
    second = record_outcome(session, world.event, words, "王", NOW)
    record_outcome(session, world.event, words, "王", NOW)
    changed = {"outcome_id": second.outcome.id, "corrects": first.outcome.id, "number": 2}
    changed |= {"result": "contact", "amount_cny": None}
    assert told(session)[1:] == [("deal.recorded", {**data, **changed})]


@pytest.mark.usefixtures("listening")
def test_what_is_no_contract_is_no_deal(session: Session, world: World) -> None:
    words = OutcomeWords(FIRMS[0], OWNERS[0], OutcomeResult.INTENT, amount_cny=5)
    record_outcome(session, world.event, words, "王", NOW)
    assert told(session) == []


@pytest.mark.usefixtures("listening")
def test_owners_that_are_persons_are_not_named(session: Session, world: World) -> None:
    person = add_person(session, "张三")
    session.add(PatentOwner(patent_id=world.pairs[0][1], organisation_id=person, position=1))
    session.flush()
    ask(session, world)
    ((_, data),) = told(session)
    assert data["institutions"] == [OWNERS[0]]


@pytest.mark.usefixtures("listening")
def test_a_deed_that_is_rolled_back_is_not_told_of(session: Session, world: World) -> None:
    lock_list(session, world.event, BY)
    record_outcome(session, world.event, CONTRACT, "王", NOW)
    ask(session, world)
    assert len(told(session)) == 3
    session.rollback()
    assert told(session) == []


def test_only_active_webhooks_are_told_and_only_of_what_they_want(
    session: Session, world: World
) -> None:
    allow(session, WebhookTopic.DEAL_RECORDED)
    allow(session, WebhookTopic.LIST_PUBLISHED, WebhookTopic.DEAL_RECORDED)
    allow(session, WebhookTopic.LIST_PUBLISHED)
    record_outcome(session, world.event, CONTRACT, "王", NOW)
    found = session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.id))).all()
    assert [one.webhook_id for one in found] == [1, 2]
    assert len({one.event_id for one in found}) == 1


@pytest.mark.parametrize("state", [WebhookState.PAUSED, WebhookState.STOPPED])
def test_nothing_is_written_for_one_that_is_not_active(
    session: Session, world: World, state: WebhookState
) -> None:
    allow(session, *TOPICS)
    session.get_one(Webhook, 1).state = state
    session.flush()
    lock_list(session, world.event, BY)
    assert told(session) == []


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize("level", list(Confidentiality))
def test_nothing_of_a_demand_or_a_person_is_ever_told(
    session: Session, world: World, level: Confidentiality
) -> None:
    """Canaries stand in every text of demands, requests, wishes and outcomes, and in contacts."""
    words = {what: canary(level, what) for what in What}
    for demand_id, patent_id in world.pairs:
        demand = session.get_one(Demand, demand_id)
        demand.title, demand.problem = words[What.TITLE], words[What.PROBLEM]
        demand.demand_number = f"鹎{demand_id}"
        demand.contact_name, demand.contact_phone = words[What.CONTACT], words[What.PHONE]
        demand.confidentiality = level
        patent = session.get_one(Patent, patent_id)
        patent.contact_name, patent.contact_phone = words[What.CONTACT], words[What.PHONE]
    session.flush()
    lock_list(session, world.event, Author(words[What.CONTACT], NOW))
    ask_words = ImprovementWords(
        patent_of(session, world, 0).display_number,
        (DeclineReason.PRICE,),
        demand_of(session, world, 0).demand_number,
        words[What.SHARED],
    )
    request_improvement(session, by(world.firms[0], actor=words[What.CONTACT]), ask_words)
    for wish in (
        WishWords(OWNERS[0], Side.INSTITUTION, FIRMS[0], Wanting.WANT, words[What.SHARED]),
        WishWords(FIRMS[0], Side.ENTERPRISE, OWNERS[0], Wanting.WANT, words[What.KEYWORD]),
    ):
        make_wish(session, world.event, wish, NOW)
    outcome = OutcomeWords(
        FIRMS[0],
        OWNERS[0],
        OutcomeResult.CONTRACT,
        demand=demand_of(session, world, 0).demand_number,
        patent=patent_of(session, world, 0).display_number,
        amount_cny=5,
        note=words[What.SHARED],
    )
    record_outcome(session, world.event, outcome, words[What.CONTACT], NOW)
    bodies = "\n".join(session.exec(select(WebhookDelivery.body)))
    assert bodies.count('"type"') == 5
    assert found_in(bodies, [*words.values(), "鹎", *FIRMS]) == []
    # The search finds what is told.
    assert found_in(bodies, [OWNERS[0], "武汉对接会"]) == sorted([OWNERS[0], "武汉对接会"])

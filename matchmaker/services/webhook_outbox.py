"""What webhooks are told, written in the transaction of what it tells of.

A body holds ids, numbers, names of events and institutions, and figures: no text or title of a
demand, no person, no contact. A demand that its firm has not released is not named by its id
either, nor is the firm that asks for its sake.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from matchmaker.services.listed_pairs import RELEASED
from models.candidate_list import CandidateList
from models.demand import Demand
from models.event import Event
from models.feedback import ImprovementRequest
from models.firm_list import FirmList
from models.meeting import MeetingOutcome
from models.meeting_enums import OutcomeResult, Wanting
from models.participant import Wish
from models.patent import Patent
from models.queries import demands as demand_queries
from models.queries import patents as patent_queries
from models.queries import webhooks as webhook_queries
from models.webhook import Webhook, WebhookDelivery, WebhookTopic

Data = Mapping[str, Any]


def tell(
    session: Session, topic: WebhookTopic, make_data: Callable[[], Data], now: datetime
) -> list[WebhookDelivery]:
    """Write a delivery for every active webhook that wants the topic; none asks for no data.

    To be called before the audit log is written, which nobody else can write from then on.
    """
    webhooks = webhook_queries.listening(session, topic)
    return write_deliveries(session, webhooks, topic, make_data(), now) if webhooks else []


def write_deliveries(
    session: Session, webhooks: Iterable[Webhook], topic: WebhookTopic, data: Data, now: datetime
) -> list[WebhookDelivery]:
    """Write a delivery for each of some webhooks, all of one event."""
    event_id = str(uuid4())
    content = {"type": topic.value, "timestamp": now.astimezone(UTC).isoformat(), "data": data}
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    made = [
        WebhookDelivery(
            webhook_id=webhook.id or 0,
            event_id=event_id,
            topic=topic,
            body=body,
            made_at=now,
            due_at=now,
        )
        for webhook in webhooks
    ]
    session.add_all(made)
    session.flush()
    return made


def tell_list_published(
    session: Session, event: Event, version: CandidateList, keys: Iterable[tuple[int, int]]
) -> None:
    """Tell that a list was locked; keys: demand and patent of its entries."""

    def data() -> Data:
        listed = list(keys)
        demands = demand_queries.by_ids(session, [demand_id for demand_id, _ in listed])
        open_ones = {key: one for key, one in demands.items() if one.confidentiality in RELEASED}
        pairs = [key for key in listed if key[0] in open_ones]
        patents = sorted({patent_id for _, patent_id in pairs})
        owners = patent_queries.owner_ids(session, patents)
        bodies = webhook_queries.body_names(session, {one for of in owners.values() for one in of})
        first = {next((one for one in found if one in bodies), None) for found in owners.values()}
        return {
            "event": _event(event),
            "version": version.version,
            "pairs": len(pairs),
            "demands": len({demand_id for demand_id, _ in pairs}),
            "patents": len(patents),
            "enterprises": len({open_ones[one].organisation_id for one, _ in pairs}),
            "institutions": len(first - {None}),
        }

    tell(session, WebhookTopic.LIST_PUBLISHED, data, version.locked_at or version.created_at)


def tell_firms_published(session: Session, event: Event, version: FirmList, firms: int) -> None:
    """Tell that a list of firms was locked: how many there are, not who they are."""

    def data() -> Data:
        return {
            "event": _event(event),
            "version": version.version,
            "chain": version.chain,
            "enterprises": firms,
        }

    tell(session, WebhookTopic.FIRMS_PUBLISHED, data, version.locked_at or version.created_at)


def tell_improvement_asked(
    session: Session, request: ImprovementRequest, patent: Patent, demand: Demand | None
) -> None:
    """Tell that a firm asks the owners of a patent to improve what is told of it."""

    def data() -> Data:
        patent_id = patent.id or 0
        owners = patent_queries.owner_ids(session, [patent_id]).get(patent_id, ())
        return {
            "kind": "improvement",
            "request_id": request.id,
            "patent": patent.display_number,
            "institutions": list(webhook_queries.body_names(session, owners).values()),
            "points": request.points,
            "due_on": request.due_on.isoformat(),
            **_for_sake_of(demand, request.organisation_id),
        }

    tell(session, WebhookTopic.REQUEST_RECEIVED, data, request.asked_at)


def tell_wish_made(session: Session, event: Event, wish: Wish) -> None:
    """Tell that one side wishes to meet the other; that it does not is nobody else's business."""
    if wish.wants is not Wanting.WANT:
        return

    def data() -> Data:
        return {
            "kind": "meeting",
            "wish_id": wish.id,
            "event": _event(event),
            "side": wish.side.value,
            "enterprise_id": wish.enterprise_id,
            "institution_id": wish.institution_id,
            "institution": _name(session, wish.institution_id),
        }

    tell(session, WebhookTopic.REQUEST_RECEIVED, data, wish.made_at)


def tell_deal_recorded(
    session: Session, event: Event, outcome: MeetingOutcome, before: MeetingOutcome | None
) -> None:
    """Tell of a contract, and of what corrects the record of one."""
    if OutcomeResult.CONTRACT not in (outcome.result, before.result if before else None):
        return

    def data() -> Data:
        demand, patent = _pair(session, outcome)
        return {
            "outcome_id": outcome.id,
            "number": outcome.number,
            "corrects": before.id if before else None,
            "event": _event(event),
            "result": outcome.result.value,
            "amount_cny": outcome.amount_cny,
            "enterprise_id": outcome.enterprise_id,
            "institution_id": outcome.institution_id,
            "institution": _name(session, outcome.institution_id),
            "patent": patent.display_number if patent else None,
            "demand_id": demand.id if demand and demand.confidentiality in RELEASED else None,
        }

    tell(session, WebhookTopic.DEAL_RECORDED, data, outcome.recorded_at)


def _event(event: Event) -> Data:
    return {
        "slug": event.slug,
        "name": event.name,
        "kind": event.kind.value,
        "held_on": event.held_on.isoformat(),
        "city_code": event.city_code,
    }


def _for_sake_of(demand: Demand | None, firm_id: int) -> Data:
    """Return who asks for the sake of which demand, nothing where that has not been released."""
    if demand is None or demand.confidentiality not in RELEASED:
        return {"demand_id": None, "enterprise_id": None}
    return {"demand_id": demand.id, "enterprise_id": firm_id}


def _name(session: Session, body: int) -> str | None:
    return webhook_queries.body_names(session, [body]).get(body)


def _pair(session: Session, outcome: MeetingOutcome) -> tuple[Demand | None, Patent | None]:
    demand_id, patent_id = outcome.demand_id, outcome.patent_id
    if demand_id is None or patent_id is None:
        return None, None
    demands = demand_queries.by_ids(session, [demand_id])
    return demands.get(demand_id), patent_queries.by_ids(session, [patent_id]).get(patent_id)

"""What one transaction holds, another waits for, on both databases."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import NoResultFound, OperationalError
from sqlmodel import Session, SQLModel

from models.account import Account, LoginSession
from models.account_enums import Role
from models.demand import Demand
from models.enums import ImportKind
from models.errors import NotFound
from models.feedback import ImprovementRequest
from models.organisation import Organisation, OrganisationReview
from models.patent import Patent
from models.queries.accounts import hold_session
from models.queries.demands import hold_demand
from models.queries.improvements import hold_request
from models.queries.organisation_reviews import hold_review
from models.queries.organisations import hold_organisation
from models.queries.uploads import hold_upload
from models.queries.webhooks import hold_delivery, hold_webhook
from models.session import make_session
from models.upload import MediaType, Upload
from models.values.org_name import OrgType
from models.values.patent_kind import PatentKind
from models.webhook import Webhook, WebhookDelivery, WebhookTopic

AT = datetime(2026, 5, 6, 1, tzinfo=UTC)
# Below what either database waits by itself, so that who must wait is told at once.
IMPATIENT = {
    "sqlite": "PRAGMA busy_timeout=0",
    "postgresql": "SET LOCAL lock_timeout='50ms'",
}


def make_bodies(session: Session) -> tuple[int, int]:
    """Return the ids of two organisations."""
    bodies = [Organisation(name=name, org_type=OrgType.ENTERPRISE) for name in ("甲厂", "乙厂")]
    session.add_all(bodies)
    session.flush()
    first, second = bodies
    return first.id or 0, second.id or 0


def make_organisation(session: Session) -> Organisation:
    return session.get_one(Organisation, make_bodies(session)[0])


def make_demand(session: Session) -> Demand:
    return Demand(key="a", organisation_id=make_bodies(session)[0], title="轧辊修复")


def make_request(session: Session) -> ImprovementRequest:
    patent = Patent(application_number="202110009901", title="一种喷嘴", kind=PatentKind.INVENTION)
    session.add(patent)
    session.flush()
    return ImprovementRequest(
        patent_id=patent.id or 0,
        organisation_id=make_bodies(session)[0],
        due_on=date(2026, 6, 1),
        asked_by="甲",
        asked_at=AT,
    )


def make_review(session: Session) -> OrganisationReview:
    first, second = make_bodies(session)
    return OrganisationReview(
        organisation_id=second, candidate_id=first, score=0.9, reason="名称相近"
    )


def make_login(session: Session) -> LoginSession:
    account = Account(
        login="shen", name="沈", role=Role.AUDITOR, password_changed_at=AT, created_at=AT
    )
    session.add(account)
    session.flush()
    return LoginSession(
        account_id=account.id or 0, digest="a", started_at=AT, renewed_at=AT, seen_at=AT
    )


def make_upload(_session: Session) -> Upload:
    return Upload(
        kind=ImportKind.PATENTS,
        file_name="专利.csv",
        stored_name="a.csv",
        size=1,
        sha256="a",
        media_type=MediaType.CSV,
        sender_key="1",
        uploaded_by="沈",
        uploaded_at=AT,
    )


def make_webhook(_session: Session) -> Webhook:
    return Webhook(
        address="https://a.example/",
        secret_sealed="a",
        allowed_by="沈",
        allowed_at=AT,
        created_at=AT,
    )


def make_delivery(session: Session) -> WebhookDelivery:
    webhook = make_webhook(session)
    session.add(webhook)
    session.flush()
    return WebhookDelivery(
        webhook_id=webhook.id or 0,
        event_id="a",
        topic=WebhookTopic.TEST,
        body="{}",
        made_at=AT,
        due_at=AT,
    )


def hold_only_delivery(session: Session, delivery_id: int) -> WebhookDelivery:
    return hold_delivery(session, 1, delivery_id)


HOLDS: list[tuple[Callable[[Session], SQLModel], Callable[[Session, int], SQLModel]]] = [
    (make_organisation, hold_organisation),
    (make_demand, hold_demand),
    (make_request, hold_request),
    (make_review, hold_review),
    (make_login, hold_session),
    (make_upload, hold_upload),
    (make_webhook, hold_webhook),
    (make_delivery, hold_only_delivery),
]
NAMES = [hold.__name__ for _, hold in HOLDS]


@pytest.mark.parametrize(("make", "hold"), HOLDS, ids=NAMES)
def test_who_comes_second_waits_and_then_sees_what_the_first_has_done(
    engine: Engine,
    make: Callable[[Session], SQLModel],
    hold: Callable[[Session, int], SQLModel],
) -> None:
    with make_session(engine) as first, make_session(engine) as second:
        row = make(first)
        first.add(row)
        first.commit()
        known = inspect(row).identity[0]
        hold(second, known)
        second.rollback()
        hold(first, known)
        second.connection().execute(text(IMPATIENT[engine.dialect.name]))
        with pytest.raises(OperationalError):
            hold(second, known)
        second.rollback()
        first.delete(row)
        first.commit()
        with pytest.raises((NotFound, NoResultFound)):
            hold(second, known)

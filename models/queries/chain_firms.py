"""What is known of the firms of an industry chain that speaks for showing them at a roadshow."""

from datetime import date

from sqlalchemy import exists, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from models.chain import ChainPatent
from models.enums import EventKind
from models.event import Event
from models.finance_demand import FinanceDemand
from models.finance_enums import STANDING
from models.meeting_enums import ParticipantStatus
from models.organisation import Organisation
from models.participant import Participant
from models.patent import Patent, PatentOwner
from models.queries.listings import Scope
from models.values.legal_status import LegalState
from models.values.org_name import OrgType
from models.white_list import WhiteListBatch, WhiteListEntry


def patents_in_force(session: Session, chain: str) -> dict[int, int]:
    """Return enterprise → how many patents in force it owns on a chain."""
    # Grouped by the firm and asked of each of its patents: without statistics SQLite would else
    # begin with all patents in force, of which firms own few.
    lies_there = exists().where(
        col(ChainPatent.patent_id) == col(PatentOwner.patent_id), col(ChainPatent.chain) == chain
    )
    in_force = exists().where(
        col(Patent.id) == col(PatentOwner.patent_id),
        col(Patent.legal_state) == LegalState.IN_FORCE,
        col(Patent.duplicate_of_id).is_(None),
    )
    statement = (
        sa_select(col(Organisation.id), func.count())
        .join(PatentOwner, col(PatentOwner.organisation_id) == col(Organisation.id))
        .where(col(Organisation.org_type) == OrgType.ENTERPRISE, lies_there, in_force)
        .group_by(col(Organisation.id))
    )
    return {known: int(count) for known, count in session.execute(statement)}


def standing_finance(session: Session, scope: Scope) -> list[FinanceDemand]:
    """Return the finance demands that stand of firms within a scope, by id."""
    statement = (
        select(FinanceDemand)
        .join(Organisation, col(Organisation.id) == col(FinanceDemand.organisation_id))
        .where(col(FinanceDemand.state).in_(STANDING))
        .order_by(col(FinanceDemand.id))
    )
    if scope.city_code is not None:
        statement = statement.where(col(Organisation.city_code) == scope.city_code)
    if scope.organisations is not None:
        own = sorted(scope.organisations)
        statement = statement.where(col(FinanceDemand.organisation_id).in_(own))
    return list(session.exec(statement))


def newest_batches(session: Session, city_code: str | None) -> dict[int, WhiteListBatch]:
    """Return firm → the last batch of the white list on which it stands, of a city or of all."""
    statement = (
        select(WhiteListEntry.organisation_id, WhiteListBatch)
        .join(WhiteListBatch, col(WhiteListBatch.id) == col(WhiteListEntry.batch_id))
        .where(col(WhiteListEntry.removed_on).is_(None))
        .order_by(col(WhiteListBatch.listed_on), col(WhiteListBatch.id))
    )
    if city_code is not None:
        statement = statement.where(col(WhiteListEntry.city_code) == city_code)
    return dict(session.exec(statement).all())


def presented_between(session: Session, since: date, until: date, besides: int) -> dict[int, date]:
    """Return firm → when it last came to a finance roadshow of these days; besides: an event."""
    statement = (
        sa_select(col(Participant.organisation_id), col(Event.held_on))
        .join(Event, col(Event.id) == col(Participant.event_id))
        .where(
            col(Event.kind) == EventKind.FINANCE_ROADSHOW,
            col(Event.held_on) >= since,
            col(Event.held_on) <= until,
            col(Event.id) != besides,
            col(Participant.status) == ParticipantStatus.CONFIRMED,
        )
        .order_by(col(Event.held_on))
    )
    return {int(firm): day for firm, day in session.execute(statement)}

"""Whose the patents in products are, and who may use them."""

from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from models.enums import LegalEventKind
from models.ledger import Deal, DealPatent
from models.ledger_enums import DealKind
from models.legal_event import LegalEvent
from models.open_licence import OpenLicence, OpenLicenceUse
from models.product import Product, ProductPatent
from models.product_enums import ProductState
from models.queries.bulk import KEYS_PER_QUERY
from models.values.org_name import org_key


def firms_with(session: Session, numbers: Iterable[str]) -> dict[str, set[int]]:
    """Return patent number → the firms in whose products that are not withdrawn it stands."""
    wanted, found = sorted(set(numbers)), dict[str, set[int]]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        statement = (
            select(ProductPatent.number, Product.organisation_id)
            .where(
                col(ProductPatent.number).in_(wanted[start : start + KEYS_PER_QUERY]),
                col(Product.id) == col(ProductPatent.product_id),
                Product.state != ProductState.WITHDRAWN,
            )
            .distinct()
        )
        for number, organisation in session.exec(statement):
            found.setdefault(number, set()).add(organisation)
    return found


def licensees_in_history(session: Session, patent_ids: Collection[int]) -> dict[int, set[str]]:
    """Return patent → the normalised names of those whom its history names as licensees."""
    wanted, found = sorted(patent_ids), dict[int, set[str]]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        statement = select(LegalEvent.patent_id, LegalEvent.party).where(
            col(LegalEvent.patent_id).in_(wanted[start : start + KEYS_PER_QUERY]),
            LegalEvent.kind == LegalEventKind.LICENCE,
            LegalEvent.party != "",
        )
        for patent_id, party in session.exec(statement):
            found.setdefault(patent_id, set()).add(org_key(party))
    return found


def licensees_here(session: Session, patent_ids: Collection[int]) -> dict[int, set[int]]:
    """Return patent → the firms that have it by a contract of the ledger or an open licence."""
    wanted, found = sorted(patent_ids), dict[int, set[int]]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        contracts = select(DealPatent.patent_id, Deal.taker_id).where(
            col(Deal.id) == col(DealPatent.deal_id),
            col(DealPatent.patent_id).in_(part),
            col(Deal.kind).in_((DealKind.LICENCE, DealKind.ASSIGNMENT)),
            col(Deal.is_void).is_(False),
        )
        uses = select(OpenLicence.patent_id, OpenLicenceUse.organisation_id).where(
            col(OpenLicence.id) == col(OpenLicenceUse.open_licence_id),
            col(OpenLicence.patent_id).in_(part),
            col(OpenLicenceUse.notified_on).is_not(None),
            col(OpenLicenceUse.ended_on).is_(None),
        )
        for patent_id, firm in (*session.exec(contracts), *session.exec(uses)):
            if patent_id is not None and firm is not None:
                found.setdefault(patent_id, set()).add(firm)
    return found

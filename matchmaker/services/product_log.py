"""Steps of patent products, written down beside the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.services import audit
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.listing_sight import Acting
from matchmaker.services.open_licence_words import differing
from matchmaker.services.product_words import tell_product
from models.audit import AuditKind
from models.product import Product, ProductStep
from models.product_enums import ProductAct
from models.queries import organisations as organisation_queries
from models.queries import products as product_queries


@dataclass(frozen=True)
class Deed:
    """What was done; before: as told() gave it, empty for a new product."""

    act: ProductAct
    before: Mapping[str, str]
    note: str = ""


def told(session: Session, product: Product) -> dict[str, str]:
    """Return what a product says now, in words."""
    patents = product_queries.patents_of(session, [product.id or 0]).get(product.id or 0, [])
    return tell_product(product, patents, industries_in_force(session).names)


def log_deed(session: Session, who: Acting, product: Product, deed: Deed) -> bool:
    """Write a step and the record of the audit log; do it last in a transaction.

    Returns whether anything differs; where nothing does, nothing is written.
    """
    before, after = differing(deed.before, told(session, product))
    if not after:
        return False
    step = ProductStep(
        product_id=product.id or 0,
        act=deed.act,
        before=before,
        after=after,
        note=deed.note.strip(),
        actor=who.author.actor.strip(),
        role=who.viewer.role,
        account_id=who.account_id,
        made_at=who.author.at,
    )
    session.add(step)
    session.flush()
    firm = organisation_queries.get_survivor(session, product.organisation_id)
    details = {
        "act": deed.act.value,
        "organisation": product.organisation_id,
        "fields": sorted(after),
    }
    subject = f"{firm.name} {product.name}（{product.year}）"
    audit.append(session, AuditKind.PRODUCT_CHANGED, subject, details, who.author)
    return True

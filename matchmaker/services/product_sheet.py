"""What is filed with the national platform: a row a product that passes, and its patents."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.services.contact_records import Contact, RecordKey, contact_of
from matchmaker.services.contacts import Purpose, open_contact
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_terms import today_of
from matchmaker.services.product_view import ProductDetail, is_ready, view_product
from models.organisation import Organisation
from models.privacy_enums import DisclosurePurpose, HeldIn
from models.product import Product
from models.queries import organisations as organisation_queries
from models.queries import products as product_queries
from models.queries.products import WantedProducts

PURPOSE = Purpose(DisclosurePurpose.OTHER, "填写专利密集型产品备案资料")
# More would be no sheet that somebody files from.
MOST_ROWS = 500


@dataclass(frozen=True)
class SheetProduct:
    """A product as it is filed; contact: whole or masked."""

    shown: ProductDetail
    firm: Organisation
    contact: Contact


@dataclass(frozen=True)
class FilingSheet:
    """Products that pass, the newest first; barred: how many were left out; more: beyond these."""

    products: Sequence[SheetProduct]
    barred: int
    more: bool


def filing_sheet(
    session: Session, viewer: Viewer, wanted: WantedProducts, author: Author, *, whole: bool
) -> FilingSheet:
    """Return the products of a choice in which no rule finds an error, to be filed.

    whole: contacts not masked, each of which is written down as shown; raises NotSignedIn or
    Forbidden where the viewer may not see one of them. Drafts and what was withdrawn stand in it
    only where a choice names them.
    """
    bounded = replace(wanted, handed_in=wanted.state is None)
    found = product_queries.page_products(session, bounded, None, MOST_ROWS)
    looked_at, today = found[:MOST_ROWS], today_of(author)
    ready = is_ready(session, viewer, looked_at, today)
    chosen = [one for one in looked_at if one.id in ready]
    products = [
        _row(session, viewer, one, today, _contact(session, viewer, one, author, whole=whole))
        for one in chosen
    ]
    return FilingSheet(products, len(looked_at) - len(chosen), len(found) > MOST_ROWS)


def _contact(
    session: Session, viewer: Viewer, product: Product, author: Author, *, whole: bool
) -> Contact:
    if not whole:
        return contact_of(product).masked
    if contact_of(product).is_empty:
        return Contact("", "")
    return open_contact(
        session, viewer, RecordKey(HeldIn.PRODUCT, product.id or 0), PURPOSE, author
    )


def _row(
    session: Session, viewer: Viewer, product: Product, today: date, contact: Contact
) -> SheetProduct:
    firm = organisation_queries.get_survivor(session, product.organisation_id)
    return SheetProduct(view_product(session, viewer, product, today), firm, contact)

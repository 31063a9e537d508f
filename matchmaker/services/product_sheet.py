"""What is filed with the national platform: a row a product that passes, and its patents."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.services.contact_records import Contact, RecordKey, contact_of
from matchmaker.services.contacts import Purpose, open_contact
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_terms import today_of
from matchmaker.services.product_view import ProductDetail, view_details
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
    looked_at = found[:MOST_ROWS]
    details = view_details(session, viewer, looked_at, today_of(author))
    ready = [one for one in details if not one.errors]
    firms = organisation_queries.by_ids(session, {one.organisation_id for one in looked_at})
    products = [
        SheetProduct(
            shown=one,
            firm=firms[one.product.organisation_id],
            contact=_contact(session, viewer, one.product, author, whole=whole),
        )
        for one in ready
    ]
    return FilingSheet(products, len(looked_at) - len(ready), len(found) > MOST_ROWS)


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

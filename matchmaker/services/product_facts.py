"""What the rules of patent products look at, collected from what is known of firms and patents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.products.facts import PatentFacts, ProductFacts
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.kin import load_kin
from models.organisation import Organisation
from models.patent import Patent
from models.product import Product, ProductPatent
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.queries import personal as personal_queries
from models.queries import product_patents as use_queries
from models.queries import products as product_queries
from models.values.patent_number import PatentNumber

# What somebody is told of a firm of which they are not to know.
ANOTHER = "另一家单位"


@dataclass(frozen=True)
class Known:
    """What is known beside the products.

    patents: product → its patents; stock: number → patent; owners, licensees: patent id → records
    of organisations; named: patent id → normalised names of licensees; kin: firm → all records of
    it and its parts; spellings: firm → normalised names; firms: number → firms with it; labels:
    firm → how the viewer is told of it; industries: slug → name.
    """

    patents: Mapping[int, Sequence[ProductPatent]]
    stock: Mapping[str, Patent]
    owners: Mapping[int, Sequence[int]]
    licensees: Mapping[int, set[int]]
    named: Mapping[int, set[str]]
    kin: Mapping[int, frozenset[int]]
    spellings: Mapping[int, frozenset[str]]
    firms: Mapping[str, set[int]]
    labels: Mapping[int, str]
    industries: Mapping[str, str]


def load_known(session: Session, viewer: Viewer, products: Iterable[Product]) -> Known:
    """Return it for several products at once."""
    wanted = list(products)
    patents = product_queries.patents_of(session, [one.id or 0 for one in wanted])
    numbers = sorted({one.number for some in patents.values() for one in some})
    stock = patent_queries.by_numbers(session, numbers)
    ids = [one.id or 0 for one in stock.values()]
    tree = load_kin(session)
    bodies = sorted({one.organisation_id for one in wanted})
    kin = {body: tree.down([body]) for body in bodies}
    firms = use_queries.firms_with(session, numbers)
    using = organisation_queries.by_ids(session, {one for some in firms.values() for one in some})
    return Known(
        patents=patents,
        stock=stock,
        owners=patent_queries.owner_ids(session, ids),
        licensees=use_queries.licensees_here(session, ids),
        named=use_queries.licensees_in_history(session, ids),
        kin=kin,
        spellings={
            body: frozenset(personal_queries.spelling_keys(session, kin[body])) for body in bodies
        },
        firms=firms,
        labels={known: _label(viewer, body) for known, body in using.items()},
        industries=industries_in_force(session).names,
    )


def facts_of(known: Known, product: Product, today: date) -> ProductFacts:
    """Return the facts of a product."""
    return ProductFacts(
        today=today,
        name=product.name,
        year=product.year,
        description=product.description,
        industry=known.industries.get(product.industry, product.industry),
        output_cny=product.output_cny,
        sales_cny=product.sales_cny,
        firm_sales_cny=product.firm_sales_cny,
        contact_name=product.contact_name,
        contact_phone=product.contact_phone,
        patents=tuple(
            _patent_facts(known, product, one) for one in known.patents.get(product.id or 0, ())
        ),
    )


def _patent_facts(known: Known, product: Product, listed: ProductPatent) -> PatentFacts:
    firm = product.organisation_id
    own = known.kin[firm]
    others = {body for body in known.firms.get(listed.number, ()) if body not in own}
    labels = tuple(dict.fromkeys(known.labels[body] for body in sorted(others)))
    patent = known.stock.get(listed.number)
    if patent is None:
        number = PatentNumber.parse(listed.number).display
        return PatentFacts(number, listed.role, others=labels)
    patent_id = patent.id or 0
    return PatentFacts(
        number=patent.display_number,
        role=listed.role,
        legal_state=patent.legal_state,
        legal_text=patent.legal_text or patent.legal_state.label,
        expiry_date=patent.expiry_date,
        is_own=not own.isdisjoint(known.owners.get(patent_id, ())),
        is_licensed=not own.isdisjoint(known.licensees.get(patent_id, ()))
        or not known.spellings[firm].isdisjoint(known.named.get(patent_id, ())),
        others=labels,
    )


def _label(viewer: Viewer, body: Organisation) -> str:
    cities = frozenset({body.city_code} if body.city_code else ())
    owned = Owned(cities, frozenset({body.id or 0}))
    return body.name if viewer.may(Permission.PRODUCT_READ, owned) else ANOTHER

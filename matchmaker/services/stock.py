"""Patents and demands of the database as matching and its gates read them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b

import numpy as np
from sqlmodel import Session

from matchmaker.matching.facts import (
    DemandTerms,
    PatentTerms,
    TermColumns,
    facts_of_columns,
    stock_facts,
)
from matchmaker.matching.features.maturity import asks_for_mature
from matchmaker.matching.gates import DemandFacts
from matchmaker.matching.offers import Offers, join_offers
from matchmaker.matching.patent_gates import FactColumns, PatentFacts, gate_columns
from matchmaker.matching.types import DemandDoc, PatentDoc
from matchmaker.services.collecting import no_collection
from matchmaker.services.thesaurus import load_thesaurus
from matchmaker.text.need import needed
from matchmaker.text.thesaurus import Thesaurus
from models.demand import Demand
from models.queries import organisations as organisation_queries
from models.queries import stock as stock_queries
from models.queries.stock import (
    DemandRow,
    FirstOwner,
    Industries,
    OfferColumns,
    PatentRow,
    TextRow,
)


@dataclass(frozen=True, slots=True)
class StockPatent:
    """A patent's texts, what gates and features read of it, and its first owner (0 for none).

    group_id: the id of the record that it duplicates, else its own.
    """

    doc: PatentDoc
    facts: PatentFacts
    owner_id: int
    group_id: int
    terms: PatentTerms = field(default=PatentTerms(), repr=False)


@dataclass(frozen=True, slots=True)
class StockDemand:
    """A demand's texts with its terms, what gates read of it, and the firm that has it.

    group_id: as of a patent.
    """

    doc: DemandDoc
    facts: DemandFacts
    group_id: int
    enterprise_id: int


@dataclass(frozen=True)
class Stock:
    """All patents and demands at one moment.

    digest: of everything said of them but their terms, which not every algorithm reads.
    """

    patents: tuple[StockPatent, ...]
    demands: tuple[StockDemand, ...]
    digest: str

    @cached_property
    def patents_by_id(self) -> dict[int, StockPatent]:
        """The patents by their ids."""
        return {patent.doc.id: patent for patent in self.patents}

    @cached_property
    def demands_by_id(self) -> dict[int, StockDemand]:
        """The demands by their ids."""
        return {demand.doc.id: demand for demand in self.demands}

    @cached_property
    def terms_digest(self) -> str:
        """A digest of all terms; it changes with a price."""
        digest = blake2b(digest_size=16)
        for terms in (*(p.terms for p in self.patents), *(d.doc.terms for d in self.demands)):
            digest.update(repr(terms).encode())
        return digest.hexdigest()


def load_stock(session: Session) -> Stock:
    """Return the whole stock, by id."""
    patents, demands = load_patents(session), load_demands(session)
    digest = blake2b(digest_size=16)
    for patent in patents:
        digest.update(repr(patent).encode())
    for demand in demands:
        # A set has no order of its own.
        facts = replace(demand.facts, industries=frozenset())
        known = (demand.doc, facts, sorted(demand.facts.industries))
        digest.update(repr((known, demand.group_id, demand.enterprise_id)).encode())
    return Stock(tuple(patents), tuple(demands), digest.hexdigest())


@no_collection()
def load_patents(session: Session) -> list[StockPatent]:
    """Return every patent, by id."""
    industries = stock_queries.patent_industries(session)
    owners = stock_queries.first_owners(session)
    days = stock_queries.import_days(session)
    shared = _Shared()
    return [
        _stock_patent(
            row,
            industries.get(row.id, ()),
            owners.get(row.id),
            days.get(row.import_batch_id or 0),
            shared,
        )
        for row in stock_queries.iter_patents(session)
    ]


@no_collection()
def load_docs(session: Session, ids: Sequence[int] | None = None) -> list[PatentDoc]:
    """Return what an index is made of, by id; ids: ascending, whose alone, None for all.

    Industries come with all patents only: they are dear to find for a few.
    """
    industries = stock_queries.patent_industries(session) if ids is None else {}
    shared = _Shared()
    return [
        _patent_doc(row, industries.get(row.id, ()), shared)
        for row in stock_queries.iter_texts(session, ids)
    ]


@no_collection()
def load_offers(session: Session) -> Offers:
    """Return what gates and features read of every patent."""
    return join_offers([_offers(columns) for columns in stock_queries.iter_offers(session)])


def _offers(columns: OfferColumns) -> Offers:
    facts = FactColumns(*(getattr(columns, name) for name in FactColumns._fields))
    terms = TermColumns(*(getattr(columns, name) for name in TermColumns._fields))
    ids = np.array(columns.ids, dtype=np.int64)
    return Offers(ids, gate_columns(facts), facts_of_columns(terms))


def make_offers(patents: Sequence[StockPatent]) -> Offers:
    """Return the same of patents that are loaded anyway, which come by id."""
    return Offers(
        np.array([patent.doc.id for patent in patents], dtype=np.int64),
        gate_columns(FactColumns.of([patent.facts for patent in patents])),
        stock_facts([patent.terms for patent in patents]),
    )


@no_collection()
def load_demands(session: Session) -> list[StockDemand]:
    """Return every demand, by id."""
    industries = stock_queries.demand_industries(session)
    cities = organisation_queries.cities_by_id(session)
    thesaurus = load_thesaurus(session)
    return [
        stock_demand(row, industries.get(row.id, ()), cities, thesaurus)
        for row in stock_queries.iter_demands(session)
    ]


def stock_demand(
    demand: Demand | DemandRow,
    industries: tuple[tuple[str, float], ...],
    cities: dict[int, str | None],
    thesaurus: Thesaurus,
) -> StockDemand:
    """Return a demand as matching reads it; its place is the firm's where it names none."""
    city_code = demand.city_code or cities.get(demand.organisation_id)
    body = demand_body(demand)
    terms = DemandTerms(
        budget_low_cny=demand.budget_low_cny,
        budget_high_cny=demand.budget_high_cny,
        negotiable=demand.budget_negotiable,
        cooperation_modes=tuple(demand.cooperation_modes),
        city_code=city_code,
        deadline=demand.deadline,
        wants_mature=asks_for_mature(f"{demand.title}\n{body}"),
    )
    wording = thesaurus.find(demand.title, needed(body))
    doc = DemandDoc(demand.id or 0, demand.title, body, industries, terms, wording)
    facts = DemandFacts(
        confidentiality=demand.confidentiality,
        deadline=demand.deadline,
        city_code=city_code,
        industries=frozenset(slug for slug, _ in industries),
    )
    return StockDemand(doc, facts, demand.duplicate_of_id or doc.id, demand.organisation_id)


def demand_body(demand: Demand | DemandRow) -> str:
    """Return what a demand asks for; what the firm already has (现有基础) asks for nothing."""
    texts = [demand.description, demand.problem, demand.key_technique, demand.target]
    return "\n".join(text for text in [*texts, "；".join(demand.keywords)] if text)


class _Shared(dict[tuple[str, ...], tuple[str, ...]]):
    """The lists of the rows as tuples: there are few different ones, and each is kept once."""

    def __missing__(self, values: tuple[str, ...]) -> tuple[str, ...]:
        """Keep a tuple that is met for the first time."""
        self[values] = values
        return values


def _stock_patent(
    patent: PatentRow,
    industries: Industries,
    owner: FirstOwner | None,
    listed_on: date | None,
    shared: _Shared,
) -> StockPatent:
    doc = _patent_doc(patent, industries, shared)
    facts, terms = _facts_and_terms(patent, owner, listed_on, shared)
    owner_id = owner.id if owner else 0
    return StockPatent(doc, facts, owner_id, patent.duplicate_of_id or doc.id, terms)


def _patent_doc(patent: PatentRow | TextRow, industries: Industries, shared: _Shared) -> PatentDoc:
    texts = [
        patent.abstract or patent.first_claim,
        patent.effect,
        "；".join(patent.keywords),
        patent.scenario,
    ]
    return PatentDoc(
        id=patent.id,
        title=patent.title,
        body="\n".join(text for text in texts if text),
        classifications=shared[tuple(patent.classifications)],
        industries=industries,
    )


def _facts_and_terms(
    patent: PatentRow,
    owner: FirstOwner | None,
    listed_on: date | None,
    shared: _Shared,
) -> tuple[PatentFacts, PatentTerms]:
    facts = PatentFacts(
        legal_state=patent.legal_state,
        filing_date=patent.filing_date,
        expiry_date=patent.expiry_date,
        licence_kind=patent.licence_kind,
        owner_consents=patent.owner_consents,
        listed_until=patent.listed_until,
        transfer_modes=shared[tuple(patent.transfer_modes)],
        city_code=patent.city_code or (owner.city_code if owner else None),
    )
    terms = PatentTerms(
        trl=patent.maturity_trl,
        transfer_modes=facts.transfer_modes,
        price_low_cny=patent.price_low_cny,
        price_high_cny=patent.price_high_cny,
        negotiable=patent.price_negotiable,
        expiry_date=patent.expiry_date,
        city_code=facts.city_code,
        listed_on=listed_on,
    )
    return facts, terms

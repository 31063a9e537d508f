"""Patents for demands: of the database, typed, or from a file."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.matching.algorithms import ALGORITHMS, DEFAULT_ALGORITHM
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.gates import (
    AREA_GATES,
    LEGAL_GATES,
    Gate,
    Occasion,
    demand_gate,
)
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import DemandDoc
from matchmaker.services.industry_classifier import load_classifier
from matchmaker.services.stock import StockDemand, stock_demand
from matchmaker.services.thesaurus import load_thesaurus
from matchmaker.text.need import needed
from matchmaker.text.thesaurus import Thesaurus, bundled_thesaurus
from models.errors import NotFound
from models.patent import Patent
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.queries import stock as stock_queries

DEFAULT_TOP = 10


@dataclass(frozen=True)
class RankOptions:
    """as_of: the day of the question; city: of the owners, its code; industry: a slug.

    with_declined: whether pairs that a side has turned down are among the answers, and marked;
    viewer: for whom demands are looked up, None for what may be printed for everybody.
    """

    as_of: date
    province: str
    top: int = DEFAULT_TOP
    industry: str | None = None
    city: str | None = None
    anywhere: bool = False
    any_state: bool = False
    with_declined: bool = False
    algorithm: Algorithm = ALGORITHMS[DEFAULT_ALGORITHM]
    viewer: Viewer | None = None


def lifted_gates(*, anywhere: bool, any_state: bool) -> frozenset[Gate]:
    """Return the gates that the two switches leave open."""
    area = AREA_GATES if anywhere else frozenset()
    legal = LEGAL_GATES if any_state else frozenset()
    return area | legal


def invited(
    demands: Sequence[StockDemand], occasion: Occasion
) -> tuple[list[StockDemand], Counter[Gate]]:
    """Return the demands that pass the gates, and how many each gate stops."""
    passed: list[StockDemand] = []
    stopped: Counter[Gate] = Counter()
    for demand in demands:
        gate = demand_gate(demand.facts, occasion)
        if gate is None:
            passed.append(demand)
        else:
            stopped[gate] += 1
    return passed, stopped


def get_row(index: MatchIndex, patent: Patent) -> int:
    """Return the patent's row in the index; raise NotFound where it came after the index."""
    row = index.find_row(patent.id or 0)
    if row is None:
        raise NotFound(f"索引中还没有专利 {patent.display_number}。请更新索引后再试")
    return row


def make_rank_occasion(options: RankOptions) -> Occasion:
    """Return the bounds of a question that belongs to no event."""
    return Occasion(
        as_of=options.as_of,
        held_on=options.as_of,
        province=options.province,
        patent_city=options.city,
        lifted=lifted_gates(anywhere=options.anywhere, any_state=options.any_state),
    )


@dataclass(frozen=True)
class Reader:
    """What understands a typed demand; by default what ships."""

    classifier: IndustryClassifier = field(
        default_factory=lambda: IndustryClassifier(load_taxonomy())
    )
    thesaurus: Thesaurus = field(default_factory=bundled_thesaurus)


def load_reader(session: Session) -> Reader:
    """Return the classifier and the thesaurus that are in force."""
    return Reader(load_classifier(session), load_thesaurus(session))


def classify_demand(
    title: str, body: str, number: int = 0, reader: Reader | None = None
) -> DemandDoc:
    """Return a typed demand with its industries and other words for what it says.

    reader: None for what ships.
    """
    asked, reader = needed(body), reader or Reader()
    tags = reader.classifier.classify(title, asked)
    return DemandDoc(
        number,
        title,
        body,
        tuple((tag.slug, tag.confidence) for tag in tags),
        wording=reader.thesaurus.find(title, asked),
    )


def get_demand_doc(session: Session, demand_id: int) -> DemandDoc:
    """Return a stored demand with its terms, whoever may read it; raise NotFound."""
    return get_stock_demand(session, demand_id).doc


def get_stock_demand(session: Session, demand_id: int) -> StockDemand:
    """Return a stored demand as matching reads it, whoever may read it; raise NotFound."""
    demand = demand_queries.get_demand(session, f"#{demand_id}")
    industries = stock_queries.demand_industries(session).get(demand.id or 0, ())
    cities = organisation_queries.cities_by_id(session)
    return stock_demand(demand, industries, cities, load_thesaurus(session))

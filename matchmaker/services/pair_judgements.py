"""Judgements of stored pairs, in the files that evaluate and train read."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.events.hand_work import PairKey
from matchmaker.services.judged_files import JudgedPair
from matchmaker.services.stock import demand_body
from models.queries import demands as demand_queries
from models.queries import patents as patent_queries
from models.values.secrecy import Confidentiality


@dataclass(frozen=True)
class JudgedDemand:
    """A demand as a row of the file: its number, title and text."""

    demand_id: str
    title: str
    content: str


@dataclass(frozen=True)
class Judgements:
    """Demands with the judged pairs; silent: pairs of which nothing is said of how
    related they are; withheld: pairs of demands whose text is not public, which no file repeats.
    """

    demands: tuple[JudgedDemand, ...]
    pairs: tuple[JudgedPair, ...]
    silent: int
    withheld: int


def make_judgements(session: Session, relevances: Mapping[PairKey, int | None]) -> Judgements:
    """Return the judgements of pairs, by demand and patent.

    relevances: pair → from 1 (unrelated) to 4 (strongly related), None where nothing is said of it.
    """
    demands = demand_queries.by_ids(session, [demand_id for demand_id, _ in relevances])
    patents = patent_queries.labels(session, [patent_id for _, patent_id in relevances])
    told: dict[int, JudgedDemand] = {}
    pairs, silent, withheld = [], 0, 0
    for (demand_id, patent_id), relevance in sorted(relevances.items()):
        demand = demands[demand_id]
        if relevance is None:
            silent += 1
        elif demand.confidentiality is not Confidentiality.PUBLIC:
            withheld += 1
        else:
            number = demand.display_number
            told[demand_id] = JudgedDemand(number, demand.title, demand_body(demand))
            label = patents[patent_id]
            pairs.append(JudgedPair(number, label.display_number, label.title, relevance))
    return Judgements(tuple(told.values()), tuple(pairs), silent, withheld)

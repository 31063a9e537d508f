"""Patents like a given one, of whatever owner, so that they can be offered together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from matchmaker.matching.gates import Gate
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.patent_gates import patent_gate
from matchmaker.matching.similar import likeness, nearest_patents
from matchmaker.services.edits import get_patent
from matchmaker.services.ranking import RankOptions, get_row, make_rank_occasion, offered
from matchmaker.services.stock import StockPatent
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class SimilarPatent:
    """A patent near another, with its owners, how near (0..1), and what the two share."""

    rank: int
    application_number: str
    title: str
    owner: str
    score: float
    phrases: tuple[str, ...]
    subclasses: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class SimilarTo:
    """The answer; gate: what stops the patent that was asked about, which is answered anyway."""

    application_number: str
    title: str
    gate: Gate | None
    patents: tuple[SimilarPatent, ...]


def similar_to(
    session: Session,
    index: MatchIndex,
    patents: Sequence[StockPatent],
    number: str,
    options: RankOptions,
) -> SimilarTo:
    """Return the patents nearest in text to that of a number, among those that may be offered.

    Of what is listed twice only the nearest record is returned, and none of what the patent
    itself is listed as. Raises InvalidValue or NotFound for a number that no patent has, and
    NotFound for a patent that came after the index.
    """
    patent = get_patent(session, number)
    row = get_row(index, patent)
    by_id = {item.doc.id: item for item in patents}
    doc, occasion = by_id[patent.id or 0], make_rank_occasion(options)
    mask, _ = offered(index, patents, occasion)
    groups = np.array(
        [by_id[known].group_id if known in by_id else known for known in index.ids.tolist()],
        dtype=np.int64,
    )
    nearest = nearest_patents(index, row, mask, groups, options.top)
    found = patent_queries.by_ids(session, [neighbour.patent_id for neighbour in nearest])
    owner_ids = patent_queries.owner_ids(session, sorted(found))
    names = organisation_queries.names_by_id(
        session, {owner for owners in owner_ids.values() for owner in owners}
    )
    answers = []
    for place, neighbour in enumerate(nearest, start=1):
        shared = likeness(index, row, neighbour, (doc.doc, by_id[neighbour.patent_id].doc))
        answers.append(
            SimilarPatent(
                rank=place,
                application_number=found[neighbour.patent_id].display_number,
                title=found[neighbour.patent_id].title,
                owner="、".join(names[i] for i in owner_ids.get(neighbour.patent_id, ())),
                score=neighbour.cosine,
                phrases=shared.phrases,
                subclasses=shared.subclasses,
                reason=shared.reason,
            )
        )
    return SimilarTo(
        patent.display_number, patent.title, patent_gate(doc.facts, occasion), tuple(answers)
    )

"""Patents like a given one, of whatever owner, so that they can be offered together."""

from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from matchmaker.matching.gates import Gate
from matchmaker.matching.similar import likeness, nearest_patents
from matchmaker.services.desk import Desk
from matchmaker.services.edits import get_patent
from matchmaker.services.ranking import RankOptions, get_row, make_rank_occasion
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


def similar_to(session: Session, desk: Desk, number: str, options: RankOptions) -> SimilarTo:
    """Return the patents nearest in text to that of a number, among those that may be offered.

    Of what is listed twice only the nearest record is returned, and none of what the patent
    itself is listed as. Raises InvalidValue or NotFound for a number that no patent has, and
    NotFound for a patent that came after the index.
    """
    patent = get_patent(session, number)
    index, occasion = desk.index, make_rank_occasion(options)
    row = get_row(index, patent)
    original_of = patent_queries.duplicates(session)
    groups = np.array([original_of.get(i, i) for i in index.ids.tolist()], dtype=np.int64)
    nearest = nearest_patents(index, row, desk.mask(occasion, None), groups, options.top)
    found = patent_queries.by_ids(session, [neighbour.patent_id for neighbour in nearest])
    owner_ids = patent_queries.owner_ids(session, sorted(found))
    names = organisation_queries.names_by_id(
        session, {owner for owners in owner_ids.values() for owner in owners}
    )
    answers = []
    for place, neighbour in enumerate(nearest, start=1):
        shared = likeness(index, row, neighbour, (desk.text(row), desk.text(neighbour.row)))
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
    gate = desk.gate(patent.id or 0, occasion)
    return SimilarTo(patent.display_number, patent.title, gate, tuple(answers))

"""Patents for demands, with their reasons, as a question is answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from matchmaker.matching.explain import reason_text
from matchmaker.matching.rank import rank
from matchmaker.matching.types import DemandDoc, ExplanationRow
from matchmaker.services.desk import Desk
from matchmaker.services.ranking import RankOptions, make_rank_occasion
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class RankedPatent:
    """A row of an answer: the patent, its score, and why."""

    rank: int
    application_number: str
    title: str
    score: float
    reason: str
    rows: list[ExplanationRow] = field(repr=False)


def rank_patents(
    session: Session, desk: Desk, demands: Sequence[DemandDoc], options: RankOptions
) -> list[list[RankedPatent]]:
    """Return, for every demand in order, its best patents with their reasons."""
    mask = desk.mask(make_rank_occasion(options), options.industry)
    algorithm = options.algorithm
    facts = desk.facts(options.as_of) if algorithm.reads_terms else None
    rankings = rank(desk.index, demands, mask, algorithm, options.top, facts)
    wanted = {scored.patent_id for ranking in rankings for scored in ranking.ordered}
    labels = patent_queries.labels(session, wanted)
    answers = []
    for ranking in rankings:
        answer = []
        for scored in ranking.ordered:
            label = labels[scored.patent_id]
            rows = ranking.explain(scored, desk.text(scored.row))
            answer.append(
                RankedPatent(
                    scored.rank,
                    label.display_number,
                    label.title,
                    scored.score,
                    reason_text(rows),
                    rows,
                )
            )
        answers.append(answer)
    return answers

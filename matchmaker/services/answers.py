"""Patents for demands, with their reasons, as a question is answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from matchmaker.access.secrecy import Sight
from matchmaker.matching.explain import reason_text
from matchmaker.matching.rank import rank
from matchmaker.matching.types import DemandDoc, ExplanationRow
from matchmaker.services.desk import Desk
from matchmaker.services.ranking import RankOptions, make_rank_occasion
from matchmaker.services.release import shown_rows
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class RankedPatent:
    """A row of an answer: the patent, its score, and why.

    patent_text: what spans of the rows count in.
    """

    rank: int
    application_number: str
    title: str
    score: float
    reason: str
    rows: list[ExplanationRow] = field(repr=False)
    patent_id: int = field(repr=False)
    patent_text: str = field(repr=False)

    def seen(self, sight: Sight) -> "RankedPatent":
        """Return what may be told to whoever sees so much of the demand."""
        rows = shown_rows(sight, self.rows)
        return replace(self, rows=list(rows), reason=reason_text(rows))


def rank_patents(
    session: Session,
    desk: Desk,
    demands: Sequence[DemandDoc],
    options: RankOptions,
    declined: Collection[int] = frozenset(),
) -> list[list[RankedPatent]]:
    """Return, for every demand in order, its best patents with their reasons.

    declined: ids of patents that are not offered, whose places others take.
    """
    mask = desk.mask(make_rank_occasion(options), options.industry)
    algorithm = options.algorithm
    facts = desk.facts(options.as_of) if algorithm.reads_terms else None
    depth = options.top + len(declined)
    rankings = rank(desk.index, demands, mask, algorithm, depth, facts)
    if declined:
        rankings = [ranking.without(declined, options.top) for ranking in rankings]
    wanted = {scored.patent_id for ranking in rankings for scored in ranking.ordered}
    labels = patent_queries.labels(session, wanted)
    answers = []
    for ranking in rankings:
        answer = []
        for scored in ranking.ordered:
            label = labels[scored.patent_id]
            text = desk.text(scored.row)
            rows = ranking.explain(scored, text)
            answer.append(
                RankedPatent(
                    scored.rank,
                    label.display_number,
                    label.title,
                    scored.score,
                    reason_text(rows),
                    rows,
                    scored.patent_id,
                    text.whole,
                )
            )
        answers.append(answer)
    return answers

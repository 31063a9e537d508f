"""Why a patent is not in the answer to a demand: its gate, or its place and what it lacks."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from sqlmodel import Session

from matchmaker.access.secrecy import Sight
from matchmaker.matching.candidates import Mask, find_candidates, similarities
from matchmaker.matching.facts import Context
from matchmaker.matching.gates import Gate
from matchmaker.matching.rank import Ranking, score_candidates
from matchmaker.matching.types import Candidates, DemandDoc, ExplanationRow, ScoredPatent
from matchmaker.services.declines import load_declines
from matchmaker.services.desk import Desk
from matchmaker.services.edits import get_patent
from matchmaker.services.ranking import RankOptions, make_rank_occasion
from matchmaker.services.release import shown_rows
from models.queries import patents as patent_queries


class Verdict(StrEnum):
    """What became of a patent."""

    LISTED = "listed"
    GATED = "gated"
    DECLINED = "declined"
    OTHER_INDUSTRY = "other_industry"
    NOT_INDEXED = "not_indexed"
    NOT_RETRIEVED = "not_retrieved"
    OUTRANKED = "outranked"

    @property
    def label(self) -> str:
        """The verdict in Chinese."""
        return _LABELS[self]


_LABELS = {
    Verdict.LISTED: "已列入",
    Verdict.GATED: "不符合推介条件",
    Verdict.DECLINED: "此前未被接受",
    Verdict.OTHER_INDUSTRY: "不属于所选产业",
    Verdict.NOT_INDEXED: "索引中还没有这件专利，请更新索引",
    Verdict.NOT_RETRIEVED: "用词与需求相距太远，未进入初选",
    Verdict.OUTRANKED: "得分低于已列入的专利",
}


@dataclass(frozen=True)
class FeatureGap:
    """A feature's share in the score of the patent, and in that of the last one that is in."""

    feature: str
    label: str
    share: float
    last_share: float

    @property
    def lack(self) -> float:
        """By how much the patent falls short, negative where it is ahead."""
        return self.last_share - self.share


@dataclass(frozen=True)
class WhyNot:
    """The answer; rank and of: its place among all that may be offered, 0 where it has none.

    rows: what its score is made of, whose spans count in demand_text and patent_text;
    gaps: of every feature, the largest lack first, empty where nothing is in or it is the last
    itself; last_number, last_title, last_score: of the last that is in; declined: who turned the
    pair down and why, in Chinese.
    """

    application_number: str
    title: str
    verdict: Verdict
    gate: Gate | None = None
    rank: int = 0
    of: int = 0
    score: float = 0.0
    rows: tuple[ExplanationRow, ...] = ()
    demand_text: str = ""
    patent_text: str = ""
    last_number: str = ""
    last_title: str = ""
    last_score: float = 0.0
    gaps: tuple[FeatureGap, ...] = ()
    declined: str = ""

    def seen(self, sight: Sight) -> "WhyNot":
        """Return what may be told to whoever sees so much of the demand.

        What the features make of it tells of its text as its terms do.
        """
        if sight is Sight.FULL:
            return self
        return replace(self, rows=shown_rows(sight, self.rows), demand_text="", gaps=())

    @property
    def reason(self) -> str:
        """The verdict in words, naming the gate or who turned the pair down where there is one."""
        return self.gate.label if self.gate else self.declined or self.verdict.label


def why_not(
    session: Session, desk: Desk, demand: DemandDoc, number: str, options: RankOptions
) -> WhyNot:
    """Return why the patent of a number is not among the best for a demand, or that it is.

    The demand is ranked alone, as by ``rank_patents``. Raises InvalidValue or NotFound for a
    number that no patent has.
    """
    patent = get_patent(session, number)
    named = (patent.display_number, patent.title)
    occasion = make_rank_occasion(options)
    index, number_in_stock = desk.index, patent.id or 0
    gate = desk.gate(number_in_stock, occasion)
    if gate is not None:
        return WhyNot(*named, Verdict.GATED, gate)
    # A typed demand, whose number is 0, nobody has turned anything down for.
    declines = load_declines(session)
    declined = declines.label((demand.id, number_in_stock))
    if declined:
        return WhyNot(*named, Verdict.DECLINED, declined=declined)
    row = index.find_row(number_in_stock)
    if row is None:
        return WhyNot(*named, Verdict.NOT_INDEXED)
    mask = desk.mask(occasion, options.industry)
    if not mask[row]:
        return WhyNot(*named, Verdict.OTHER_INDUSTRY)
    refused = declines.patents_by_demand().get(demand.id, set())
    listed, every, retrieved = _rank_both(desk, demand, mask, options, refused)
    mine, text = every.place(index, row), desk.text(row)
    in_list = next((scored for scored in listed.ordered if scored.row == row), None)
    verdict = Verdict.OUTRANKED if row in retrieved else Verdict.NOT_RETRIEVED
    others = [other for other in map(index.find_row, refused) if other is not None and mask[other]]
    ahead = sum(every.place(index, other).rank < mine.rank for other in others)
    found = WhyNot(
        *named,
        Verdict.LISTED if in_list else verdict,
        rank=in_list.rank if in_list else mine.rank - ahead,
        of=len(every.candidates.rows) - len(others),
        score=mine.score,
        rows=tuple(every.explain(mine, text)),
        demand_text=demand.whole,
        patent_text=text.whole,
    )
    return found if in_list else _with_gaps(session, found, every, mine, listed)


def _rank_both(
    desk: Desk, demand: DemandDoc, mask: Mask, options: RankOptions, refused: Collection[int]
) -> tuple[Ranking, Ranking, frozenset[int]]:
    """Return the best of those retrieved, all that may be offered, and the rows retrieved.

    refused: ids of patents that are not among the best, though they may be offered.
    """
    index, algorithm = desk.index, options.algorithm
    context = Context(desk.facts(options.as_of))
    (query,), (found,) = find_candidates(index, [demand], mask)
    rows = np.flatnonzero(mask)
    everybody = Candidates(rows, similarities(index, query.vector, rows))
    best = score_candidates(index, query, found, algorithm, options.top + len(refused), context)
    return (
        best.without(refused, options.top),
        score_candidates(index, query, everybody, algorithm, 0, context),
        frozenset(found.rows.tolist()),
    )


def _with_gaps(
    session: Session, found: WhyNot, every: Ranking, mine: ScoredPatent, listed: Ranking
) -> WhyNot:
    if not listed.ordered:
        return found
    last = listed.ordered[-1]
    patent = patent_queries.by_ids(session, [last.patent_id])[last.patent_id]
    shares, last_shares = every.feature_scores(mine), listed.feature_scores(last)
    gaps = [
        FeatureGap(
            feature.slug,
            feature.label,
            feature.weight * shares[feature.slug],
            feature.weight * last_shares[feature.slug],
        )
        for feature in every.algorithm.features
    ]
    return replace(
        found,
        last_number=patent.display_number,
        last_title=patent.title,
        last_score=last.score,
        gaps=tuple(sorted(gaps, key=lambda gap: -gap.lack)),
    )

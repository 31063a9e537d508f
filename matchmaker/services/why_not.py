"""Why a patent is not in the answer to a demand: its gate, or its place and what it lacks."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
from sqlmodel import Session

from matchmaker.access.secrecy import Sight
from matchmaker.matching.candidates import Mask, find_candidates, similarities
from matchmaker.matching.facts import Context
from matchmaker.matching.gates import Gate
from matchmaker.matching.rank import Ranking, score_candidates
from matchmaker.matching.types import (
    Candidates,
    DemandDoc,
    DemandQuery,
    ExplanationRow,
    ScoredPatent,
)
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
    return Standing(session, desk, demand, options).tell(number)


class Standing:
    """Where patents stand for one demand, which is ranked once for all that are asked for."""

    def __init__(
        self, session: Session, desk: Desk, demand: DemandDoc, options: RankOptions
    ) -> None:
        self._session = session
        self._desk = desk
        self._demand = demand
        self._options = options
        self._occasion = make_rank_occasion(options)
        self._declines = load_declines(session)
        self._refused = self._declines.patents_by_demand().get(demand.id, set())

    def tell(self, number: str) -> WhyNot:
        """Return what became of the patent; raise InvalidValue or NotFound for its number."""
        desk, patent = self._desk, get_patent(self._session, number)
        named, patent_id = (patent.display_number, patent.title), patent.id or 0
        gate = desk.gate(patent_id, self._occasion)
        if gate is not None:
            return WhyNot(*named, Verdict.GATED, gate)
        # A typed demand, whose number is 0, nobody has turned anything down for.
        declined = self._declines.label((self._demand.id, patent_id))
        if declined:
            return WhyNot(*named, Verdict.DECLINED, declined=declined)
        row = desk.index.find_row(patent_id)
        if row is None:
            return WhyNot(*named, Verdict.NOT_INDEXED)
        if not self._mask[row]:
            return WhyNot(*named, Verdict.OTHER_INDUSTRY)
        return self._tell_rank(named, row)

    def _tell_rank(self, named: tuple[str, str], row: int) -> WhyNot:
        text = self._desk.text(row)
        found = WhyNot(
            *named,
            Verdict.LISTED,
            of=int(self._mask.sum()) - len(self._refused_rows),
            demand_text=self._demand.whole,
            patent_text=text.whole,
        )
        listed = self._listed
        mine = next((scored for scored in listed.ordered if scored.row == row), None)
        if mine is not None:
            rows = tuple(listed.explain(mine, text))
            return replace(found, rank=mine.rank, score=mine.score, rows=rows)
        every = self._every
        mine = every.place(self._desk.index, row)
        ahead = sum(
            every.place(self._desk.index, other).rank < mine.rank for other in self._refused_rows
        )
        retrieved = row in self._retrieved[1].rows
        told = replace(
            found,
            verdict=Verdict.OUTRANKED if retrieved else Verdict.NOT_RETRIEVED,
            rank=mine.rank - ahead,
            score=mine.score,
            rows=tuple(every.explain(mine, text)),
        )
        return _with_gaps(self._session, told, every, mine, listed)

    @cached_property
    def _mask(self) -> Mask:
        return self._desk.mask(self._occasion, self._options.industry)

    @cached_property
    def _refused_rows(self) -> list[int]:
        rows = map(self._desk.index.find_row, sorted(self._refused))
        return [row for row in rows if row is not None and self._mask[row]]

    @cached_property
    def _context(self) -> Context:
        return Context(self._desk.facts(self._options.as_of))

    @cached_property
    def _retrieved(self) -> tuple[DemandQuery, Candidates]:
        (query,), (found,) = find_candidates(self._desk.index, [self._demand], self._mask)
        return query, found

    @cached_property
    def _listed(self) -> Ranking:
        """The best of those retrieved."""
        (query, found), options = self._retrieved, self._options
        depth = options.top + len(self._refused)
        best = score_candidates(
            self._desk.index, query, found, options.algorithm, depth, self._context
        )
        return best.without(self._refused, options.top)

    @cached_property
    def _every(self) -> Ranking:
        """All that may be offered, which tells the place of one that is not among the best."""
        query, rows = self._retrieved[0], np.flatnonzero(self._mask)
        everybody = Candidates(rows, similarities(self._desk.index, query.vector, rows))
        return score_candidates(
            self._desk.index, query, everybody, self._options.algorithm, 0, self._context
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

"""The pairs that could stand on an event's list, with what scored them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matchmaker.events.hand_work import PairKey
from matchmaker.events.selection_types import Pair
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.candidates import Mask, find_candidates, similarities
from matchmaker.matching.facts import Context, unknown_facts
from matchmaker.matching.features.demand_heat import count_demand_heat
from matchmaker.matching.gates import Gate
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.rank import Ranking, score_candidates
from matchmaker.matching.types import (
    Candidates,
    DemandQuery,
    ExplanationRow,
    ScoredPatent,
)
from matchmaker.services.list_bounds import Bounds
from matchmaker.services.ranking import invited
from matchmaker.services.stock import Stock, StockDemand, StockPatent
from matchmaker.services.stocked_index import StockedIndex

# A patent of another industry is listed only where half of the demand's nearest patents are of its
# classification, and the score is that which the algorithm asks for then.
MIN_IPC_ACROSS_INDUSTRIES = 1.0


@dataclass(frozen=True)
class Search:
    """What is looked for: the bounds, by which algorithm, how many of a demand, 0 for none.

    industries: those of the event, empty for all; wanted: pairs that are to be listed whatever
    their score; refused: pairs that must not be, unless they are wanted.
    """

    bounds: Bounds
    algorithm: Algorithm
    depth: int
    industries: Sequence[str] = ()
    wanted: frozenset[PairKey] = frozenset()
    refused: frozenset[PairKey] = frozenset()


@dataclass(frozen=True)
class Choice:
    """A pair with its score; industry: the sheet on which it would stand."""

    pair: Pair
    query: DemandQuery = field(repr=False)
    scored: ScoredPatent
    industry: str

    @property
    def key(self) -> PairKey:
        """The ids of demand and patent."""
        return (self.pair.demand_id, self.pair.patent_id)


@dataclass(frozen=True)
class Scorer:
    """What scores patents for a demand, and explains them."""

    index: MatchIndex
    algorithm: Algorithm
    context: Context

    def rank(self, query: DemandQuery, candidates: Candidates, top: int) -> Ranking:
        """Return the best of the candidates of a demand."""
        return score_candidates(self.index, query, candidates, self.algorithm, top, self.context)

    def rank_rows(self, query: DemandQuery, rows: Sequence[int]) -> Ranking:
        """Return the patents of some rows of the index, each with the score that it always has."""
        wanted = np.array(sorted(rows))
        candidates = Candidates(wanted, similarities(self.index, query.vector, wanted))
        return self.rank(query, candidates, len(wanted))

    def explain(
        self, choices: Sequence[Choice], patents: Mapping[int, StockPatent]
    ) -> Iterator[list[ExplanationRow]]:
        """Return the rows of every choice, whose shares add up to its score; patents: by id."""
        rows_of: dict[int, list[int]] = defaultdict(list)
        for choice in choices:
            rows_of[choice.pair.demand_id].append(choice.scored.row)
        rankings: dict[int, Ranking] = {}
        for choice in choices:
            demand_id = choice.pair.demand_id
            if demand_id not in rankings:
                rankings[demand_id] = self.rank_rows(choice.query, rows_of[demand_id])
            ranking = rankings[demand_id]
            scored = next(item for item in ranking.ordered if item.row == choice.scored.row)
            yield ranking.explain(scored, patents[choice.pair.patent_id].doc)


@dataclass(frozen=True)
class Found:
    """What was found.

    scorer: what scored the choices; guests: the demands that may be listed; patent_count: how many
    patents were compared; stopped, held_back: how many patents and demands each gate kept out.
    """

    choices: dict[PairKey, Choice]
    scorer: Scorer
    guests: list[StockDemand]
    patent_count: int
    stopped: Counter[Gate] = field(default_factory=Counter)
    held_back: Counter[Gate] = field(default_factory=Counter)


Scored = tuple[DemandQuery, ScoredPatent]


def find_choices(stocked: StockedIndex, search: Search) -> Found:
    """Return the pairs of one field, and those that are wanted, by their ids.

    What is listed twice (an invention and its utility model) is offered once: what is wanted of it,
    else the better of both.
    """
    index, stock = stocked.index, stocked.stock
    mask, stopped = stocked.offers.mask(index, search.bounds.occasion)
    mask &= in_industries(index, search.industries)
    coming = _is_coming(stocked, search.bounds)
    stopped[Gate.NOT_COMING] = int((mask & ~coming).sum())
    mask &= coming
    guests, held_back = invited(stock.demands, search.bounds.occasion)
    present = [d for d in guests if d.enterprise_id not in search.bounds.absent_enterprises]
    held_back[Gate.NOT_COMING] = len(guests) - len(present)
    queries, pools = find_candidates(index, [demand.doc for demand in present], mask)
    scorer = _scorer(stocked, search, queries)
    in_field: list[Scored] = []
    for query, pool in zip(queries, pools, strict=True) if search.depth else ():
        # What scored a demand's pool is let go at once: of a province it is gigabytes.
        kept, out = _in_field(scorer.rank(query, pool, search.depth))
        in_field += kept
        stopped[Gate.WORDS_ONLY] += out
    wanted = _wanted(stocked, search, mask, scorer, queries)
    choices = _once(stocked, search, wanted, in_field)
    return Found(choices, scorer, present, int(mask.sum()), stopped, held_back)


def _scorer(stocked: StockedIndex, search: Search, queries: Sequence[DemandQuery]) -> Scorer:
    index, algorithm = stocked.index, search.algorithm
    as_of = search.bounds.occasion.as_of
    facts = stocked.offers.facts(index, as_of) if algorithm.reads_terms else None
    heat = count_demand_heat(queries, len(index))
    return Scorer(index, algorithm, Context(facts or unknown_facts(len(index)), heat))


def _in_field(ranking: Ranking) -> tuple[list[Scored], int]:
    """Return what a demand shares more than words with, and how much it does not."""
    kept = [item for item in ranking.ordered if not shares_words_only(ranking, item)]
    return [(ranking.query, item) for item in kept], len(ranking.ordered) - len(kept)


def in_industries(index: MatchIndex, slugs: Sequence[str]) -> Mask:
    """Return which rows of an index are of one of the industries, all where none is named."""
    if not slugs:
        return np.ones(len(index), dtype=np.bool_)
    known = [slug for slug in slugs if slug in index.industry_slugs]
    columns = [index.industry_slugs.index(slug) for slug in known]
    return np.asarray((np.asarray(index.industries[:, columns]) > 0).any(axis=1))


def _is_coming(stocked: StockedIndex, bounds: Bounds) -> Mask:
    """Return which rows are of patents whose owner has not said that it stays away."""
    if not bounds.absent_institutions:
        return np.ones(len(stocked.index), dtype=np.bool_)
    absent = [
        patent.doc.id
        for patent in stocked.stock.patents
        if patent.owner_id in bounds.absent_institutions
    ]
    return ~np.isin(np.asarray(stocked.index.ids), absent)


def _wanted(
    stocked: StockedIndex,
    search: Search,
    mask: Mask,
    scorer: Scorer,
    queries: Sequence[DemandQuery],
) -> list[Scored]:
    """Return the wanted pairs with their scores, by demand.

    Demands that are not invited are compared by themselves: they do not count for the others.
    """
    known = {query.doc.id: query for query in queries}
    by_demand: dict[int, list[int]] = defaultdict(list)
    for demand_id, patent_id in sorted(search.wanted):
        row = stocked.index.find_row(patent_id)
        if row is not None and demand_id in stocked.stock.demands_by_id:
            by_demand[demand_id].append(row)
    found: list[Scored] = []
    for demand_id, rows in by_demand.items():
        query = known.get(demand_id)
        if query is None:
            doc = stocked.stock.demands_by_id[demand_id].doc
            (query,), _ = find_candidates(stocked.index, [doc], mask)
        found += [(query, item) for item in scorer.rank_rows(query, rows).ordered]
    return found


def _once(
    stocked: StockedIndex,
    search: Search,
    wanted: Sequence[Scored],
    in_field: Sequence[Scored],
) -> dict[PairKey, Choice]:
    stock = stocked.stock
    refused = {_groups(stock, key) for key in search.refused}
    found: dict[PairKey, Choice] = {}
    offered: set[tuple[int, int]] = set()
    best_first = sorted(
        in_field, key=lambda both: (-both[1].score, both[0].doc.id, both[1].patent_id)
    )
    for pinned, items in ((True, wanted), (False, best_first)):
        for query, scored in items:
            key = (query.doc.id, scored.patent_id)
            groups = _groups(stock, key)
            if not pinned and (groups in offered or groups in refused):
                continue
            offered.add(groups)
            industry = _sheet_industry(stocked.index, search.industries, scored)
            pair = _pair(stock, key, scored.score, industry, pinned=pinned)
            found[key] = Choice(pair, query, scored, industry)
    return found


def _groups(stock: Stock, key: PairKey) -> tuple[int, int]:
    """Return what a pair is a pair of: records of the same invention, or demand, are one."""
    demand, patent = stock.demands_by_id.get(key[0]), stock.patents_by_id.get(key[1])
    return (demand.group_id if demand else key[0], patent.group_id if patent else key[1])


def _pair(stock: Stock, key: PairKey, score: float, industry: str, *, pinned: bool) -> Pair:
    demand, patent = stock.demands_by_id[key[0]], stock.patents_by_id[key[1]]
    return Pair(
        demand_id=key[0],
        patent_id=key[1],
        enterprise_id=demand.enterprise_id,
        # Patents without a known owner are not all of one institution.
        institution_id=patent.owner_id or -key[1],
        patent_group=patent.group_id,
        city=demand.facts.city_code or "",
        industry=industry,
        score=score,
        pinned=pinned,
    )


def shares_words_only(ranking: Ranking, scored: ScoredPatent) -> bool:
    """Return whether a pair is of two industries and nothing but words speaks for it."""
    scores = ranking.feature_scores(scored)
    agrees = scores["ipc"] >= MIN_IPC_ACROSS_INDUSTRIES
    return scores["industry"] == 0.0 and not (
        agrees and scored.score >= ranking.algorithm.min_score_across
    )


def _sheet_industry(index: MatchIndex, slugs: Sequence[str], scored: ScoredPatent) -> str:
    """Return the industry under which a pair is listed: one of the event's, where it has some."""
    if not slugs or scored.industry in slugs:
        return scored.industry
    offered_by = {
        slug: float(index.industries[scored.row, index.industry_slugs.index(slug)])
        for slug in slugs
        if slug in index.industry_slugs
    }
    return max(offered_by, key=lambda slug: (offered_by[slug], slug))

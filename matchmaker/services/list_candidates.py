"""The pairs that could stand on an event's list, with what scored them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from matchmaker.matching.rank import Ranking, rank, score_candidates
from matchmaker.matching.types import Candidates, DemandQuery, ScoredPatent
from matchmaker.services.list_bounds import Bounds
from matchmaker.services.ranking import invited
from matchmaker.services.stock import Stock, StockDemand
from matchmaker.services.stocked_index import StockedIndex

# A patent of another industry is listed only where half of the demand's nearest patents are of its
# classification, and the score is that which the algorithm asks for then.
MIN_IPC_ACROSS_INDUSTRIES = 1.0


@dataclass(frozen=True)
class Search:
    """What is looked for: the bounds, by which algorithm, how many of a demand.

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
    """A pair with what scored it; industry: the sheet on which it would stand."""

    pair: Pair
    ranking: Ranking
    scored: ScoredPatent
    industry: str

    @property
    def key(self) -> PairKey:
        """The ids of demand and patent."""
        return (self.pair.demand_id, self.pair.patent_id)


@dataclass(frozen=True)
class Found:
    """What was found.

    guests: the demands that may be listed; patent_count: how many patents were compared; stopped,
    held_back: how many patents and demands each gate kept out.
    """

    choices: dict[PairKey, Choice]
    guests: list[StockDemand]
    patent_count: int
    stopped: Counter[Gate] = field(default_factory=Counter)
    held_back: Counter[Gate] = field(default_factory=Counter)


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
    guests = present
    algorithm = search.algorithm
    as_of = search.bounds.occasion.as_of
    facts = stocked.offers.facts(index, as_of) if algorithm.reads_terms else None
    rankings = rank(index, [d.doc for d in guests], mask, algorithm, search.depth, facts)
    queries = {ranking.query.doc.id: ranking.query for ranking in rankings}
    heat = count_demand_heat(list(queries.values()), len(index))
    context = Context(facts or unknown_facts(len(index)), heat)
    wanted = list(_wanted(stocked, search, mask, queries, context))
    scored = [(ranking, item) for ranking in rankings for item in ranking.ordered]
    in_field = [both for both in scored if not shares_words_only(*both)]
    stopped[Gate.WORDS_ONLY] = len(scored) - len(in_field)
    choices = _once(stocked, search, wanted, in_field)
    return Found(choices, guests, int(mask.sum()), stopped, held_back)


def in_industries(index: MatchIndex, slugs: Sequence[str]) -> Mask:
    """Return which rows of an index are of one of the industries, all where none is named."""
    if not slugs:
        return np.ones(len(index), dtype=np.bool_)
    columns = [index.industry_slugs.index(slug) for slug in slugs]
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
    queries: Mapping[int, DemandQuery],
    context: Context,
) -> Iterable[tuple[Ranking, ScoredPatent]]:
    """Give the wanted pairs with their scores, by their ids.

    Demands that are not invited are compared by themselves: they do not count for the others.
    """
    by_demand: dict[int, list[int]] = defaultdict(list)
    for demand_id, patent_id in sorted(search.wanted):
        row = stocked.index.find_row(patent_id)
        if row is not None and demand_id in stocked.stock.demands_by_id:
            by_demand[demand_id].append(row)
    for demand_id, wanted_rows in by_demand.items():
        query = queries.get(demand_id)
        if query is None:
            doc = stocked.stock.demands_by_id[demand_id].doc
            (query,), _ = find_candidates(stocked.index, [doc], mask)
        rows = np.array(sorted(wanted_rows))
        candidates = Candidates(rows, similarities(stocked.index, query.vector, rows))
        ranking = score_candidates(
            stocked.index, query, candidates, search.algorithm, len(rows), context
        )
        yield from ((ranking, item) for item in ranking.ordered)


def _once(
    stocked: StockedIndex,
    search: Search,
    wanted: Sequence[tuple[Ranking, ScoredPatent]],
    in_field: Sequence[tuple[Ranking, ScoredPatent]],
) -> dict[PairKey, Choice]:
    stock = stocked.stock
    refused = {_groups(stock, key) for key in search.refused}
    found: dict[PairKey, Choice] = {}
    offered: set[tuple[int, int]] = set()
    best_first = sorted(
        in_field, key=lambda both: (-both[1].score, both[0].query.doc.id, both[1].patent_id)
    )
    for pinned, items in ((True, wanted), (False, best_first)):
        for ranking, scored in items:
            key = (ranking.query.doc.id, scored.patent_id)
            groups = _groups(stock, key)
            if not pinned and (groups in offered or groups in refused):
                continue
            offered.add(groups)
            industry = _sheet_industry(stocked.index, search.industries, scored)
            pair = _pair(stock, key, scored.score, industry, pinned=pinned)
            found[key] = Choice(pair, ranking, scored, industry)
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
    }
    return max(offered_by, key=lambda slug: (offered_by[slug], slug))

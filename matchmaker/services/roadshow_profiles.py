"""What is known of the patents that may be shown at a roadshow, and which demands they fit."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from matchmaker.events.hand_work import PairKey
from matchmaker.events.roadshow_criteria import FittingDemand, Profile
from matchmaker.industry.taxonomy import OTHER, Taxonomy
from matchmaker.matching.rank import Ranking
from matchmaker.matching.types import ScoredPatent
from matchmaker.services.declines import load_declines
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_candidates import shares_words_only
from matchmaker.services.stock import StockDemand, StockPatent
from models.queries import roadshow as roadshow_queries
from models.queries.roadshow import Extent
from models.values.secrecy import Confidentiality

DAYS_PER_YEAR = 365.25
# Which part of the best score for a demand another patent must reach. In the sample, pairs that
# share a field and no problem had up to 0.87 of it, the right ones 0.93 and more.
NEARLY = 0.9
# Section, class and subclass of the IPC; classes of designs have another form.
_SUBCLASS = re.compile(r"[A-H][0-9]{2}[A-Z]")
_NO_EXTENT = Extent(None, None)


@dataclass(frozen=True)
class Background:
    """What profiles are made of beside the patents themselves.

    extents: patent → claims and family; shown: patent → earlier roadshows in vain; declined:
    patent → demands for which it was turned down; unfit: pairs that do not fit, as those who know
    said; wanted: industry → how much is asked for in it, 1 for the most wanted.
    """

    as_of: date
    extents: Mapping[int, Extent] = field(repr=False)
    shown: Mapping[int, int] = field(repr=False)
    declined: Mapping[int, int] = field(repr=False)
    unfit: frozenset[PairKey] = field(repr=False)
    wanted: Mapping[str, float] = field(repr=False)


def load_background(session: Session, demands: Sequence[StockDemand], as_of: date) -> Background:
    """Return the background of a day; demands: all that count, confidential ones among them."""
    declines = load_declines(session)
    return Background(
        as_of,
        roadshow_queries.extents(session),
        roadshow_queries.shown_in_vain(session, as_of),
        Counter(patent_id for _, patent_id in declines.said),
        frozenset(declines.told),
        _wanted_industries(demands, industries_in_force(session)),
    )


def make_profile(
    patent: StockPatent, background: Background, demands: tuple[FittingDemand, ...]
) -> Profile:
    """Return what is known of a patent; demands: those that it fits."""
    patent_id, terms = patent.doc.id, patent.terms
    extent = background.extents.get(patent_id, _NO_EXTENT)
    wanted = [
        confidence * background.wanted[slug]
        for slug, confidence in patent.doc.industries
        if slug in background.wanted
    ]
    expiry = patent.facts.expiry_date
    return Profile(
        patent_id=patent_id,
        group_id=patent.group_id,
        # Patents without a known owner are not all of one institution.
        institution_id=patent.owner_id or -patent_id,
        trl=terms.trl,
        industry_demand=max(wanted, default=None),
        subclasses=_count_subclasses(patent.doc.classifications),
        price_cny=terms.price_high_cny or terms.price_low_cny,
        years_left=(expiry - background.as_of).days / DAYS_PER_YEAR if expiry else None,
        claim_count=extent.claim_count,
        family_size=extent.family_size,
        shown=background.shown.get(patent_id, 0),
        declined=background.declined.get(patent_id, 0),
        demands=demands,
    )


def find_fits(
    rankings: Iterable[Ranking],
    demands: Sequence[StockDemand],
    unfit: Collection[PairKey] = frozenset(),
) -> dict[int, tuple[FittingDemand, ...]]:
    """Return patent id → the demands that it fits, the best first.

    A demand fits where a list would take the pair (it reaches the algorithm's least score, and not
    by words alone) and the patent is nearly as good as the best one for it. One that a firm sent
    twice counts once. Budgets of demands that are not public are left out, so that no score tells
    of them. rankings: of the demands, the best patents first; unfit: pairs that were turned down.
    """
    by_id = {demand.doc.id: demand for demand in demands}
    best: dict[int, dict[int, FittingDemand]] = defaultdict(dict)
    for ranking in rankings:
        demand = by_id[ranking.query.doc.id]
        for scored in _good_ones(ranking):
            if (demand.doc.id, scored.patent_id) in unfit:
                continue
            fits = best[scored.patent_id]
            found = fits.get(demand.group_id)
            if found is None or scored.score > found.score:
                fits[demand.group_id] = _fitting(demand, scored.score)
    return {patent_id: _ordered(fits.values()) for patent_id, fits in best.items()}


def _good_ones(ranking: Ranking) -> Iterator[ScoredPatent]:
    ordered = [scored for scored in ranking.ordered if not shares_words_only(ranking, scored)]
    if ordered:
        least = max(ranking.algorithm.min_score, NEARLY * ordered[0].score)
        yield from (scored for scored in ordered if scored.score >= least)


def _fitting(demand: StockDemand, score: float) -> FittingDemand:
    terms = demand.doc.terms
    is_public = demand.facts.confidentiality is Confidentiality.PUBLIC
    budget = terms.budget_high_cny or terms.budget_low_cny
    return FittingDemand(demand.doc.id, score, is_public, budget if is_public else None)


def _ordered(demands: Collection[FittingDemand]) -> tuple[FittingDemand, ...]:
    return tuple(sorted(demands, key=lambda demand: (-demand.score, demand.demand_id)))


def _wanted_industries(demands: Sequence[StockDemand], taxonomy: Taxonomy) -> dict[str, float]:
    """Return industry → its demands as a part of those of the most wanted; 其他 is none."""
    groups = {(d.group_id, slug) for d in demands for slug, _ in d.doc.industries}
    known = {industry.slug for industry in taxonomy.offered if industry.slug != OTHER}
    counts = Counter(slug for _, slug in groups if slug in known)
    most = max(counts.values(), default=0)
    return {slug: counts[slug] / most for slug in sorted(known)} if most else {}


def _count_subclasses(symbols: Sequence[str]) -> int | None:
    return len({symbol[:4] for symbol in symbols if _SUBCLASS.match(symbol)}) or None

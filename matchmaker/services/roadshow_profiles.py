"""What is known of the patents that may be shown at a roadshow, and which demands they fit."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from sqlmodel import Session

from matchmaker.events.roadshow_criteria import FittingDemand, Profile
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.matching.fitting import Fitting
from matchmaker.services.candidate_lists import shares_words_only
from matchmaker.services.stock import StockDemand, StockPatent
from models.queries import roadshow as roadshow_queries
from models.queries.roadshow import Extent
from models.values.secrecy import Confidentiality

DAYS_PER_YEAR = 365.25
# Section, class and subclass of the IPC; classes of designs have another form.
_SUBCLASS = re.compile(r"[A-H][0-9]{2}[A-Z]")
_NO_EXTENT = Extent(None, None)


@dataclass(frozen=True)
class Background:
    """What profiles are made of beside the patents themselves.

    extents: patent → claims and family; shown: patent → earlier roadshows in vain; wanted:
    industry → how much is asked for in it, 1 for the most wanted.
    """

    as_of: date
    extents: Mapping[int, Extent] = field(repr=False)
    shown: Mapping[int, int] = field(repr=False)
    wanted: Mapping[str, float] = field(repr=False)


def load_background(session: Session, demands: Sequence[StockDemand], as_of: date) -> Background:
    """Return the background of a day; demands: all that count, confidential ones among them."""
    return Background(
        as_of,
        roadshow_queries.extents(session),
        roadshow_queries.shown_in_vain(session, as_of),
        _wanted_industries(demands),
    )


def make_profile(patent: StockPatent, background: Background) -> Profile:
    """Return what is known of a patent before its demands are looked for."""
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
    )


def add_demands(
    profiles: Sequence[Profile], fitting: Fitting, demands: Sequence[StockDemand]
) -> list[Profile]:
    """Return the profiles with the demands that each fits, the best first.

    A demand fits where a list would take the pair: it reaches the algorithm's least score, and not
    by words alone. One that a firm sent twice counts once. Budgets of demands that are not public
    are left out, so that no score tells of them.
    """
    given = np.array([profile.patent_id for profile in profiles], dtype=np.int64)
    rows = np.flatnonzero(np.isin(np.asarray(fitting.index.ids), given))
    by_id = {demand.doc.id: demand for demand in demands}
    best: dict[int, dict[int, FittingDemand]] = defaultdict(dict)
    for ranking in fitting.rankings(rows):
        demand = by_id[ranking.query.doc.id]
        for scored in ranking.ordered:
            if scored.score < fitting.algorithm.min_score or shares_words_only(ranking, scored):
                continue
            fits = best[scored.patent_id]
            found = fits.get(demand.group_id)
            if found is None or scored.score > found.score:
                fits[demand.group_id] = _fitting(demand, scored.score)
    return [replace(p, demands=_ordered(best[p.patent_id].values())) for p in profiles]


def _fitting(demand: StockDemand, score: float) -> FittingDemand:
    terms = demand.doc.terms
    is_public = demand.facts.confidentiality is Confidentiality.PUBLIC
    budget = terms.budget_high_cny or terms.budget_low_cny
    return FittingDemand(demand.doc.id, score, is_public, budget if is_public else None)


def _ordered(demands: Collection[FittingDemand]) -> tuple[FittingDemand, ...]:
    return tuple(sorted(demands, key=lambda demand: (-demand.score, demand.demand_id)))


def _wanted_industries(demands: Sequence[StockDemand]) -> dict[str, float]:
    """Return industry → its demands as a part of those of the most wanted; 其他 is none."""
    groups = {(d.group_id, slug) for d in demands for slug, _ in d.doc.industries}
    known = {i.slug for i in load_taxonomy().industries if i.group != "other"}
    counts = Counter(slug for _, slug in groups if slug in known)
    most = max(counts.values(), default=0)
    return {slug: counts[slug] / most for slug in sorted(known)} if most else {}


def _count_subclasses(symbols: Sequence[str]) -> int | None:
    return len({symbol[:4] for symbol in symbols if _SUBCLASS.match(symbol)}) or None

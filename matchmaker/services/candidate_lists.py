"""Make the candidate list of an event: gates, ranking, caps, and a stored version."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.selection import Caps, Pair, Selection, select_pairs
from matchmaker.industry.taxonomy import load_areas
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.gates import Gate, Occasion
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.offers import Offers
from matchmaker.matching.rank import Ranking, rank
from matchmaker.matching.types import ScoredPatent
from matchmaker.services.ranking import invited, lifted_gates
from matchmaker.services.stock import Stock, StockPatent, make_offers
from models.candidate_list import CandidateEntry, CandidateList
from models.enums import EventKind
from models.event import Event
from models.matching import Match, MatchReason, MatchRun
from models.queries import candidate_lists as list_queries
from models.values.legal_status import LegalState

# Candidates kept of every demand before the caps choose: enough that a patent at its cap, or an
# institution at its share, leaves others to take its place.
DEPTH_FACTOR = 6
SHOWN_TITLES = 5
# A patent of another industry is listed only where half of the demand's nearest patents are of its
# classification, and the score is that which the algorithm asks for then.
MIN_IPC_ACROSS_INDUSTRIES = 1.0


@dataclass(frozen=True)
class ListOptions:
    """as_of: the day whose facts count; valid_on: the day on which rights must still be alive.

    province: its code; anywhere lifts the rules of area, any_state those of legal state.
    """

    as_of: date
    valid_on: date
    province: str
    algorithm: Algorithm = field(repr=False)
    anywhere: bool = False
    any_state: bool = False


@dataclass(frozen=True)
class StockedIndex:
    """An index with its version, and the stock as it stands."""

    index: MatchIndex
    version: str
    stock: Stock

    @cached_property
    def offers(self) -> Offers:
        """What gates and features read of the patents."""
        return make_offers(self.stock.patents)


@dataclass(frozen=True)
class GeneratedList:
    """A version and whether this call made it or found it made."""

    version: CandidateList
    made: bool
    entries: int


@dataclass(frozen=True)
class _Chosen:
    """An entry before it is stored."""

    pair: Pair
    ranking: Ranking
    scored: ScoredPatent
    industry: str


def generate_list(
    session: Session,
    stocked: StockedIndex,
    event: Event,
    options: ListOptions,
    now: datetime,
) -> GeneratedList:
    """Make a new version of an event's list, or return the newest one where nothing changed.

    Raises BadQuery where the day lies after the event.
    """
    if options.as_of > event.held_on:
        raise BadQuery(
            f"统计日 {options.as_of} 晚于活动日 {event.held_on}。请把 --as-of 设为活动日或之前"
        )
    index, stock = stocked.index, stocked.stock
    algorithm = options.algorithm
    digest = _input_digest(event, options, stocked, algorithm)
    latest = list_queries.find_latest(session, event)
    if latest is not None and latest.input_digest == digest:
        entries = list_queries.entry_counts(session, [latest.id or 0])[latest.id or 0]
        return GeneratedList(latest, made=False, entries=entries)
    occasion = make_occasion(event, options)
    mask, stopped = stocked.offers.mask(index, occasion)
    mask &= in_industries(index, event.industries)
    guests, held_back = invited(stock.demands, occasion)
    depth = event.per_demand * DEPTH_FACTOR
    facts = stocked.offers.facts(index, options.as_of) if algorithm.reads_terms else None
    rankings = rank(index, [d.doc for d in guests], mask, algorithm, depth, facts)
    candidates, words_only = _in_field(stocked, event, rankings)
    stopped[Gate.WORDS_ONLY] = words_only
    selection = select_pairs([item.pair for item in candidates.values()], _caps(event, algorithm))
    chosen = [candidates[pair.demand_id, pair.patent_id] for pair in selection.pairs]
    notices = _notices(event, selection, candidates, rankings, held_back)
    by_id = {patent.doc.id: patent for patent in stock.patents}
    notices += _legal_notices(chosen, by_id)
    run = MatchRun(
        algorithm=algorithm.slug,
        index_version=stocked.version,
        as_of=options.as_of,
        settings=_settings(event, options, algorithm),
        created_at=now,
        finished_at=now,
        input_digest=digest,
        demand_count=len(guests),
        patent_count=int(mask.sum()),
        gate_counts={gate.value: n for gate, n in sorted((stopped + held_back).items()) if n},
    )
    version = CandidateList(
        event_id=event.id or 0,
        version=(latest.version if latest else 0) + 1,
        run_id=0,
        as_of=options.as_of,
        created_at=now,
        input_digest=digest,
        settings=_settings(event, options, algorithm),
        notices=notices,
    )
    _store(session, run, version, chosen, by_id)
    return GeneratedList(version, made=True, entries=len(chosen))


def make_occasion(event: Event, options: ListOptions) -> Occasion:
    """Return the bounds of an event: its area's cities, or its own city for a local one."""
    cities: frozenset[str] | None = None
    if event.area_slug is not None:
        cities = next(
            frozenset(area.cities) for area in load_areas() if area.slug == event.area_slug
        )
    elif event.kind is not EventKind.PROVINCIAL_DOCKING:
        cities = frozenset({event.city_code})
    return Occasion(
        as_of=options.as_of,
        held_on=options.valid_on,
        province=options.province,
        demand_cities=cities,
        industries=frozenset(event.industries) or None,
        lifted=lifted_gates(anywhere=options.anywhere, any_state=options.any_state),
    )


def in_industries(index: MatchIndex, slugs: Sequence[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which rows of an index are of one of the industries, all where none is named."""
    if not slugs:
        return np.ones(len(index), dtype=np.bool_)
    columns = [index.industry_slugs.index(slug) for slug in slugs]
    return np.asarray((np.asarray(index.industries[:, columns]) > 0).any(axis=1))


def _caps(event: Event, algorithm: Algorithm) -> Caps:
    return Caps(event.per_demand, event.per_patent, event.institution_share, algorithm.min_score)


def _in_field(
    stocked: StockedIndex, event: Event, rankings: Sequence[Ranking]
) -> tuple[dict[tuple[int, int], _Chosen], int]:
    """Return the pairs of one field by their ids, and how many share words only.

    What is listed twice (an invention and its utility model) is offered once, the better of both.
    """
    patents = {patent.doc.id: patent for patent in stocked.stock.patents}
    demand_groups = {demand.doc.id: demand.group_id for demand in stocked.stock.demands}
    found: dict[tuple[int, int], _Chosen] = {}
    offered_groups: set[tuple[int, int]] = set()
    words_only = 0
    for ranking in rankings:
        demand_id = ranking.query.doc.id
        for scored in ranking.ordered:
            patent = patents[scored.patent_id]
            groups = (demand_groups[demand_id], patent.group_id)
            if shares_words_only(ranking, scored):
                words_only += 1
            elif groups not in offered_groups:
                offered_groups.add(groups)
                # Patents without a known owner are not all of one institution.
                owner = patent.owner_id or -scored.patent_id
                pair = Pair(demand_id, scored.patent_id, owner, scored.score)
                industry = _sheet_industry(stocked.index, event, scored)
                found[demand_id, scored.patent_id] = _Chosen(pair, ranking, scored, industry)
    return found, words_only


def shares_words_only(ranking: Ranking, scored: ScoredPatent) -> bool:
    """Return whether a pair is of two industries and nothing but words speaks for it."""
    scores = ranking.feature_scores(scored)
    agrees = scores["ipc"] >= MIN_IPC_ACROSS_INDUSTRIES
    return scores["industry"] == 0.0 and not (
        agrees and scored.score >= ranking.algorithm.min_score_across
    )


def _sheet_industry(index: MatchIndex, event: Event, scored: ScoredPatent) -> str:
    """Return the industry under which a pair is listed: one of the event's, where it has some."""
    if not event.industries or scored.industry in event.industries:
        return scored.industry
    offered_by = {
        slug: float(index.industries[scored.row, index.industry_slugs.index(slug)])
        for slug in event.industries
    }
    return max(offered_by, key=lambda slug: (offered_by[slug], slug))


def _notices(
    event: Event,
    selection: Selection,
    candidates: dict[tuple[int, int], _Chosen],
    rankings: Sequence[Ranking],
    held_back: Counter[Gate],
) -> list[str]:
    notices = []
    if selection.share_kept > event.institution_share + 1e-9:
        notices.append(
            f"单位占比上限 {event.institution_share:.0%} 无法满足（可选单位太少），"
            f"已放宽到 {selection.share_kept:.0%}"
        )
    listed = {pair.demand_id for pair in selection.pairs}
    worthy = {
        item.pair.demand_id
        for item in candidates.values()
        if item.pair.score >= item.ranking.algorithm.min_score
    }
    titles = {ranking.query.doc.id: ranking.query.doc.title for ranking in rankings}
    notices += _without(
        "没有同领域且得分达到要求的专利", [t for d, t in titles.items() if d not in worthy]
    )
    notices += _without(
        "因名额规则未能列入", [t for d, t in titles.items() if d in worthy - listed]
    )
    if held_back[Gate.CONFIDENTIAL]:
        notices.append(f"{held_back[Gate.CONFIDENTIAL]} 项定向或不公开的需求未列入")
    if not selection.pairs:
        notices.append("名单为空：没有符合片区、产业与法律状态要求的配对")
    return notices


def _without(why: str, titles: Sequence[str]) -> list[str]:
    if not titles:
        return []
    shown = "、".join(f"“{title}”" for title in titles[:SHOWN_TITLES])
    more = f"等 {len(titles)} 项" if len(titles) > SHOWN_TITLES else ""
    return [f"以下需求{why}：{shown}{more}"]


def _legal_notices(chosen: Sequence[_Chosen], patents: dict[int, StockPatent]) -> list[str]:
    states = Counter(
        patents[patent_id].facts.legal_state
        for patent_id in {item.pair.patent_id for item in chosen}
    )
    notices = []
    if states[LegalState.PENDING]:
        notices.append(f"{states[LegalState.PENDING]} 件专利尚在审查中，已在名单中标明")
    if states[LegalState.UNKNOWN]:
        notices.append(
            f"{states[LegalState.UNKNOWN]} 件专利的来源没有法律状态，仅按申请日推算未届满，请核实"
        )
    return notices


def _store(
    session: Session,
    run: MatchRun,
    version: CandidateList,
    chosen: Sequence[_Chosen],
    by_id: dict[int, StockPatent],
) -> None:
    matches, entries, places = [], [], Counter[str]()
    for item in chosen:
        match = Match(
            run_id=0,
            demand_id=item.pair.demand_id,
            patent_id=item.pair.patent_id,
            rank=item.scored.rank,
            score=item.scored.score,
            industry_slug=item.industry,
        )
        reasons = [
            MatchReason(
                match_id=0,
                position=position,
                feature=row.feature,
                label=row.label,
                share=row.share,
                sentence=row.sentence,
                in_demand=row.in_demand,
                in_patent=row.in_patent,
                demand_spans=[list(span) for span in row.demand_spans],
                patent_spans=[list(span) for span in row.patent_spans],
            )
            for position, row in enumerate(
                item.ranking.explain(item.scored, by_id[item.pair.patent_id].doc)
            )
        ]
        matches.append((match, reasons))
        places[item.industry] += 1
        entries.append(
            CandidateEntry(
                list_id=0, match_id=0, industry_slug=item.industry, position=places[item.industry]
            )
        )
    list_queries.add_list(session, run, version, matches, entries)


def _settings(event: Event, options: ListOptions, algorithm: Algorithm) -> dict[str, Any]:
    return {
        "per_demand": event.per_demand,
        "per_patent": event.per_patent,
        "institution_share": event.institution_share,
        "min_score": algorithm.min_score,
        **({"algorithm_version": algorithm.version} if algorithm.version else {}),
        "anywhere": options.anywhere,
        "any_state": options.any_state,
    }


def _input_digest(
    event: Event, options: ListOptions, stocked: StockedIndex, algorithm: Algorithm
) -> str:
    """Return a digest of everything the list depends on."""
    digest = blake2b(digest_size=16)
    digest.update(repr(sorted(event.model_dump().items())).encode())
    named = (algorithm.slug, algorithm.version, algorithm.min_score)
    digest.update(repr((options, named, DEPTH_FACTOR)).encode())
    digest.update(f"{stocked.version}|{stocked.stock.digest}".encode())
    if algorithm.reads_terms:
        digest.update(stocked.stock.terms_digest.encode())
    return digest.hexdigest()

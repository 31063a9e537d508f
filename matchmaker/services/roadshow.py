"""Select the patents of a roadshow out of the whole stock, and store them as a version.

Which demands a patent fits is told by ranking the stock for all demands, as a run over all of them
does, so that every patent that may be shown is weighed by all criteria.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

import numpy as np
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.roadshow_marks import Mark, hear
from matchmaker.events.roadshow_scoring import assess, explain
from matchmaker.events.roadshow_selection import Choice, choose
from matchmaker.events.roadshow_sensitivity import find_shifts
from matchmaker.matching.fitting import iter_best
from matchmaker.matching.gates import Gate, Occasion
from matchmaker.services.list_candidates import in_industries
from matchmaker.services.list_options import ListOptions, make_occasion
from matchmaker.services.ranking import invited
from matchmaker.services.roadshow_notices import Course, make_notices
from matchmaker.services.roadshow_plan import Plan, get_plan, require_roadshow
from matchmaker.services.roadshow_profiles import (
    Background,
    find_fits,
    load_background,
    make_profile,
)
from matchmaker.services.stocked_index import StockedIndex
from models.event import OF_FIRMS, Event
from models.queries import roadshow as roadshow_queries
from models.roadshow import RoadshowSelection

# Steps that are done, and how many there are.
OnDone = Callable[[int, int], None]


@dataclass(frozen=True)
class MadeSelection:
    """A version and whether this call made it or found it made."""

    version: RoadshowSelection
    made: bool
    entries: int


@dataclass(frozen=True)
class _Sources:
    """What a selection is made from beside the stock."""

    plan: Plan
    marks: Sequence[Mark] = field(repr=False)
    background: Background = field(repr=False)


def make_selection(
    session: Session,
    stocked: StockedIndex,
    event: Event,
    options: ListOptions,
    now: datetime,
    on_done: OnDone = lambda _done, _total: None,
) -> MadeSelection:
    """Make a new version of an event's selection, or return the newest where nothing changed.

    Confidential demands count like others and are named nowhere. on_done: told now and then of
    the steps. Raises BadQuery where the event is no roadshow or the day lies after it.
    """
    require_roadshow(event)
    if options.as_of > event.held_on:
        raise BadQuery(
            f"统计日 {options.as_of} 晚于活动日 {event.held_on}。请把统计日设为活动日或之前"
        )
    occasion = _hearing(make_occasion(event, options))
    demands, held_back = invited(stocked.stock.demands, occasion)
    sources = _Sources(
        get_plan(session, event),
        [
            Mark(mark.reviewer, mark.patent_id, mark.mark)
            for mark in roadshow_queries.list_marks(session, event)
        ],
        load_background(session, demands, options.as_of),
    )
    digest = _input_digest(event, options, stocked, sources)
    latest = roadshow_queries.find_latest(session, event)
    if latest is not None and latest.input_digest == digest:
        entries = roadshow_queries.list_entries(session, latest)
        return MadeSelection(latest, made=False, entries=len(entries))
    plan, panel, index = sources.plan, hear(sources.marks), stocked.index
    mask, stopped = stocked.offers.mask(index, occasion)
    mask &= in_industries(index, event.industries)
    offered = set(np.asarray(index.ids)[mask].tolist())
    rankings = iter_best(
        index,
        [demand.doc for demand in demands],
        mask,
        options.algorithm,
        stocked.offers.facts(index, options.as_of) if options.algorithm.reads_terms else None,
        on_done,
    )
    fits = find_fits(rankings, demands, sources.background.unfit)
    items = [
        assess(make_profile(patent, sources.background, fits.get(patent.doc.id, ())), panel)
        for patent in stocked.stock.patents
        if patent.doc.id in offered
    ]
    choice = choose(items, plan.scheme, plan.limits)
    indexed = set(np.asarray(index.ids).tolist())
    course = Course(
        patents={patent.doc.id: patent for patent in stocked.stock.patents},
        unindexed=sum(patent.doc.id not in indexed for patent in stocked.stock.patents),
        hidden=sum(demand.facts.confidentiality.is_unlisted for demand in demands),
        marked_out=len(panel.opinions.keys() - offered),
    )
    gates = {gate.value: n for gate, n in sorted((stopped + held_back).items()) if n}
    version = RoadshowSelection(
        event_id=event.id or 0,
        version=(latest.version if latest else 0) + 1,
        as_of=options.as_of,
        made_at=now,
        input_digest=digest,
        settings={
            **_settings(plan, options),
            "index_version": stocked.version,
            "patent_count": len(offered),
            "demand_count": len(demands),
            "gates": gates,
        },
        notices=make_notices(choice, plan, course),
        sensitivity=[asdict(shift) for shift in find_shifts(items, plan.scheme, plan.limits)],
    )
    roadshow_queries.add_selection(session, version, _entries(choice, plan))
    return MadeSelection(version, made=True, entries=len(choice.chosen))


def _hearing(occasion: Occasion) -> Occasion:
    """Return the occasion at which confidential demands count, since none of them is shown."""
    return replace(occasion, lifted=occasion.lifted | {Gate.CONFIDENTIAL})


def _entries(choice: Choice, plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "patent_id": item.profile.patent_id,
            "position": position,
            "score": score,
            "rows": [asdict(row) for row in explain(item, plan.scheme)],
            "demands": [[d.demand_id, d.score] for d in item.profile.demands or ()],
            "mark_mean": item.opinion.mean if item.opinion else None,
            "mark_spread": item.opinion.spread if item.opinion else None,
            "mark_count": item.opinion.count if item.opinion else 0,
        }
        for position, (item, score) in enumerate(choice.chosen, start=1)
    ]


def _settings(plan: Plan, options: ListOptions) -> dict[str, Any]:
    return {
        "weights": {criterion.value: w for criterion, w in plan.scheme.weights.items()},
        "blend": plan.scheme.blend,
        "size": plan.limits.size,
        "per_institution": plan.limits.per_institution,
        "algorithm": options.algorithm.slug,
        "anywhere": options.anywhere,
        "any_state": options.any_state,
    }


def _input_digest(
    event: Event, options: ListOptions, stocked: StockedIndex, sources: _Sources
) -> str:
    """Return a digest of everything the selection depends on."""
    algorithm, background = options.algorithm, sources.background
    named = (algorithm.slug, algorithm.version, algorithm.min_score)
    told = sorted(event.model_dump(exclude=set(OF_FIRMS)).items())
    digest = blake2b(repr((told, options, named)).encode())
    digest.update(repr((_settings(sources.plan, options), sources.marks)).encode())
    digest.update(repr((sorted(background.extents.items()), background.shown)).encode())
    turned_down = (sorted(background.declined.items()), sorted(background.unfit))
    digest.update(repr(turned_down).encode())
    digest.update(f"{stocked.version}|{stocked.stock.digest}|".encode())
    digest.update(stocked.stock.terms_digest.encode())
    return digest.hexdigest()[:32]

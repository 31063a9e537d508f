"""Make the candidate list of an event: gates, ranking, rules, hand work, and a stored version."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.hand_work import PairKey
from matchmaker.events.selection import select_pairs
from matchmaker.events.selection_types import Floor, Rules, Selection
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_basis import DEPTH_FACTOR, Basis, load_basis, make_search
from matchmaker.services.list_candidates import Found, find_choices
from matchmaker.services.list_gone import WhyGone, gone_from
from matchmaker.services.list_hands import Author, write_act
from matchmaker.services.list_notices import (
    hand_notices,
    legal_notices,
    notices_of,
    settled_notices,
)
from matchmaker.services.list_options import ListOptions
from matchmaker.services.list_rules import event_rules, stored_rules
from matchmaker.services.list_storage import make_entries, store_version
from matchmaker.services.stocked_index import StockedIndex
from models.candidate_list import CandidateList
from models.enums import ListAct, ListStatus
from models.event import OF_FIRMS, Event
from models.matching import MatchRun
from models.queries import candidate_lists as list_queries
from models.queries import organisations as organisation_queries


@dataclass(frozen=True)
class GeneratedList:
    """A version and whether this call made it or found it made."""

    version: CandidateList
    made: bool
    entries: int


def generate_list(
    session: Session,
    stocked: StockedIndex,
    event: Event,
    options: ListOptions,
    author: Author,
) -> GeneratedList:
    """Make a new version of an event's list, or return the newest one where nothing changed.

    A locked list is returned as it is. Raises BadQuery where the day lies after the event.
    """
    if options.as_of > event.held_on:
        raise BadQuery(
            f"统计日 {options.as_of} 晚于活动日 {event.held_on}。请把统计日设为活动日或之前"
        )
    latest = list_queries.find_latest(session, event)
    basis = load_basis(session, stocked, event, options, latest)
    digest = _input_digest(event, options, stocked, basis)
    if latest is not None and (latest.status is ListStatus.LOCKED or latest.input_digest == digest):
        entries = list_queries.entry_counts(session, [latest.id or 0])[latest.id or 0]
        return GeneratedList(latest, made=False, entries=entries)
    rules = event_rules(event, options.algorithm)
    found = find_choices(stocked, make_search(event, options, basis))
    selection = select_pairs([choice.pair for choice in found.choices.values()], rules)
    chosen = [found.choices[pair.demand_id, pair.patent_id] for pair in selection.pairs]
    settings = _settings(rules, options, selection)
    entries_made, ordered = make_entries(chosen, basis.hands)
    version = CandidateList(
        event_id=event.id or 0,
        version=(latest.version if latest else 0) + 1,
        run_id=0,
        as_of=options.as_of,
        created_at=author.at,
        input_digest=digest,
        settings=settings,
        notices=[
            *notices_of(
                selection,
                rules,
                found,
                _firms(session, selection),
                industries_in_force(session).names,
                basis.refused,
            ),
            *hand_notices(basis.hands, basis.gates, _titles(stocked, basis.gates)),
            *settled_notices(basis.settled, _titles(stocked, basis.settled)),
            *legal_notices(chosen, stocked.stock),
        ],
    )
    if latest is not None:
        why = WhyGone(stocked, basis, found)
        version.gone = gone_from(session, latest, ordered, why)
    run = _run(stocked, options, found, settings, author)
    run.input_digest = digest
    explanations = found.scorer.explain(ordered, stocked.stock.patents_by_id)
    store_version(session, run, version, entries_made, ordered, explanations)
    act = ListAct.RECHECK if options.hold else ListAct.GENERATE
    write_act(session, event, version.version, act, author)
    return GeneratedList(version, made=True, entries=len(chosen))


def _run(
    stocked: StockedIndex,
    options: ListOptions,
    found: Found,
    settings: dict[str, Any],
    author: Author,
) -> MatchRun:
    gates = found.stopped + found.held_back
    return MatchRun(
        algorithm=options.algorithm.slug,
        index_version=stocked.version,
        as_of=options.as_of,
        settings=settings,
        created_at=author.at,
        finished_at=author.at,
        demand_count=len(found.guests),
        patent_count=found.patent_count,
        gate_counts={gate.value: count for gate, count in sorted(gates.items()) if count},
    )


def _settings(rules: Rules, options: ListOptions, selection: Selection) -> dict[str, Any]:
    algorithm = options.algorithm
    return {
        **stored_rules(rules),
        **({"algorithm_version": algorithm.version} if algorithm.version else {}),
        "anywhere": options.anywhere,
        "any_state": options.any_state,
        "method": selection.method.value,
        "gap": selection.gap,
    }


def _firms(session: Session, selection: Selection) -> dict[int, str]:
    """Return the names of the enterprises that have less than they should."""
    ids = [int(miss.key) for miss in selection.unmet if miss.floor is Floor.ENTERPRISE]
    return organisation_queries.names_by_id(session, ids)


def _titles(stocked: StockedIndex, keys: Iterable[PairKey]) -> dict[PairKey, str]:
    """Return what pairs are called in a notice: the demand, and the patent for it."""
    demands, patents = stocked.stock.demands_by_id, stocked.stock.patents_by_id
    return {key: f"{demands[key[0]].doc.title}／{patents[key[1]].doc.title}" for key in keys}


def _input_digest(event: Event, options: ListOptions, stocked: StockedIndex, basis: Basis) -> str:
    """Return a digest of everything the list depends on."""
    digest = blake2b(digest_size=16)
    algorithm = options.algorithm
    digest.update(repr(sorted(event.model_dump(exclude=set(OF_FIRMS)).items())).encode())
    named = (algorithm.slug, algorithm.version, algorithm.min_score)
    digest.update(repr((options, named, DEPTH_FACTOR)).encode())
    by_hand = (sorted(basis.hands.items()), sorted(basis.refused.items()), sorted(basis.wanted))
    digest.update(repr(by_hand).encode())
    absent = (basis.bounds.absent_enterprises, basis.bounds.absent_institutions)
    digest.update(repr([sorted(ids) for ids in absent]).encode())
    digest.update(f"{stocked.version}|{stocked.stock.digest}".encode())
    if algorithm.reads_terms:
        digest.update(stocked.stock.terms_digest.encode())
    return digest.hexdigest()

"""Candidate lists: the newest version of an event's list, and its entries with their reasons."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, select

from models.candidate_list import CandidateEntry, CandidateList
from models.enums import ListStatus
from models.event import Event
from models.matching import Match, MatchReason, MatchRun
from models.queries import versions
from models.queries.bulk import KEYS_PER_QUERY, insert_rows, insert_rows_for_ids


def list_versions(session: Session, event: Event) -> list[CandidateList]:
    """Return all versions of an event's list, the first one first."""
    return versions.list_versions(session, CandidateList, event)


def find_latest(session: Session, event: Event) -> CandidateList | None:
    """Return the newest version of an event's list, None where it has none."""
    return versions.find_latest(session, CandidateList, event)


def get_version(session: Session, event: Event, version: int | None) -> CandidateList:
    """Return a version of an event's list, the newest where none is named; raise NotFound."""
    found = versions.find_version(session, CandidateList, event, version)
    if found is None:
        raise versions.unknown_version(event, version, "名单", "请先生成名单")
    return found


def latest_by_event(session: Session) -> dict[int, CandidateList]:
    """Return event id → the newest version of its list."""
    statement = select(CandidateList).order_by(col(CandidateList.version))
    return {found.event_id: found for found in session.exec(statement)}


def entry_counts(session: Session, list_ids: Sequence[int]) -> dict[int, int]:
    """Return list id → number of its entries."""
    of_list = col(CandidateEntry.list_id)
    statement = select(of_list, func.count()).where(of_list.in_(list_ids)).group_by(of_list)
    return defaultdict(int, session.exec(statement).all())


@dataclass(frozen=True)
class Offer:
    """A pair of demand and patent on the locked list of an event.

    earlier: whether that event lies before the one that is asked about.
    """

    key: tuple[int, int]
    event_name: str
    locked_at: datetime
    earlier: bool


def offers_elsewhere(session: Session, event: Event) -> list[Offer]:
    """Return what stands on the locked lists of other events, by their days.

    Of an event's locked lists the newest counts; of events on one day the one entered first is
    earlier.
    """
    newest = (
        select(func.max(CandidateList.id))
        .where(CandidateList.status == ListStatus.LOCKED)
        .group_by(col(CandidateList.event_id))
    )
    statement = (
        sa_select(
            *(col(Match.demand_id), col(Match.patent_id), col(CandidateList.locked_at)),
            *(col(Event.name), col(Event.held_on), col(Event.id)),
        )
        .join(CandidateEntry, col(CandidateEntry.match_id) == Match.id)
        .join(CandidateList, col(CandidateEntry.list_id) == CandidateList.id)
        .join(Event, col(CandidateList.event_id) == Event.id)
        .where(col(CandidateList.id).in_(newest), col(Event.id) != event.id)
        .order_by(col(Event.held_on), col(Event.id))
    )
    here = (event.held_on, event.id)
    return [
        Offer((demand_id, patent_id), name, locked_at, (held_on, event_id) < here)
        for demand_id, patent_id, locked_at, name, held_on, event_id in session.execute(statement)
    ]


def add_list(
    session: Session,
    run: MatchRun,
    version: CandidateList,
    matches: Sequence[tuple[Match, Sequence[dict[str, Any]]]],
    entries: Sequence[CandidateEntry],
) -> CandidateList:
    """Store a run, its matches with the columns of their reasons, and the list with an entry each.

    entries stand in the order of matches; ids are filled in here. Raises Conflict where somebody
    else has stored a version of this number meanwhile.
    """
    session.add(run)
    session.flush()
    version.run_id = run.id or 0
    versions.add_version(session, version, "名单")
    match_ids = insert_rows_for_ids(
        session,
        Match,
        [{**match.model_dump(exclude={"id"}), "run_id": run.id} for match, _ in matches],
    )
    reasons = [
        {**reason, "match_id": match_id}
        for match_id, (_, rows) in zip(match_ids, matches, strict=True)
        for reason in rows
    ]
    if reasons:
        session.execute(insert(MatchReason), reasons)
    insert_rows(
        session,
        CandidateEntry,
        [
            {**entry.model_dump(exclude={"id"}), "list_id": version.id, "match_id": match_id}
            for match_id, entry in zip(match_ids, entries, strict=True)
        ],
    )
    return version


def add_match(session: Session, match: Match, reasons: Sequence[dict[str, Any]]) -> int:
    """Store one more match of a run with its reasons, or find it stored; return its id.

    reasons: as add_list takes them.
    """
    stored = session.exec(
        select(Match).where(
            Match.run_id == match.run_id,
            Match.demand_id == match.demand_id,
            Match.patent_id == match.patent_id,
        )
    ).first()
    if stored is not None:
        return stored.id or 0
    session.add(match)
    session.flush()
    for reason in reasons:
        session.add(MatchReason(**reason, match_id=match.id or 0))
    session.flush()
    return match.id or 0


def find_match(session: Session, version: CandidateList, key: tuple[int, int]) -> Match | None:
    """Return what the run of a version found of a pair of demand and patent, None for nothing."""
    demand_id, patent_id = key
    statement = select(Match).where(
        Match.run_id == version.run_id,
        Match.demand_id == demand_id,
        Match.patent_id == patent_id,
    )
    return session.exec(statement).first()


def list_entries(session: Session, version: CandidateList) -> list[tuple[CandidateEntry, Match]]:
    """Return the entries of a version with their matches, by industry and place."""
    statement = (
        select(CandidateEntry, Match)
        .where(CandidateEntry.list_id == version.id, CandidateEntry.match_id == Match.id)
        .order_by(col(CandidateEntry.industry_slug), col(CandidateEntry.position))
    )
    return list(session.exec(statement))


def listed_pairs(session: Session, version: CandidateList) -> list[tuple[int, int]]:
    """Return (demand id, patent id) of every entry of a version."""
    statement = (
        select(Match.demand_id, Match.patent_id)
        .join(CandidateEntry, col(CandidateEntry.match_id) == Match.id)
        .where(CandidateEntry.list_id == version.id)
        .order_by(col(Match.demand_id), col(Match.patent_id))
    )
    return [(demand_id, patent_id) for demand_id, patent_id in session.exec(statement)]


class ReasonRow(NamedTuple):
    """A row of the explanation of a match without the words of both sides: see MatchReason."""

    feature: str
    label: str
    share: float
    sentence: str


def list_reasons(session: Session, match_ids: Sequence[int]) -> dict[int, list[ReasonRow]]:
    """Return match id → the rows of its explanation, in order.

    A list has them by the thousand: as records, with words that nobody reads, they cost more than
    all the rest of a list.
    """
    found: dict[int, list[ReasonRow]] = defaultdict(list)
    columns = [col(getattr(MatchReason, name)) for name in ReasonRow._fields]
    for start in range(0, len(match_ids), KEYS_PER_QUERY):
        part = match_ids[start : start + KEYS_PER_QUERY]
        statement = (
            sa_select(col(MatchReason.match_id), *columns)
            .where(col(MatchReason.match_id).in_(part))
            .order_by(col(MatchReason.match_id), col(MatchReason.position))
        )
        for match_id, *row in session.execute(statement):
            found[match_id].append(ReasonRow(*row))
    return found

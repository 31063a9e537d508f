"""What an event's timetable is made from: who has confirmed, what fits, who wants whom."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlmodel import Session

from matchmaker.events.pair_fit import ListedPair, fits
from matchmaker.events.timetable_clashes import clashes
from matchmaker.events.timetable_types import Meeting, Party, Problem, Wish, meeting_weight
from matchmaker.services.halls import make_hall, snapshot
from matchmaker.services.listed_pairs import listed_pairs
from models.event import Event
from models.meeting import EventHall
from models.meeting_enums import ParticipantStatus, Side, Wanting
from models.participant import Participant
from models.queries import participants as participant_queries
from models.queries import timetables as timetable_queries

Bodies = tuple[int, int]


@dataclass(frozen=True)
class PlanInput:
    """A problem to solve; best: the pair of demand and patent for whose sake two should meet.

    refused: what is wrong with meetings that were fixed by hand and cannot be any more; digest:
    of everything that a version of the timetable depends on.
    """

    problem: Problem
    best: dict[Bodies, ListedPair]
    refused: tuple[str, ...]
    digest: str
    hall: dict[str, Any]


def make_input(session: Session, event: Event, fixed: Sequence[Meeting] = ()) -> PlanInput:
    """Return the problem of an event; raise NotFound where it has no hall.

    Only confirmed participants are in it. fixed: meetings that a person set; those that have
    become impossible are left out and told of.
    """
    hall = timetable_queries.get_hall(session, event)
    coming = participant_queries.list_participants(session, event, ParticipantStatus.CONFIRMED)
    found = fits(listed_pairs(session, event))
    free = Problem(
        enterprises=_parties(coming, hall, Side.ENTERPRISE),
        institutions=_parties(coming, hall, Side.INSTITUTION),
        wishes=_wishes(session, event, coming, {pair: fit.value for pair, fit in found.items()}),
        hall=make_hall(hall),
        allowed=frozenset((first, second) for first, second in hall.allowed_groups) or None,
    )
    kept, refused = _still_possible(free, fixed)
    problem = Problem(
        free.enterprises, free.institutions, free.wishes, free.hall, free.allowed, kept
    )
    best = {pair: fit.best for pair, fit in found.items()}
    kept_hall = snapshot(hall)
    digest = _digest(event, problem, best, kept_hall)
    return PlanInput(problem, best, refused, digest, kept_hall)


def _parties(coming: Sequence[Participant], hall: EventHall, side: Side) -> tuple[Party, ...]:
    parties = [_party(participant, hall) for participant in coming if participant.side is side]
    return tuple(sorted(parties, key=lambda party: party.id))


def _party(participant: Participant, hall: EventHall) -> Party:
    own = participant.most_meetings
    most = hall.most_meetings if own is None else own
    return Party(
        id=participant.organisation_id,
        slots=frozenset(range(hall.slot_count)) - frozenset(participant.absent_slots),
        most=most,
        group=participant.meeting_group,
        least=min(participant.least_meetings, most),
    )


def _wishes(
    session: Session,
    event: Event,
    coming: Sequence[Participant],
    fit_of: dict[Bodies, float],
) -> tuple[Wish, ...]:
    said: dict[tuple[Side, Bodies], bool] = {
        (wish.side, (wish.enterprise_id, wish.institution_id)): wish.wants is Wanting.WANT
        for wish in participant_queries.list_wishes(session, event)
    }
    present = {(participant.side, participant.organisation_id) for participant in coming}
    wishes = []
    for pair in sorted({*fit_of, *(pair for _, pair in said)}):
        if (Side.ENTERPRISE, pair[0]) in present and (Side.INSTITUTION, pair[1]) in present:
            weight = meeting_weight(
                fit_of.get(pair, 0.0),
                said.get((Side.ENTERPRISE, pair)),
                said.get((Side.INSTITUTION, pair)),
            )
            if weight is not None:
                wishes.append(Wish(*pair, weight))
    return tuple(wishes)


def _still_possible(
    problem: Problem, fixed: Sequence[Meeting]
) -> tuple[tuple[Meeting, ...], tuple[str, ...]]:
    """Return the fixed meetings that break no rule, and what is wrong with the others."""
    kept: list[Meeting] = []
    refused: list[str] = []
    for meeting in sorted(fixed):
        wrong = [c for c in clashes(problem, [*kept, meeting]) if meeting in c.meetings]
        if wrong:
            refused.append(wrong[0].text)
        else:
            kept.append(meeting)
    return tuple(kept), tuple(refused)


def _digest(
    event: Event, problem: Problem, best: dict[Bodies, ListedPair], hall: dict[str, Any]
) -> str:
    parties = [
        [side.value, party.id, sorted(party.slots), party.most, party.least, party.group]
        for side, party in problem.parties()
    ]
    content = [
        event.held_on.isoformat(),
        hall,
        problem.hall.walk,
        sorted(problem.allowed or ()),
        parties,
        [[*wish.pair, wish.weight] for wish in problem.wishes],
        [[m.slot, m.table, *m.pair] for m in problem.fixed],
        [[*pair, found.demand_id, found.patent_id] for pair, found in sorted(best.items())],
    ]
    return blake2b(json.dumps(content).encode(), digest_size=16).hexdigest()

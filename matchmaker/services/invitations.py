"""Whom to invite to an event: the bodies that its candidate list joins, the strongest first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.pair_fit import Fit, fits
from matchmaker.services.listed_pairs import listed_pairs
from matchmaker.services.organisation_names import BodyLabel, body_labels
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side
from models.participant import Participant
from models.queries import candidate_lists as list_queries
from models.queries import participants as participant_queries


@dataclass(frozen=True)
class Invitee:
    """A body that the list speaks for, at its place (from 1) on its side.

    pairs: how many pairs of demand and patent it has there; partners: with how many bodies;
    best: the best fit with one of them, 0..1; strength: the sum of its fits; status: where it
    stands at the event, None where nobody has invited it.
    """

    place: int
    side: Side
    organisation_id: int
    name: str
    city: str
    pairs: int
    partners: int
    best: float
    strength: float
    status: ParticipantStatus | None


@dataclass(frozen=True)
class Invited:
    """How many were invited now, and how many had been before."""

    new: int
    known: int


def rank_invitees(session: Session, event: Event) -> list[Invitee]:
    """Return whom to invite, enterprises first, by strength: how many good meetings each can have.

    Ties go by id. Raises NotFound where the event has no list.
    """
    list_queries.get_version(session, event, None)
    known = {
        (participant.side, participant.organisation_id): participant.status
        for participant in participant_queries.list_participants(session, event)
    }
    by_body: dict[tuple[Side, int], list[Fit]] = defaultdict(list)
    for (enterprise, institution), fit in fits(listed_pairs(session, event)).items():
        by_body[Side.ENTERPRISE, enterprise].append(fit)
        by_body[Side.INSTITUTION, institution].append(fit)
    labels = body_labels(session, [body for _, body in by_body])
    return [
        invitee
        for side in Side
        for invitee in _ranked(
            side,
            {body: found for (on, body), found in by_body.items() if on is side},
            labels,
            known,
        )
    ]


def invite(
    session: Session, event: Event, most: int | None, now: datetime
) -> tuple[list[Invitee], Invited]:
    """Invite those of the list who are no participants yet; most: the first so many of each side.

    Returns whom the request meant, as they stand after it. Raises NotFound, and BadQuery where the
    list joins nobody.
    """
    ranked = rank_invitees(session, event)
    if not ranked:
        raise BadQuery(f"活动 {event.slug} 的名单上没有可邀请的单位。请先更新名单")
    meant = [invitee for invitee in ranked if most is None or invitee.place <= most]
    fresh = [invitee for invitee in meant if invitee.status is None]
    participant_queries.add_participants(
        session,
        [
            Participant(
                event_id=event.id or 0,
                organisation_id=invitee.organisation_id,
                side=invitee.side,
                invited_at=now,
            )
            for invitee in fresh
        ],
    )
    places = {(invitee.side, invitee.organisation_id) for invitee in meant}
    after = [
        invitee
        for invitee in rank_invitees(session, event)
        if (invitee.side, invitee.organisation_id) in places
    ]
    return after, Invited(len(fresh), len(meant) - len(fresh))


def _ranked(
    side: Side,
    by_body: dict[int, list[Fit]],
    labels: dict[int, BodyLabel],
    known: dict[tuple[Side, int], ParticipantStatus],
) -> list[Invitee]:
    strengths = {body: sum(fit.value for fit in found) for body, found in by_body.items()}
    order: Sequence[int] = sorted(by_body, key=lambda body: (-strengths[body], body))
    return [
        Invitee(
            place=place,
            side=side,
            organisation_id=body,
            name=labels[body].name,
            city=labels[body].city,
            pairs=sum(fit.pairs for fit in by_body[body]),
            partners=len(by_body[body]),
            best=max(fit.value for fit in by_body[body]),
            strength=strengths[body],
            status=known.get((side, body)),
        )
        for place, body in enumerate(order, start=1)
    ]

"""Who is left without a meeting, and the best one that each could still get."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matchmaker.events.timetable_clashes import clashes
from matchmaker.events.timetable_types import Meeting, Party, Problem
from models.meeting_enums import Side


@dataclass(frozen=True, slots=True)
class Offer:
    """A meeting that a party could get; given_up: those that would make room for it.

    gain: what the meeting is worth less what those are worth.
    """

    meeting: Meeting
    given_up: tuple[Meeting, ...]
    gain: float


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A party without a meeting; partners: how many may meet it; offer: None where none can."""

    side: Side
    party: Party
    partners: int
    offer: Offer | None


def left_over(problem: Problem, meetings: Sequence[Meeting]) -> list[LeftOver]:
    """Return the parties without a meeting, enterprises first, each in the order of ids.

    The offer gives up as little as possible: at most the partner's meeting in the slot, or its
    least where it has no more to give, and one at a table where all are taken. Meetings that a
    person fixed and the only meeting of somebody else are never given up. Of equal offers that of
    the lowest ids, then the earliest, is named.
    """
    desk = _Desk(problem, meetings)
    waiting = [
        (side, party)
        for side, party in problem.parties()
        if not desk.counts[side, party.id] and party.most > 0
    ]
    return [
        LeftOver(side, party, len(desk.partners(side, party.id)), desk.best_offer(side, party))
        for side, party in sorted(waiting, key=lambda item: (item[0].value, item[1].id))
    ]


class _Desk:
    """The problem and its meetings, by what is asked of them."""

    def __init__(self, problem: Problem, meetings: Sequence[Meeting]) -> None:
        self.problem = problem
        self.meetings = tuple(meetings)
        self.weights = {wish.pair: wish.weight for wish in problem.wishes}
        self.parties = {(side, party.id): party for side, party in problem.parties()}
        self.fixed = {meeting.pair for meeting in problem.fixed}
        self.counts = Counter(key for meeting in meetings for key in _sides(meeting))
        self.busy = {
            (*key, meeting.slot): meeting for meeting in meetings for key in _sides(meeting)
        }
        self.tables = {(meeting.slot, meeting.table) for meeting in meetings}

    def partners(self, side: Side, party_id: int) -> list[Party]:
        """Return those whom a wish joins with a party, by id."""
        mine, theirs = (0, 1) if side is Side.ENTERPRISE else (1, 0)
        found = sorted(pair[theirs] for pair in self.weights if pair[mine] == party_id)
        return [self.parties[_other(side), partner] for partner in found]

    def best_offer(self, side: Side, party: Party) -> Offer | None:
        """Return the offer of the greatest gain that breaks no rule."""
        offers = [
            offer
            for partner in self.partners(side, party.id)
            for slot in sorted(party.slots & partner.slots - self.problem.hall.breaks)
            for offer in self._offers(side, party, partner, slot)
        ]
        offers.sort(key=lambda offer: (-offer.gain, len(offer.given_up), offer.meeting))
        return next((offer for offer in offers if self._is_sound(offer)), None)

    def _offers(self, side: Side, party: Party, partner: Party, slot: int) -> Iterator[Offer]:
        given_up: list[Meeting] = []
        theirs = (_other(side), partner.id)
        if (*theirs, slot) in self.busy:
            given_up.append(self.busy[(*theirs, slot)])
        elif self.counts[theirs] >= partner.most:
            own = [meeting for meeting in self.meetings if theirs in _sides(meeting)]
            given_up.extend(self._cheapest(own))
            if not given_up:
                return
        free = {meeting.table for meeting in given_up if meeting.slot == slot}
        tables = range(len(self.problem.hall.tables))
        free |= {table for table in tables if (slot, table) not in self.tables}
        if not free:
            dearest = [meeting for meeting in self.meetings if meeting.slot == slot]
            more = self._cheapest(dearest)
            given_up.extend(more)
            free = {meeting.table for meeting in more}
        if not all(self._may_go(meeting) for meeting in given_up):
            return
        pair = (party.id, partner.id) if side is Side.ENTERPRISE else (partner.id, party.id)
        gain = self.weights[pair] - sum(self.weights.get(m.pair, 0.0) for m in given_up)
        for table in sorted(free):
            yield Offer(Meeting(slot, table, *pair), tuple(sorted(given_up)), gain)
            if not self.problem.hall.walk:
                return

    def _cheapest(self, meetings: Sequence[Meeting]) -> list[Meeting]:
        """Return the one of the meetings that is worth the least and may go, if there is one."""
        free = [meeting for meeting in meetings if self._may_go(meeting)]
        return sorted(free, key=lambda m: (self.weights.get(m.pair, 0.0), m))[:1]

    def _may_go(self, meeting: Meeting) -> bool:
        if meeting.pair in self.fixed:
            return False
        return all(self.counts[key] > 1 for key in _sides(meeting))

    def _is_sound(self, offer: Offer) -> bool:
        after = [meeting for meeting in self.meetings if meeting not in offer.given_up]
        found = clashes(self.problem, [*after, offer.meeting])
        return not any(offer.meeting in clash.meetings for clash in found)


def _sides(meeting: Meeting) -> tuple[tuple[Side, int], tuple[Side, int]]:
    return (Side.ENTERPRISE, meeting.enterprise_id), (Side.INSTITUTION, meeting.institution_id)


def _other(side: Side) -> Side:
    return Side.INSTITUTION if side is Side.ENTERPRISE else Side.ENTERPRISE

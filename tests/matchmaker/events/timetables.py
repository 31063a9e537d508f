"""Small problems for the tests of timetables, and the best timetable by trying all."""

import random
from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from matchmaker.events.timetable_types import (
    LEAST_WORTH,
    UNITS,
    Hall,
    Limits,
    Meeting,
    Party,
    Problem,
    Wish,
)

LIMITS = Limits(seconds=60.0, gap=0.0, nodes=10_000)


def party(party_id, slots=range(3), most=9, group="", least=0):
    return Party(party_id, frozenset(slots), most, group, least)


def problem(pairs, slot_count=3, tables=("A", "A"), **given):
    """A problem in which everybody can always come; pairs: (enterprise, institution, weight)."""
    enterprises = given.pop("enterprises", None) or [
        party(e, range(slot_count)) for e in sorted({e for e, _, _ in pairs})
    ]
    institutions = given.pop("institutions", None) or [
        party(i, range(slot_count)) for i in sorted({i for _, i, _ in pairs})
    ]
    hall = Hall(
        slot_count, tuple(tables), given.pop("breaks", frozenset()), given.pop("walk", False)
    )
    wishes = tuple(Wish(*pair) for pair in pairs)
    return Problem(tuple(enterprises), tuple(institutions), wishes, hall, **given)


@st.composite
def problems(draw, most_parties=4, most_slots=4, wish_count=(4, 10), most_tables=3):
    """Few parties, slots and weights but many wishes, so that every rule binds and ties abound."""
    slot_count = draw(st.integers(2, most_slots))
    everywhere = frozenset(range(slot_count))
    attended = st.sampled_from([everywhere, everywhere, None]).flatmap(
        lambda slots: st.just(slots) if slots else st.frozensets(st.sampled_from(range(slot_count)))
    )
    caps = st.sampled_from([slot_count, slot_count, 2, 1, 0])
    groups = st.sampled_from("xxy")

    def parties():
        ids = st.lists(st.integers(1, 9), min_size=2, max_size=most_parties, unique=True)
        for party_id in draw(ids):
            most = draw(caps)
            least = min(most, draw(st.sampled_from([0, 0, 1, 2])))
            yield Party(party_id, draw(attended), most, draw(groups), least)

    enterprises, institutions = tuple(parties()), tuple(parties())
    pairs = list(product((p.id for p in enterprises), (p.id for p in institutions)))
    fewest, most_wishes = (min(count, len(pairs)) for count in wish_count)
    wished = st.lists(st.sampled_from(pairs), min_size=fewest, max_size=most_wishes, unique=True)
    weights = st.sampled_from([0.25, 0.5, 0.9, 1.0, 1.5])
    tables = st.lists(st.sampled_from("AB"), min_size=1, max_size=most_tables)
    allowed = st.sampled_from([None, None, frozenset({("x", "x"), ("x", "y"), ("y", "y")})])
    return Problem(
        enterprises,
        institutions,
        tuple(Wish(e, i, draw(weights)) for e, i in draw(wished)),
        Hall(
            slot_count,
            tuple(draw(tables)),
            draw(st.frozensets(st.integers(0, slot_count - 1), max_size=1)),
            draw(st.booleans()),
        ),
        draw(allowed),
    )


TINY = problems(most_parties=3, most_slots=3, wish_count=(4, 5), most_tables=2)


def made(seed, parties, slot_count, tables, wish_count, walk=False):
    """A problem from a seed, for what the small ones seldom need; as many of either side."""
    chance = random.Random(seed)

    def side(first):
        for party_id in range(first, first + parties):
            slots = [slot for slot in range(slot_count) if chance.random() < 0.75]
            yield Party(party_id, frozenset(slots), slot_count)

    enterprises, institutions = tuple(side(1)), tuple(side(101))
    pairs = list(product((p.id for p in enterprises), (p.id for p in institutions)))
    wishes = [
        Wish(*pair, chance.choice([0.5, 0.6, 0.7, 0.8, 0.9, 1.0]))
        for pair in chance.sample(pairs, wish_count)
    ]
    hall = Hall(slot_count, tuple(tables), walk=walk)
    return Problem(enterprises, institutions, tuple(wishes), hall)


def is_allowed(given, meetings):
    """The rules in other words than those of the check: whether these meetings go together."""
    hall = given.hall
    sides = (
        ({p.id: p for p in given.enterprises}, lambda m: m.enterprise_id),
        ({p.id: p for p in given.institutions}, lambda m: m.institution_id),
    )
    if len({(m.slot, m.table) for m in meetings}) < len(meetings):
        return False
    for parties, id_of in sides:
        for party_id in {id_of(m) for m in meetings}:
            at = {m.slot: hall.tables[m.table] for m in meetings if id_of(m) == party_id}
            own = [m for m in meetings if id_of(m) == party_id]
            attended = parties[party_id].slots - hall.breaks
            if len(at) < len(own) or len(own) > parties[party_id].most or not at.keys() <= attended:
                return False
            if hall.walk and any(at.get(slot + 1, zone) != zone for slot, zone in at.items()):
                return False
    return all(
        given.allowed is None
        or (sides[0][0][m.enterprise_id].group, sides[1][0][m.institution_id].group)
        in given.allowed
        for m in meetings
    )


def all_timetables(given: Problem) -> Iterator[tuple[Meeting, ...]]:
    """Every set of meetings with the fixed ones that the rules allow."""
    fixed = {m.pair for m in given.fixed}
    open_wishes = [wish for wish in given.wishes if wish.pair not in fixed]
    places = list(product(range(given.hall.slot_count), range(len(given.hall.tables))))

    def extend(meetings, number):
        if number == len(open_wishes):
            yield meetings
            return
        yield from extend(meetings, number + 1)
        for place in places:
            more = (*meetings, Meeting(*place, *open_wishes[number].pair))
            if is_allowed(given, more):
                yield from extend(more, number + 1)

    return extend(given.fixed, 0)


def value_of(given, meetings):
    """The value of meetings, in units."""
    weights = {wish.pair: round(wish.weight * UNITS) for wish in given.wishes}
    counted = sum(
        min(p.least, sum(m.enterprise_id == p.id for m in meetings)) for p in given.enterprises
    ) + sum(
        min(p.least, sum(m.institution_id == p.id for m in meetings)) for p in given.institutions
    )
    return sum(weights[m.pair] for m in meetings) + round(LEAST_WORTH * UNITS) * counted

"""Who is left without a meeting, and what each could still get."""

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.events.left_over import left_over
from matchmaker.events.timetable_clashes import clashes
from matchmaker.events.timetable_types import Hall, Meeting, Party, Problem, Wish
from models.meeting_enums import Side

SLOTS = frozenset(range(2))


def problem(
    wishes: dict[tuple[int, int], float],
    hall: Hall | None = None,
    most: int = 2,
    fixed: tuple[Meeting, ...] = (),
) -> Problem:
    return Problem(
        tuple(Party(i, SLOTS, most) for i in sorted({pair[0] for pair in wishes})),
        tuple(Party(i, SLOTS, most) for i in sorted({pair[1] for pair in wishes})),
        tuple(Wish(*pair, weight) for pair, weight in sorted(wishes.items())),
        hall or Hall(2, ("", "")),
        fixed=fixed,
    )


def test_a_free_place_is_offered_without_giving_up_anything() -> None:
    (item,) = left_over(problem({(1, 11): 0.9, (2, 11): 0.5}), [Meeting(0, 0, 1, 11)])
    assert (item.side, item.party.id, item.partners) == (Side.ENTERPRISE, 2, 1)
    assert item.offer is not None
    assert (item.offer.meeting, item.offer.given_up) == (Meeting(1, 0, 2, 11), ())


def test_the_least_meeting_of_a_busy_partner_makes_room() -> None:
    wishes = {(1, 11): 0.9, (2, 11): 0.6, (2, 12): 0.4, (3, 11): 0.5}
    meetings = [Meeting(0, 0, 1, 11), Meeting(1, 0, 2, 11), Meeting(0, 1, 2, 12)]
    (item,) = left_over(problem(wishes), meetings)
    assert item.party.id == 3
    assert item.offer is not None
    assert item.offer.given_up == (Meeting(1, 0, 2, 11),)
    assert item.offer.meeting == Meeting(1, 0, 3, 11)


def test_the_only_meeting_of_another_is_not_given_up() -> None:
    wishes = {(1, 11): 0.9, (2, 11): 0.6, (3, 11): 0.5}
    meetings = [Meeting(0, 0, 1, 11), Meeting(1, 0, 2, 11)]
    (item,) = left_over(problem(wishes), meetings)
    assert (item.partners, item.offer) == (1, None)


def test_a_fixed_meeting_is_not_given_up() -> None:
    wishes = {(1, 11): 0.9, (1, 12): 0.9, (2, 11): 0.6, (2, 12): 0.4, (3, 11): 0.5}
    meetings = (
        Meeting(0, 0, 1, 11),
        Meeting(1, 0, 2, 11),
        Meeting(0, 1, 2, 12),
        Meeting(1, 1, 1, 12),
    )
    (item,) = left_over(problem(wishes, fixed=meetings), meetings)
    assert item.offer is None


def test_a_taken_table_is_made_free() -> None:
    wishes = {(1, 11): 0.9, (1, 12): 0.2, (2, 12): 0.3, (3, 13): 0.5}
    meetings = [Meeting(0, 0, 1, 11), Meeting(1, 0, 1, 12)]
    found = left_over(problem(wishes, Hall(2, ("",))), meetings)
    offers = {item.party.id: item.offer for item in found if item.side is Side.ENTERPRISE}
    assert offers[2] is None
    assert offers[3] is None
    meetings.append(Meeting(0, 1, 2, 12))
    found = left_over(problem({**wishes, (2, 11): 0.1}, Hall(2, ("", ""))), meetings)
    assert {item.party.id: item.offer.given_up for item in found if item.offer} == {3: (), 13: ()}


def test_a_party_that_nobody_may_meet_has_no_partner() -> None:
    alone = Problem((Party(1, SLOTS, 2),), (Party(11, SLOTS, 2),), (), Hall(2, ("",)))
    assert [(item.party.id, item.partners, item.offer) for item in left_over(alone, [])] == [
        (1, 0, None),
        (11, 0, None),
    ]


@given(st.data())
def test_what_is_offered_breaks_no_rule(data: st.DataObject) -> None:
    pairs = [(i, j) for i in range(1, 5) for j in range(11, 14)]
    wishes = {pair: data.draw(st.floats(0.1, 2.0)) for pair in pairs}
    tables = data.draw(st.sampled_from([("",), ("A", "B"), ("A", "A", "B")]))
    given_problem = problem(wishes, Hall(2, tables, walk=True), most=data.draw(st.integers(1, 2)))
    meetings: list[Meeting] = []
    for pair in data.draw(st.permutations(pairs)):
        meeting = Meeting(
            data.draw(st.integers(0, 1)), data.draw(st.integers(0, len(tables) - 1)), *pair
        )
        if not clashes(given_problem, [*meetings, meeting]):
            meetings.append(meeting)
    for item in left_over(given_problem, meetings):
        if item.offer is not None:
            rest = [m for m in meetings if m not in item.offer.given_up]
            assert clashes(given_problem, [*rest, item.offer.meeting]) == []
            assert item.party.id in item.offer.meeting.pair

"""The review that a listing goes through, whatever is tried on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.access.listing_chain import (
    PASSES,
    Post,
    due_state,
    first_state,
    may_review,
    next_state,
    post_of,
)
from models.account_enums import Role
from models.listing_enums import OPEN_STATES, Ending, ListingAct, ListingState

OF_LISTING = {ListingAct.RENEWED, ListingAct.TAKEN_DOWN, ListingAct.PROPOSED}
TRIES = st.lists(
    st.tuples(
        st.sampled_from(ListingAct), st.sampled_from([*Post, None]), st.booleans(), st.booleans()
    ),
    max_size=12,
)


@given(st.sampled_from(Post), st.booleans(), TRIES)
def test_whatever_is_tried_a_proposal_passes_only_by_those_who_review_it(
    proposer: Post, staffed: bool, tries: list[tuple[ListingAct, Post | None, bool, bool]]
) -> None:
    state = first_state(proposer, has_department=staffed)
    done: list[tuple[ListingAct, Post | None, bool]] = []
    for act, post, has_department, is_proposer in tries:
        before = state
        due = due_state(state, has_department=has_department)
        passing = act in PASSES.values()
        if is_proposer and passing:
            continue
        if (passing or act is ListingAct.RETURNED) and not may_review(due, post):
            continue
        after = next_state(due, act)
        if after is None:
            continue
        assert before in OPEN_STATES
        assert act not in OF_LISTING
        state = after
        done.append((act, post, has_department))
    if state is ListingState.PASSED and proposer not in (Post.UNIVERSITY, Post.OFFICE):
        last, by, covered = done[-1]
        assert last is ListingAct.UNIVERSITY_PASSED
        assert by in (Post.UNIVERSITY, Post.OFFICE)
        if proposer is Post.MEMBER and staffed and covered:
            assert done[0][0] is ListingAct.DEPARTMENT_PASSED
    if state not in OPEN_STATES:
        assert [next_state(state, act) for act in ListingAct] == [None] * len(ListingAct)


@pytest.mark.parametrize(
    ("proposer", "staffed", "expected"),
    [
        (Post.MEMBER, True, ListingState.DEPARTMENT),
        (Post.MEMBER, False, ListingState.UNIVERSITY),
        (Post.DEPARTMENT, True, ListingState.UNIVERSITY),
        (Post.DEPARTMENT, False, ListingState.UNIVERSITY),
        (Post.UNIVERSITY, True, ListingState.PASSED),
        (Post.OFFICE, True, ListingState.PASSED),
    ],
)
def test_a_proposal_waits_for_the_next_one_above_who_makes_it(
    proposer: Post, staffed: bool, expected: ListingState
) -> None:
    assert first_state(proposer, has_department=staffed) is expected


def test_what_nobody_reviews_for_its_department_any_more_goes_to_the_university() -> None:
    waits = ListingState.DEPARTMENT
    assert due_state(waits, has_department=True) is ListingState.DEPARTMENT
    assert due_state(waits, has_department=False) is ListingState.UNIVERSITY
    for state in set(ListingState) - {waits}:
        assert due_state(state, has_department=False) is state


def test_the_university_does_not_pass_what_the_department_has_not() -> None:
    assert not may_review(ListingState.DEPARTMENT, Post.UNIVERSITY)
    assert next_state(ListingState.DEPARTMENT, ListingAct.UNIVERSITY_PASSED) is None
    assert may_review(ListingState.UNIVERSITY, Post.UNIVERSITY)
    assert not may_review(ListingState.UNIVERSITY, Post.DEPARTMENT)
    assert not may_review(ListingState.PASSED, Post.OFFICE)


@pytest.mark.parametrize(
    ("role", "own", "own_department", "expected"),
    [
        (Role.INSTITUTION_MEMBER, True, True, Post.MEMBER),
        (Role.INSTITUTION_MEMBER, False, False, None),
        (Role.DEPARTMENT_REVIEWER, True, True, Post.DEPARTMENT),
        (Role.DEPARTMENT_REVIEWER, True, False, Post.MEMBER),
        (Role.DEPARTMENT_REVIEWER, False, True, None),
        (Role.UNIVERSITY_REVIEWER, True, False, Post.UNIVERSITY),
        (Role.UNIVERSITY_REVIEWER, False, False, None),
        (Role.PROVINCIAL_ORGANISER, False, False, Post.OFFICE),
        (Role.CITY_ORGANISER, False, False, Post.OFFICE),
        (Role.ENTERPRISE_MEMBER, True, True, None),
        (Role.PROVINCIAL_ADMIN, False, False, None),
        (Role.AUDITOR, False, False, None),
        (None, True, False, Post.MEMBER),
    ],
)
def test_a_role_is_what_it_is_only_at_its_own_place(
    role: Role | None, own: bool, own_department: bool, expected: Post | None
) -> None:
    assert post_of(role, is_own=own, is_own_department=own_department) is expected


@pytest.mark.parametrize("member", [*ListingState, *ListingAct, *Ending])
def test_every_state_and_act_has_a_chinese_name(member: ListingState | ListingAct | Ending) -> None:
    assert all("\u4e00" <= character <= "\u9fff" for character in member.label)

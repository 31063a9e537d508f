"""The review that a listing goes through: which act leads where, and whose it is; pure.

member ──▶ waits for the department ──▶ waits for the university ──▶ passed
                             └──────── returned, withdrawn, superseded
"""

from collections.abc import Mapping
from enum import StrEnum

from models.account_enums import Role
from models.listing_enums import ListingAct, ListingState

_S, _A = ListingState, ListingAct


class Post(StrEnum):
    """What somebody is to a proposal: of its institution, a reviewer there, or of the office."""

    MEMBER = "member"
    DEPARTMENT = "department"
    UNIVERSITY = "university"
    OFFICE = "office"


# Where each act leads from each state; what is not here cannot be done.
TABLE: Mapping[tuple[ListingState, ListingAct], ListingState] = {
    (_S.DEPARTMENT, _A.DEPARTMENT_PASSED): _S.UNIVERSITY,
    (_S.UNIVERSITY, _A.UNIVERSITY_PASSED): _S.PASSED,
    **{
        (waiting, act): ended
        for waiting in (_S.DEPARTMENT, _S.UNIVERSITY)
        for act, ended in (
            (_A.RETURNED, _S.RETURNED),
            (_A.WITHDRAWN, _S.WITHDRAWN),
            (_A.SUPERSEDED, _S.SUPERSEDED),
        )
    },
}

# By which act a proposal passes the review for which it waits.
PASSES: Mapping[ListingState, ListingAct] = {
    _S.DEPARTMENT: _A.DEPARTMENT_PASSED,
    _S.UNIVERSITY: _A.UNIVERSITY_PASSED,
}

# Who reviews what waits: the office does so on behalf of either.
REVIEWERS: Mapping[ListingState, frozenset[Post]] = {
    _S.DEPARTMENT: frozenset({Post.DEPARTMENT, Post.OFFICE}),
    _S.UNIVERSITY: frozenset({Post.UNIVERSITY, Post.OFFICE}),
}


def first_state(proposer: Post, *, has_department: bool) -> ListingState:
    """Return where a new proposal stands; has_department: whether somebody reviews it there.

    Whoever has the last word needs no second one; whoever reviews for a department has given its.
    """
    if proposer in (Post.UNIVERSITY, Post.OFFICE):
        return _S.PASSED
    if proposer is Post.MEMBER and has_department:
        return _S.DEPARTMENT
    return _S.UNIVERSITY


def due_state(state: ListingState, *, has_department: bool) -> ListingState:
    """Return for whose review a proposal waits now.

    Once nobody reviews for its department any more, that is the university's.
    """
    return _S.UNIVERSITY if state is _S.DEPARTMENT and not has_department else state


def next_state(state: ListingState, act: ListingAct) -> ListingState | None:
    """Return where an act leads, None where it cannot be done in that state."""
    return TABLE.get((state, act))


def may_review(state: ListingState, post: Post | None) -> bool:
    """Whether somebody of a post reviews what stands in a state."""
    return post in REVIEWERS.get(state, frozenset())


def post_of(role: Role | None, *, is_own: bool, is_own_department: bool) -> Post | None:
    """Return what a role is to a proposal of an institution; None: nothing.

    is_own: whether the institution is whose the role is; role: None for a program.
    """
    if role in (Role.PROVINCIAL_ORGANISER, Role.CITY_ORGANISER):
        return Post.OFFICE
    if role is None:
        return Post.MEMBER
    if not is_own or not role.is_of_institution:
        return None
    if role is Role.UNIVERSITY_REVIEWER:
        return Post.UNIVERSITY
    reviews = role is Role.DEPARTMENT_REVIEWER and is_own_department
    return Post.DEPARTMENT if reviews else Post.MEMBER

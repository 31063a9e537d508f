"""Who proposes and reviews listings: what somebody is to a proposal, and which ones they may see.

A proposal is seen by the accounts of all owners of its patent and by organisers in their reach, and
by nobody else: what it says is not public.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.listing_chain import Post, due_state, post_of
from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.kin import load_kin
from matchmaker.services.list_hands import Author
from matchmaker.services.ownership import owned_patent
from models.account import Account
from models.account_enums import Role
from models.listing import ListingProposal, ListingStep
from models.listing_enums import ListingState
from models.patent import Patent
from models.queries import listings as listing_queries
from models.queries.listings import DepartmentReviewer, Scope, Waiting
from models.values.text import fold

# Of no city: a city's organiser of whom no city is known reaches nothing.
_NOWHERE = ""


@dataclass(frozen=True)
class Acting:
    """Who acts on listings, and when; department: of a person's account, as it is written."""

    viewer: Viewer
    author: Author
    department: str = ""

    @property
    def account_id(self) -> int | None:
        """The account, None for a program and for a command."""
        return self.viewer.account_id or None

    def post(self, organisation_id: int, department_key: str) -> Post | None:
        """Return what they are to a proposal of an institution and a department (folded)."""
        viewer, own = self.viewer, fold(self.department)
        return post_of(
            viewer.role,
            is_own=organisation_id in viewer.organisations,
            is_own_department=bool(own) and own == department_key,
        )


def acting(session: Session, viewer: Viewer, author: Author) -> Acting:
    """Return a viewer with the department of their account."""
    # Whoever acts for an institution is of none of its departments.
    known = None if viewer.acting_for else viewer.account_id
    account = session.get(Account, known) if known else None
    return Acting(viewer, author, account.department if account else "")


def scope_of(viewer: Viewer, permission: Permission = Permission.PATENT_WRITE) -> Scope:
    """Return whose patents a permission reaches; of nobody's where it is not given."""
    reach = viewer.reach(permission)
    if reach is Reach.ALL:
        return Scope()
    if reach is Reach.CITY:
        return Scope(city_code=viewer.city_code or _NOWHERE)
    return Scope(organisations=viewer.organisations if reach else frozenset())


def seen_proposal(session: Session, viewer: Viewer, proposal_id: int) -> ListingProposal:
    """Return a proposal; raise NotFound for one of which the viewer is not to know, too."""
    found = listing_queries.get_proposal(session, proposal_id)
    patent = session.get_one(Patent, found.patent_id)
    if not viewer.may(Permission.PATENT_WRITE, owned_patent(session, patent)):
        raise listing_queries.unknown_proposal(proposal_id)
    return found


def may_name(viewer: Viewer, of: ListingProposal | ListingStep) -> bool:
    """Whether a viewer is told who proposed or reviewed: not across the owners of a patent."""
    return viewer.is_organiser or of.organisation_id in viewer.organisations


def department_reviewers(
    session: Session, organisation_ids: Iterable[int]
) -> tuple[DepartmentReviewer, ...]:
    """Return who reviews for the departments of institutions, also from what these are parts of."""
    kin = load_kin(session)
    above = {one: kin.up([one]) for one in organisation_ids}
    rows = listing_queries.department_reviewers(
        session, {body for bodies in above.values() for body in bodies}
    )
    return tuple(
        DepartmentReviewer(institution, key, account)
        for institution, bodies in above.items()
        for body, account, department in rows
        if body in bodies and (key := fold(department))
    )


def has_department(proposal: ListingProposal, reviewers: Iterable[DepartmentReviewer]) -> bool:
    """Whether somebody but who proposed it reviews a proposal for its department."""
    return any(
        one.organisation_id == proposal.organisation_id
        and one.department_key == proposal.department_key
        and one.account_id != proposal.account_id
        for one in reviewers
    )


def present_state(session: Session, proposal: ListingProposal) -> ListingState:
    """Return for whose review a proposal waits, as the accounts stand now."""
    reviewers = department_reviewers(session, [proposal.organisation_id])
    return due_state(proposal.state, has_department=has_department(proposal, reviewers))


def waiting_for(session: Session, who: Acting) -> Waiting:
    """Return what waits for somebody; for whoever reviews nothing, nothing does."""
    viewer = who.viewer
    if viewer.is_organiser:
        return Waiting(who.account_id, office=True)
    if viewer.role is Role.DEPARTMENT_REVIEWER:
        key = fold(who.department)
        return Waiting(who.account_id, viewer.organisations, department_key=key)
    own = viewer.organisations if viewer.role is Role.UNIVERSITY_REVIEWER else frozenset[int]()
    return Waiting(who.account_id, own, reviewers=department_reviewers(session, own))

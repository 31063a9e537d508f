"""Proposals with names, for reading by the owners of a patent and by organisers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.listing_sight import may_name
from matchmaker.services.listing_values import FieldChange, list_changes
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.ownership import owned_patent
from models.listing import ListingProposal, ListingStep
from models.listing_enums import ListingState
from models.patent import Patent
from models.queries import listings as listing_queries
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class StepView:
    """A step; actor, role: in words, empty for who is not told of persons.

    proposal_id: None where it was done to the listing itself.
    """

    proposal_id: int | None
    act: str
    actor: str
    role: str
    note: str
    made_at: datetime


@dataclass(frozen=True)
class ProposalView:
    """A proposal in a list; listed_until: None for the usual term from the day of the last pass."""

    id: int
    patent: str
    title: str
    institution_id: int
    institution: str
    department: str
    state: ListingState
    listed_until: date | None
    proposed_by: str
    made_at: datetime


@dataclass(frozen=True)
class ProposalDetail:
    """A proposal with what it changes, beside what its patent tells now, and its steps.

    present_until: until when the patent is listed now, None for without end; changed_since: whether
    the patent has been changed since in what is proposed.
    """

    summary: ProposalView
    present_until: date | None
    fields: tuple[FieldChange, ...]
    changed_since: bool
    steps: tuple[StepView, ...]


def view_proposals(
    session: Session, viewer: Viewer, proposals: Sequence[ListingProposal]
) -> list[ProposalView]:
    """Return proposals with names, in their order; persons only of one's own institution."""
    labels = patent_queries.labels(session, {one.patent_id for one in proposals})
    bodies = body_labels(session, {one.organisation_id for one in proposals})
    return [
        ProposalView(
            id=one.id or 0,
            patent=labels[one.patent_id].display_number,
            title=labels[one.patent_id].title,
            institution_id=one.organisation_id,
            institution=bodies[one.organisation_id].name,
            department=one.department,
            state=one.state,
            listed_until=one.listed_until,
            proposed_by=one.proposed_by if may_name(viewer, one) else "",
            made_at=one.made_at,
        )
        for one in proposals
    ]


def view_proposal(session: Session, viewer: Viewer, proposal: ListingProposal) -> ProposalDetail:
    """Return all that may be told of a proposal."""
    (summary,) = view_proposals(session, viewer, [proposal])
    patent = session.get_one(Patent, proposal.patent_id)
    fields = tuple(list_changes(patent, proposal))
    steps = listing_queries.steps_of(session, [proposal.id or 0]).get(proposal.id or 0, [])
    return ProposalDetail(
        summary=summary,
        present_until=patent.listed_until,
        fields=fields,
        changed_since=any(one.changed for one in fields),
        steps=tuple(_view_step(viewer, step) for step in steps),
    )


def view_history(session: Session, viewer: Viewer, patent: Patent) -> list[StepView]:
    """Return all that was done to the listing of a patent, the oldest first.

    Raises NotSignedIn or Forbidden for the patents of others.
    """
    viewer.require(Permission.PATENT_WRITE, owned_patent(session, patent))
    steps = listing_queries.patent_steps(session, patent.id or 0)
    return [_view_step(viewer, step) for step in steps]


def _view_step(viewer: Viewer, step: ListingStep) -> StepView:
    named = may_name(viewer, step)
    return StepView(
        proposal_id=step.proposal_id,
        act=step.act.label,
        actor=step.actor if named else "",
        role=step.role.label if step.role and named else "",
        note=step.note,
        made_at=step.made_at,
    )

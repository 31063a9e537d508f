"""One proposal in the hands of somebody who acts on it, its patent kept from others."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from matchmaker.access.listing_chain import may_review, next_state
from matchmaker.access.permissions import Permission
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.services import audit
from matchmaker.services.edits import edit_patent, set_values
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import Acting, present_state, seen_proposal
from matchmaker.services.listing_terms import DEFAULT_MONTHS, today_of
from matchmaker.services.ownership import owned_patent
from models.audit import AuditKind
from models.errors import Conflict
from models.listing import ListingProposal, ListingStep
from models.listing_enums import ListingAct
from models.patent import Patent
from models.queries import listings as listing_queries
from models.values.dates import months_after


@dataclass(frozen=True)
class Applied:
    """What the audit log is told of a change of a patent's listing."""

    subject: str
    details: dict[str, Any]


def log_applied(session: Session, applied: Applied, author: Author) -> None:
    """Write it into the audit log; to be done last in a transaction."""
    audit.append(session, AuditKind.LISTING_CHANGED, applied.subject, applied.details, author)


@dataclass(frozen=True)
class Case:
    """A proposal, its patent, and who acts on it."""

    session: Session
    who: Acting
    patent: Patent
    proposal: ListingProposal

    def require_reviewer(self) -> None:
        """Take the proposal for review as it waits now; raise Forbidden for who does not review it.

        One that waited for a department that nobody reviews for any more waits for the university.
        """
        who, proposal = self.who, self.proposal
        who.viewer.require(Permission.PATENT_REVIEW, owned_patent(self.session, self.patent))
        due = present_state(self.session, proposal)
        if not may_review(due, who.post(proposal.organisation_id, proposal.department_key)):
            raise Forbidden(f"挂牌申报 {proposal.id} {due.label}，您的账号不是这一步的审核人")
        if who.account_id is not None and proposal.account_id == who.account_id:
            raise Forbidden("不能审核自己的申报，请由另一位审核员办理")
        proposal.state = due

    def apply(self, note: str = "") -> Applied:
        """Write what the proposal says into its patent, and that it has passed.

        Raises Conflict where its last day is past, and what edit_patent raises.
        """
        session, patent, proposal = self.session, self.patent, self.proposal
        author, today = self.who.author, today_of(self.who.author)
        until = proposal.listed_until
        if until is not None and until <= today:
            raise Conflict(f"申报的挂牌截止日 {until} 已过，请退回，由申报人重新填写")
        number = patent.application_number
        edits = edit_patent(session, number, proposal.cells, author.actor, author.at)
        terms = {
            "listed_until": until or months_after(today, DEFAULT_MONTHS),
            "owner_consents": True,
        }
        edits += set_values(session, patent, terms, author.actor, author.at)
        proposal.listed_until = patent.listed_until
        self.take(ListingAct.UNIVERSITY_PASSED, note)
        details = {
            "act": ListingAct.UNIVERSITY_PASSED.value,
            "proposal": proposal.id,
            "listed_until": str(patent.listed_until),
            "fields": sorted({edit.field for edit in edits}),
        }
        return Applied(patent.display_number, details)

    def take(self, act: ListingAct, note: str = "") -> None:
        """Do an act and write it down; raise Conflict where it cannot be done now.

        A closed proposal keeps nothing that could be applied, and so no contact.
        """
        proposal = self.proposal
        after = next_state(proposal.state, act)
        if after is None:
            raise Conflict(f"挂牌申报 {proposal.id} {proposal.state.label}，不能{act.label}")
        proposal.state = after
        if not after.is_open:
            proposal.cells = {}
        self.session.add(proposal)
        self.write(act, note)

    def write(self, act: ListingAct, note: str = "") -> None:
        """Write an act down."""
        step = make_step(self.who, self.patent, self.proposal.organisation_id, act, note)
        step.proposal_id = self.proposal.id
        self.session.add(step)
        self.session.flush()


def open_case(session: Session, who: Acting, proposal_id: int) -> Case:
    """Return an open proposal of which somebody may know, kept from others.

    Raises NotFound, Conflict for one that is closed, BadQuery where nobody is named.
    """
    require_name(who)
    seen = seen_proposal(session, who.viewer, proposal_id)
    patent = listing_queries.hold_patent(session, seen.patent_id)
    proposal = listing_queries.get_proposal(session, proposal_id)
    if not proposal.state.is_open:
        raise Conflict(f"挂牌申报 {proposal_id} {proposal.state.label}，不能再办理")
    return Case(session, who, patent, proposal)


def make_step(
    who: Acting, patent: Patent, organisation_id: int, act: ListingAct, note: str
) -> ListingStep:
    """Return a step of nobody's proposal yet."""
    return ListingStep(
        patent_id=patent.id or 0,
        organisation_id=organisation_id,
        act=act,
        actor=who.author.actor.strip(),
        role=who.viewer.role,
        account_id=who.account_id,
        note=note.strip(),
        made_at=who.author.at,
    )


def require_name(who: Acting) -> None:
    """Raise BadQuery where nobody is named."""
    if not who.author.actor.strip():
        raise BadQuery("请写明经办人")

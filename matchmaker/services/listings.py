"""Proposals to list a patent: made, reviewed by department and university, then applied.

What a proposal says stands in no record of its patent before it has passed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from matchmaker.access.listing_chain import PASSES, Post, first_state
from matchmaker.access.permissions import Permission
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.services.edits import get_patent, read_cells
from matchmaker.services.listing_case import Applied, Case, log_applied, open_case, require_name
from matchmaker.services.listing_sight import Acting, department_reviewers, has_department
from matchmaker.services.listing_terms import check_until, today_of
from matchmaker.services.listing_values import tell_change
from matchmaker.services.ownership import owned_patent, represented_owner
from models.errors import Conflict, MatchmakerError
from models.listing import ListingProposal
from models.listing_enums import ListingAct, ListingState
from models.patent import Patent
from models.queries import listings as listing_queries
from models.queries.listings import DepartmentReviewer
from models.values.text import clean, fold

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class ListingWords:
    """What is proposed.

    patent: its number; cells: as edit_patent takes them, empty to list it as it stands;
    listed_until: None for the usual term from the day of the last pass; organisation_id: for which
    of its owners, None for the one that whoever proposes belongs to; note: a remark for reviewers.
    """

    patent: str
    cells: Mapping[str, str] = field(default_factory=dict)
    listed_until: date | None = None
    organisation_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Proposed:
    """What became of one of many: a proposal, or why there is none, in Chinese."""

    patent: str
    proposal: ListingProposal | None
    error: str = ""


@dataclass(frozen=True)
class Draft:
    """A proposal that is checked and not yet stored; before, proposed: as of tell_change."""

    words: ListingWords
    patent_id: int
    organisation_id: int
    cells: Mapping[str, str]
    before: Mapping[str, str]
    proposed: Mapping[str, str]

    @property
    def key(self) -> tuple[int, int]:
        """What may be proposed once at a time."""
        return self.patent_id, self.organisation_id


def propose(session: Session, who: Acting, words: ListingWords) -> ListingProposal:
    """Propose to list a patent; whoever has the last word there has it listed at once.

    A proposal for the same patent and owner that still waits is superseded. Raises NotFound or
    InvalidValue for a number, BadQuery for fields, days and owners that cannot be, InvalidValue for
    a text that is not a value of its field, NotSignedIn or Forbidden for the patents of others.
    """
    draft = draft_proposal(session, who, words)
    reviewers = department_reviewers(session, [draft.organisation_id])
    proposal, applied = _store(session, who, draft, reviewers)
    if applied is not None:
        log_applied(session, applied, who.author)
    return proposal


def propose_many(session: Session, who: Acting, wanted: Iterable[ListingWords]) -> list[Proposed]:
    """Propose several, each for itself; return what became of each, in their order.

    Raises BadQuery for more than MOST_AT_ONCE.
    """
    asked = list(wanted)
    if len(asked) > MOST_AT_ONCE:
        raise BadQuery(f"一次最多申报 {MOST_AT_ONCE} 件，收到 {len(asked)} 件。请分几次提交")
    drafts: dict[int, Draft] = {}
    errors: dict[int, str] = {}
    for place, words in enumerate(asked):
        try:
            draft = draft_proposal(session, who, words)
            if draft.key in {known.key for known in drafts.values()}:
                raise Conflict("这件专利在本次提交中重复，以前一条为准")
            drafts[place] = draft
        except MatchmakerError as error:
            errors[place] = str(error)
    # In one order, so that two who propose the same patents never wait for each other.
    ordered = sorted(drafts.items(), key=lambda item: item[1].key)
    reviewers = department_reviewers(session, {draft.organisation_id for draft in drafts.values()})
    made = {place: _store(session, who, draft, reviewers) for place, draft in ordered}
    for _, applied in made.values():
        if applied is not None:
            log_applied(session, applied, who.author)
    return [
        Proposed(words.patent, made[place][0] if place in made else None, errors.get(place, ""))
        for place, words in enumerate(asked)
    ]


def pass_proposal(
    session: Session, who: Acting, proposal_id: int, note: str = ""
) -> ListingProposal:
    """Pass a proposal in the review for which it waits; the last one applies it.

    Raises NotFound for one that may not be known of, Conflict for one that is closed or whose last
    day is past, Forbidden for who does not review it or has proposed it.
    """
    case = open_case(session, who, proposal_id)
    case.require_reviewer()
    act = PASSES[case.proposal.state]
    if act is ListingAct.UNIVERSITY_PASSED:
        log_applied(session, case.apply(note), who.author)
    else:
        case.take(act, note)
    return case.proposal


def return_proposal(
    session: Session, who: Acting, proposal_id: int, reason: str
) -> ListingProposal:
    """Give a proposal back with the reason; raises as pass_proposal does, BadQuery without one."""
    if not reason.strip():
        raise BadQuery("退回请写明原因")
    case = open_case(session, who, proposal_id)
    case.require_reviewer()
    case.take(ListingAct.RETURNED, reason)
    return case.proposal


def withdraw_proposal(
    session: Session, who: Acting, proposal_id: int, note: str = ""
) -> ListingProposal:
    """Take a proposal back; for who has made it, and for organisers on behalf.

    Raises NotFound, Conflict for one that is closed, Forbidden for others.
    """
    case = open_case(session, who, proposal_id)
    if not (who.viewer.is_organiser or _has_made(who, case.proposal)):
        raise Forbidden("只有申报人可以撤回。需要修改的，请由审核员退回")
    case.take(ListingAct.WITHDRAWN, note)
    return case.proposal


def _has_made(who: Acting, proposal: ListingProposal) -> bool:
    if who.account_id is not None:
        return proposal.account_id == who.account_id
    return proposal.account_id is None and proposal.proposed_by == who.author.actor


def draft_proposal(session: Session, who: Acting, words: ListingWords) -> Draft:
    """Return what would be proposed; raise as propose does."""
    require_name(who)
    patent = get_patent(session, words.patent)
    who.viewer.require(Permission.PATENT_WRITE, owned_patent(session, patent))
    institution = represented_owner(
        session, who.viewer, Permission.PATENT_WRITE, patent, words.organisation_id
    )
    cells, values = read_cells(patent, words.cells)
    if words.listed_until is not None:
        check_until(words.listed_until, today_of(who.author))
    before, proposed = tell_change(patent, values)
    return Draft(words, patent.id or 0, institution, cells, before, proposed)


def _store(
    session: Session, who: Acting, draft: Draft, reviewers: Iterable[DepartmentReviewer]
) -> tuple[ListingProposal, Applied | None]:
    """Store a proposal, and apply it where nobody has to review it."""
    patent = listing_queries.hold_patent(session, draft.patent_id)
    for old in listing_queries.open_proposals(session, *draft.key):
        Case(session, who, patent, old).take(ListingAct.SUPERSEDED)
    proposal, first = make_proposal(who, patent, draft, reviewers)
    if first.is_open:
        proposal.state = first
    session.add(proposal)
    session.flush()
    case = Case(session, who, patent, proposal)
    case.write(ListingAct.PROPOSED, draft.words.note)
    return proposal, None if first.is_open else case.apply()


def make_proposal(
    who: Acting, patent: Patent, draft: Draft, reviewers: Iterable[DepartmentReviewer]
) -> tuple[ListingProposal, ListingState]:
    """Return a proposal, not stored, and where it stands once it is."""
    department = clean(patent.department) or clean(who.department)
    proposal = ListingProposal(
        patent_id=draft.patent_id,
        organisation_id=draft.organisation_id,
        cells=dict(draft.cells),
        before=dict(draft.before),
        proposed=dict(draft.proposed),
        listed_until=draft.words.listed_until,
        state=ListingState.UNIVERSITY,
        department=department,
        department_key=fold(department),
        account_id=who.account_id,
        proposed_by=who.author.actor.strip(),
        made_at=who.author.at,
    )
    post = who.post(proposal.organisation_id, proposal.department_key) or Post.MEMBER
    return proposal, first_state(post, has_department=has_department(proposal, reviewers))

"""What organisations agree to: in general, and for one pair of demand and patent."""

from sqlmodel import Session

from matchmaker.services.kin import load_kin
from matchmaker.services.list_hands import Author
from models.demand import Demand
from models.errors import NotFound
from models.meeting_enums import Side
from models.patent import Patent
from models.privacy import Consent, PairConsent
from models.privacy_enums import ConsentPurpose
from models.queries import privacy as privacy_queries


def say_consent(
    session: Session, organisation_id: int, purpose: ConsentPurpose, author: Author, *, given: bool
) -> Consent:
    """Write what an organisation says about a purpose; the same word again is no new record."""
    records = load_kin(session).same([organisation_id])
    last = privacy_queries.last_consent(session, records, purpose)
    if last is not None and last.given is given:
        return last
    made = Consent(
        organisation_id=organisation_id,
        purpose=purpose,
        given=given,
        actor=author.actor,
        made_at=author.at,
    )
    session.add(made)
    session.flush()
    return made


def has_objected(session: Session, organisation_id: int, purpose: ConsentPurpose) -> bool:
    """Whether what an organisation said last about a purpose is no.

    Automatic pushing is left to whoever has not objected (PIPL art. 24); contacts are passed on
    for a pair only, to which both sides agree, and not against an objection.
    """
    records = load_kin(session).same([organisation_id])
    last = privacy_queries.last_consent(session, records, purpose)
    return last is not None and not last.given


def agree_to_pair(
    session: Session, demand_id: int, patent_id: int, side: Side, author: Author
) -> PairConsent:
    """Let the other side of a pair see this side's contact once it agrees, too.

    Again it changes nothing. Raises NotFound for a demand or a patent that is not there.
    """
    if session.get(Demand, demand_id) is None or session.get(Patent, patent_id) is None:
        raise NotFound("这对需求与专利中有一方已不存在，请刷新后再试")
    standing = privacy_queries.standing_consent(session, demand_id, patent_id, side)
    if standing is not None:
        return standing
    made = PairConsent(
        demand_id=demand_id,
        patent_id=patent_id,
        side=side,
        actor=author.actor,
        agreed_at=author.at,
    )
    session.add(made)
    session.flush()
    return made


def withdraw_from_pair(
    session: Session, demand_id: int, patent_id: int, side: Side, author: Author
) -> PairConsent:
    """Take back one side's consent to a pair: from now on nobody is shown a contact for it.

    Raises NotFound where there is none to take back.
    """
    standing = privacy_queries.standing_consent(session, demand_id, patent_id, side)
    if standing is None:
        raise NotFound(f"{side.label}一方没有同意过就这对需求与专利提供联系方式，无需撤回")
    standing.withdrawn_by, standing.withdrawn_at = author.actor, author.at
    session.add(standing)
    session.flush()
    return standing

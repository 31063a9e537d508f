"""What is known of the patents that a firm would pledge, and what that means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.licensing.facts import Verdict
from matchmaker.licensing.pledge import PledgeFacts, PledgeFinding, check_pledge
from matchmaker.services.kin import load_kin
from matchmaker.services.licensing_facts import facts_of, load_known
from models.finance_demand import FinanceDemand
from models.patent import Patent
from models.queries import finance_demands as finance_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class CheckedPatent:
    """A patent with what was found of each thing that is asked."""

    patent: Patent
    findings: tuple[PledgeFinding, ...]

    @property
    def open(self) -> tuple[PledgeFinding, ...]:
        """What is not kept, or cannot be told."""
        return tuple(one for one in self.findings if one.verdict is not Verdict.PASS)


def check_patents(
    session: Session, demand: FinanceDemand, patents: Sequence[Patent], today: date
) -> list[CheckedPatent]:
    """Return what is found of the patents of a demand on a day, in their order."""
    ids = [one.id or 0 for one in patents]
    known = load_known(session, ids)
    own = load_kin(session).down([demand.organisation_id])
    owners = patent_queries.owner_ids(session, ids)
    names = organisation_queries.names_by_id(session, {o for some in owners.values() for o in some})
    elsewhere = finance_queries.offered_elsewhere(session, ids, demand.id)
    contracts = finance_queries.pledge_contracts(session, ids)
    checked = []
    for patent in patents:
        patent_id = patent.id or 0
        bodies = owners.get(patent_id, ())
        facts = PledgeFacts(
            legal_state=patent.legal_state,
            is_own=any(body in own for body in bodies),
            co_owners=tuple(names[body] for body in bodies if body not in own),
            pledged=facts_of(known, patent, None, today).pledged,
            contracts=contracts.get(patent_id, 0),
            offered=patent_id in elsewhere,
        )
        checked.append(CheckedPatent(patent, check_pledge(facts)))
    return checked

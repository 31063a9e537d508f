"""What is known of the patents that a firm would pledge, and what that means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.licensing.facts import Verdict
from matchmaker.licensing.pledge import PledgeFacts, PledgeFinding, check_pledge, check_unknown
from matchmaker.services.kin import load_kin
from matchmaker.services.licensing_facts import facts_of, load_known
from models.finance_demand import FinanceDemand
from models.patent import Patent
from models.queries import finance_demands as finance_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.values.patent_number import PatentNumber


@dataclass(frozen=True)
class CheckedPatent:
    """A patent with what was found of each thing that is asked.

    number: as it is shown; title: empty for a patent that the stock does not have.
    """

    number: str
    title: str
    findings: tuple[PledgeFinding, ...]

    @property
    def open(self) -> tuple[PledgeFinding, ...]:
        """What is not kept, or cannot be told."""
        return tuple(one for one in self.findings if one.verdict is not Verdict.PASS)


def check_patents(
    session: Session, demand: FinanceDemand, numbers: Sequence[str], today: date
) -> list[CheckedPatent]:
    """Return what is found on a day of the patents of some stored numbers, in their order."""
    stock = patent_queries.by_numbers(session, numbers)
    ids = [one.id or 0 for one in stock.values()]
    known = load_known(session, ids)
    own = load_kin(session).down([demand.organisation_id])
    owners = patent_queries.owner_ids(session, ids)
    names = organisation_queries.names_by_id(session, {o for some in owners.values() for o in some})
    elsewhere = finance_queries.offered_elsewhere(session, numbers, demand.id)
    shown = {number: _shown(stock, number) for number in numbers}
    contracts = finance_queries.pledge_contracts(session, shown.values())
    checked = []
    for number in numbers:
        patent, is_offered = stock.get(number), number in elsewhere
        pledges = contracts.get(shown[number], 0)
        if patent is None:
            checked.append(CheckedPatent(shown[number], "", check_unknown(pledges, is_offered)))
            continue
        bodies = owners.get(patent.id or 0, ())
        facts = PledgeFacts(
            legal_state=patent.legal_state,
            is_own=any(body in own for body in bodies),
            co_owners=tuple(names[body] for body in bodies if body not in own),
            pledged=facts_of(known, patent, None, today).pledged,
            contracts=pledges,
            offered=is_offered,
        )
        checked.append(CheckedPatent(shown[number], patent.title, check_pledge(facts)))
    return checked


def shown_numbers(session: Session, numbers: Sequence[str]) -> dict[str, str]:
    """Return stored number → as offices print it."""
    stock = patent_queries.by_numbers(session, numbers)
    return {number: _shown(stock, number) for number in numbers}


def _shown(stock: Mapping[str, Patent], number: str) -> str:
    known = stock.get(number)
    return PatentNumber.parse(number).display if known is None else known.display_number

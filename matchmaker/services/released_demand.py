"""What the owner of a patent may be told of a demand and its firm where somebody asks for its sake.

Of a public or restricted demand number, title and firm are told, as where demands are found for a
patent; of any other nothing, and the firm is then not named at all.
"""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.listed_pairs import RELEASED
from models.demand import Demand
from models.queries import organisations as organisation_queries
from models.values.org_name import org_key

SOME_FIRM = "某企业"


@dataclass(frozen=True)
class ToldDemand:
    """What is told; number and title are empty where the demand is not to be seen."""

    number: str
    title: str
    enterprise: str


def tell_demand(demand: Demand | None, enterprise: str) -> ToldDemand:
    """Return what the owner of a patent is told; demand: None where it is asked for no demand.

    Without a demand there is none that has been released, so the firm stays unnamed.
    """
    if demand is None or demand.confidentiality not in RELEASED:
        return ToldDemand("", "", SOME_FIRM)
    return ToldDemand(demand.display_number, demand.title, enterprise)


def require_discreet(session: Session, text: str, firm_id: int, demand: Demand | None) -> None:
    """Raise BadQuery where words for an owner name a firm or a demand that it is not told of."""
    told = find_telling(session, text, firm_id, demand)
    if told:
        raise BadQuery(f"说明中出现了“{told}”，而该需求或企业不对权利人公开。请改写后再提交")


def find_telling(session: Session, text: str, firm_id: int, demand: Demand | None) -> str:
    """Return which words for an owner name what it is not told of, empty for none.

    Names of the firm in any spelling that is known, number and title of the demand.
    """
    if demand is not None and demand.confidentiality in RELEASED:
        return ""
    folded = org_key(text)
    own = (demand.demand_number, demand.title) if demand is not None else ()
    hidden = [*organisation_queries.spellings(session, firm_id), *own]
    return next((word for word in hidden if org_key(word) and org_key(word) in folded), "")

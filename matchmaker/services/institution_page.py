"""An organisation as everybody may see it: who it is and what it has to offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from matchmaker.matching.catalogue import Catalogue, Choice, Facet, Sort, look_up
from matchmaker.services.browsing import FoundPatent, show_patents
from matchmaker.services.industry_editions import industries_in_force
from models.organisation import Organisation
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries

SHOWN = 10


@dataclass(frozen=True)
class InstitutionPage:
    """An organisation with its patents.

    patents: how many it owns, alone or with others; offered: how many of them it offers now;
    industries: value, name and number of the offered ones, most first; newest: of the offered ones.
    """

    organisation: Organisation
    patents: int
    offered: int
    industries: Sequence[tuple[str, str, int]]
    newest: Sequence[FoundPatent]


def make_institution_page(
    session: Session, catalogue: Catalogue, organisation_id: int, today: date
) -> InstitutionPage:
    """Return the page of the record that stands for an organisation; raise NotFound."""
    organisation = organisation_queries.get_survivor(session, organisation_id)
    own = sorted(patent_queries.owned_by(session, [organisation.id or 0]))
    only = np.array(own, dtype=np.int64)
    all_of_it = look_up(catalogue, Choice(only=only), None, Sort.NEWEST)
    offered = look_up(catalogue, Choice(only=only, offered_on=today.toordinal()), None, Sort.NEWEST)
    names = industries_in_force(session).names
    industries = [(value, names[value], count) for value, count in offered.counts[Facet.INDUSTRY]]
    return InstitutionPage(
        organisation=organisation,
        patents=len(all_of_it.ids),
        offered=len(offered.ids),
        industries=sorted(industries, key=lambda one: -one[2]),
        newest=show_patents(session, offered.ids[:SHOWN].tolist(), ()),
    )

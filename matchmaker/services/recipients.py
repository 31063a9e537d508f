"""Whom a demand of the level 定向 is meant for: named by hand, or by its own sheet."""

import re
from collections.abc import Iterable, Sequence

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.organisation_search import get_by_name
from models.demand import Demand
from models.errors import NotFound
from models.organisation import Organisation
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.values.org_name import OrgType, org_key
from models.values.secrecy import Confidentiality

_APART = re.compile(r"[,，、;；/\n]+")


def name_recipient(session: Session, demand: Demand, name: str) -> Organisation:
    """Let a demand be meant for an organisation of any known spelling; return the organisation.

    Raises BadQuery where the demand is of another level, NotFound for an unknown name.
    """
    _require_named(demand)
    body = get_by_name(session, name)
    named = _recipients(session, demand)
    demand_queries.replace_recipients(session, demand.id or 0, named | {body.id or 0: True})
    return body


def strike_recipient(session: Session, demand: Demand, name: str) -> Organisation:
    """Take an organisation off those that a demand is meant for; raise NotFound.

    One that stands in the demand's own text comes back with its next change: mend the text, too.
    """
    body = get_by_name(session, name)
    named = _recipients(session, demand)
    if body.id not in named:
        raise NotFound(f"{body.name}不在需求 {demand.display_number} 的指定单位中，无需移除")
    del named[body.id]
    demand_queries.replace_recipients(session, demand.id or 0, named)
    return body


def replace_named(session: Session, demand: Demand, names: Iterable[str]) -> None:
    """Make the organisations of any known spellings those that persons named for a demand.

    Those of the demand's own text stay. Raises BadQuery and NotFound as name_recipient does.
    """
    _require_named(demand)
    by_hand = {get_by_name(session, name).id or 0: True for name in names}
    demand_queries.replace_recipients(session, demand.id or 0, by_hand)
    follow_partners(session, [demand])


def list_recipients(session: Session, demand: Demand) -> list[tuple[str, bool]]:
    """Return the names of those that a demand is meant for, and whether a person named them."""
    named = _recipients(session, demand)
    names = organisation_queries.names_by_id(session, named)
    return [(names[body], by_hand) for body, by_hand in sorted(named.items())]


def follow_partners(session: Session, demands: Sequence[Demand]) -> int:
    """Have the demands meant for whom their intended partner surely is; return how many changed.

    What a person named stays. Demands of other levels are passed over.
    """
    directed = [d for d in demands if d.confidentiality is Confidentiality.NAMED]
    known = demand_queries.recipients(session, [demand.id or 0 for demand in directed])
    changed = 0
    for demand in directed:
        before = known.get(demand.id or 0, {})
        by_hand = {body: True for body, of_person in before.items() if of_person}
        said = sure_organisations(session, _APART.split(demand.intended_partner))
        after = dict.fromkeys(said, False) | by_hand
        if after != before:
            demand_queries.replace_recipients(session, demand.id or 0, after)
            changed += 1
    return changed


def sure_organisations(session: Session, names: Iterable[str]) -> list[int]:
    """Return the ids of the organisations that the names surely mean; any other is passed over.

    Sure is a known spelling of one body that is no person and shares its name with no other.
    """
    found: list[int] = []
    for name in names:
        if not org_key(name):
            continue
        body = organisation_queries.find_by_name(session, name)
        if body is None or body.org_type is OrgType.INDIVIDUAL:
            continue
        if organisation_queries.count_named(session, body.name) == 1:
            found.append(body.id or 0)
    return found


def _recipients(session: Session, demand: Demand) -> dict[int, bool]:
    return demand_queries.recipients(session, [demand.id or 0]).get(demand.id or 0, {})


def _require_named(demand: Demand) -> None:
    if demand.confidentiality is not Confidentiality.NAMED:
        raise BadQuery(
            f"需求 {demand.display_number} 的公开范围是“{demand.confidentiality.label}”，"
            "只有“定向”的需求才指定单位。请先改公开范围"
        )

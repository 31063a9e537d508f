"""People of the sample, one at each desk: who organises, a firm, and an owner of patents."""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.list_hands import Author
from models.account_enums import Role
from models.queries import accounts as account_queries
from models.queries import candidate_lists as list_queries
from models.queries import demands as demand_queries
from models.queries import events as event_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries

ORGANISER, FIRM, OWNER = "demo", "demo-firm", "demo-school"


@dataclass(frozen=True)
class OpenedAccount:
    """An account that was made: whose it is, its login, and its first password."""

    whose: str
    login: str
    password: str


def open_sample_accounts(session: Session, slug: str, author: Author) -> list[OpenedAccount]:
    """Make those accounts that are not there yet; slug: of an event with a list.

    Firm and owner are those of the pair that fits best, so that both find something at their desks.
    """
    firm_id, owner_id = _best_pair(session, slug)
    names = organisation_queries.names_by_id(session, [firm_id, owner_id])
    wanted = (
        (ORGANISER, "样例组织者", "组织者", Position(Role.PROVINCIAL_ORGANISER)),
        (FIRM, "样例企业用户", names[firm_id], Position(Role.ENTERPRISE_MEMBER, firm_id)),
        (OWNER, "样例高校用户", names[owner_id], Position(Role.UNIVERSITY_REVIEWER, owner_id)),
    )
    opened = []
    for login, name, whose, position in wanted:
        if account_queries.find_account(session, login) is None:
            _, password = add_account(session, NewAccount(login, name, position), author)
            opened.append(OpenedAccount(whose, login, password))
    return opened


def _best_pair(session: Session, slug: str) -> tuple[int, int]:
    """Return the firm and the first owner of the best pair of an event's newest list."""
    version = list_queries.get_version(session, event_queries.get_event(session, slug), None)
    entries = list_queries.list_entries(session, version)
    _, best = min(entries, key=lambda pair: (-pair[1].score, pair[0].id or 0))
    demand = demand_queries.by_ids(session, [best.demand_id])[best.demand_id]
    owners = patent_queries.owner_ids(session, [best.patent_id])[best.patent_id]
    return demand.organisation_id, owners[0]

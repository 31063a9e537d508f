"""A university with members and reviewers, and what they propose of its patents."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from matchmaker.services.accounts.registry import (
    NewAccount,
    Position,
    make_account,
    put_in_position,
)
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import Acting, acting
from matchmaker.services.listings import ListingWords, propose
from models.account_enums import AccountState, Role
from models.listing import ListingProposal
from models.patent import Patent
from models.queries import accounts as account_queries
from models.queries import listings as listing_queries
from tests.conftest import NOW
from tests.matchmaker.people_world import World

MACHINES, MATERIALS = "机械学院", "材料学院"
MEMBER, DEPARTMENT, UNIVERSITY = (
    Role.INSTITUTION_MEMBER,
    Role.DEPARTMENT_REVIEWER,
    Role.UNIVERSITY_REVIEWER,
)
CELLS = {"price": "50-80万元", "转化方式": "许可", "contact_phone": "13812345678"}


def person(
    session: Session,
    world: World,
    role: Role,
    department: str = "",
    *,
    owner: int = 0,
    at: datetime = NOW,
) -> Acting:
    """Return somebody of an institution, or of the office, who is made where they are not there."""
    body = world.owners[owner] if role.is_of_organisation else None
    city = "武汉" if role is Role.CITY_ORGANISER else ""
    login = "-".join([role.value, str(owner), *filter(str.isalnum, department)])
    account = account_queries.find_account(session, login)
    if account is None:
        position = Position(role, body, city, department)
        # Without a password: to hash one takes longer than all the rest.
        account = make_account(session, NewAccount(login, "测试人", position), Author("测试", NOW))
        account.state = AccountState.ACTIVE
        put_in_position(session, account, position)
        session.add(account)
        session.flush()
    viewer = account_viewer(session, account)
    return acting(session, viewer, Author(viewer.name, at))


def patent(session: Session, world: World, pair: int = 0) -> Patent:
    return session.get_one(Patent, world.pairs[pair][1])


def words(session: Session, world: World, pair: int = 0, **more: Any) -> ListingWords:
    number = patent(session, world, pair).display_number
    return replace(ListingWords(number, CELLS), **more)


def made(session: Session, world: World, who: Acting, pair: int = 0, **more: Any) -> int:
    """Propose; return the id."""
    return propose(session, who, words(session, world, pair, **more)).id or 0


def stored(session: Session, proposal_id: int) -> ListingProposal:
    return session.get_one(ListingProposal, proposal_id)


def acts(session: Session, proposal_id: int) -> list[str]:
    """What was done to a proposal."""
    return [one.act.label for one in listing_queries.steps_of(session, [proposal_id])[proposal_id]]

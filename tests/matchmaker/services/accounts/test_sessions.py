"""How long sessions last, and how their tokens change."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from matchmaker.services.accounts import registry
from matchmaker.services.accounts.registry import Position
from matchmaker.services.accounts.rules import AccountRules
from matchmaker.services.accounts.sessions import end_session, find_session, list_sessions
from matchmaker.services.accounts.sign_in import open_session
from models.account import Account, LoginSession
from models.account_enums import Role
from models.errors import NotFound
from tests.conftest import NOW
from tests.matchmaker.services.accounts.cases import ADMIN, HOME, PASSWORD, add

RULES = AccountRules()
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def holds(session: Session, token: str, at: datetime) -> bool:
    return find_session(session, token, RULES, at) is not None


def test_a_token_opens_the_session_of_its_account(session: Session) -> None:
    account = add(session)
    found = find_session(session, open_session(session, account, HOME, NOW), RULES, NOW)
    assert found is not None
    assert (found.account, found.new_token, found.changed) == (account, "", False)
    assert not holds(session, "something else", NOW)


def test_a_session_that_is_not_used_ends(session: Session) -> None:
    token = open_session(session, add(session), HOME, NOW)
    assert not holds(session, token, NOW + RULES.idle)


def test_a_session_in_use_ends_after_its_lifetime_all_the_same(session: Session) -> None:
    token, at = open_session(session, add(session), HOME, NOW), NOW
    last = NOW
    while (found := find_session(session, token, RULES, at)) is not None:
        token, last = found.new_token or token, at
        at += 10 * MINUTE
    assert (last - NOW, at - NOW) == (RULES.lifetime - 10 * MINUTE, RULES.lifetime)


def test_a_token_is_changed_and_the_old_one_answers_a_little_longer(session: Session) -> None:
    old = open_session(session, add(session), HOME, NOW)
    at = NOW + RULES.renewal
    found = find_session(session, old, RULES, at)
    assert found is not None
    assert found.new_token not in ("", old)
    # What forms are guarded by goes on.
    assert found.new_token.partition(".")[0] == old.partition(".")[0]
    assert [holds(session, old, at + wait) for wait in (RULES.grace, RULES.grace + SECOND)] == [
        True,
        False,
    ]
    assert holds(session, found.new_token, at + 10 * MINUTE)


def test_an_old_token_is_not_given_the_new_one(session: Session) -> None:
    old = open_session(session, add(session), HOME, NOW)
    at = NOW + RULES.renewal
    find_session(session, old, RULES, at)
    again = find_session(session, old, RULES, at + SECOND)
    assert again is not None
    assert again.new_token == ""


def test_when_it_was_seen_is_written_once_a_minute(session: Session) -> None:
    token = open_session(session, add(session), HOME, NOW)
    changed = [
        found.changed
        for wait in (1 * SECOND, 60 * SECOND, 61 * SECOND)
        if (found := find_session(session, token, RULES, NOW + wait)) is not None
    ]
    assert changed == [False, True, False]


def test_a_person_sees_and_ends_the_own_sessions_only(session: Session) -> None:
    ours, theirs = add(session), add(session, "li")
    for account in (ours, ours, theirs):
        open_session(session, account, HOME, NOW)
    newest, oldest = list_sessions(session, ours, RULES, NOW)
    end_session(session, ours, newest.id or 0, NOW)
    assert list_sessions(session, ours, RULES, NOW) == [oldest]
    (other,) = list_sessions(session, theirs, RULES, NOW)
    with pytest.raises(NotFound):
        end_session(session, ours, other.id or 0, NOW)


def shut(session: Session, account: Account) -> None:
    registry.disable(session, account, "离职", ADMIN)


def give_other_role(session: Session, account: Account) -> None:
    registry.change_position(session, account, Position(Role.AUDITOR), ADMIN)


def reset(session: Session, account: Account) -> None:
    registry.reset_password(session, account, ADMIN)


def change(session: Session, account: Account) -> None:
    registry.change_password(session, account, PASSWORD, "Xian-Tao#2027y", ADMIN)


@pytest.mark.parametrize("act", [shut, give_other_role, reset, change])
def test_what_changes_an_account_ends_its_sessions(session: Session, act: object) -> None:
    account = add(session)
    token = open_session(session, account, HOME, NOW)
    assert callable(act)
    act(session, account)
    assert not holds(session, token, NOW)
    assert session.exec(select(LoginSession.ended_at)).all() == [NOW]

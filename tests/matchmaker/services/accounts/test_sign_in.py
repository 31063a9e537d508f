"""Signing in, what is counted, and what is told."""

from datetime import timedelta

import pyotp
import pytest
from sqlmodel import Session, select

from matchmaker.services.accounts import registry, second_factor
from matchmaker.services.accounts.rules import AccountRules
from matchmaker.services.accounts.sign_in import Outcome
from models.account import LoginSession
from models.audit import AuditKind, AuditRecord
from models.errors import Conflict, InvalidValue
from tests.conftest import NOW
from tests.matchmaker.services.accounts.cases import ADMIN, PASSWORD, add, attempt, turn_round

MINUTE = timedelta(minutes=1)


def test_whoever_knows_the_password_is_signed_in(session: Session) -> None:
    account = add(session)
    done = attempt(session, NOW, login="ＷＡＮＧ ")
    assert (done.outcome, done.account, account.signed_in_at) == (Outcome.SIGNED_IN, account, NOW)


def test_the_token_is_stored_nowhere(session: Session) -> None:
    add(session)
    token = attempt(session, NOW).token
    opened = session.exec(select(LoginSession)).one()
    assert token not in repr(opened.model_dump().values())
    assert (opened.address, opened.browser) == ("10.0.0.7", "测试浏览器")


def test_a_name_that_nobody_has_is_answered_as_a_wrong_password(session: Session) -> None:
    add(session)
    known, unknown = attempt(session, NOW, "wrong"), attempt(session, NOW, "wrong", login="nobody")
    assert known == unknown
    assert known.outcome is Outcome.WRONG


@pytest.mark.parametrize("login", ["wang", "nobody"])
def test_five_wrong_passwords_lock_a_name_known_or_not(session: Session, login: str) -> None:
    add(session)
    for second in range(5):
        attempt(session, NOW + timedelta(seconds=second), "wrong", login=login)
    locked = attempt(session, NOW + MINUTE, PASSWORD, login=login)
    assert (locked.outcome, locked.message) == (
        Outcome.LOCKED,
        "尝试次数过多，请 14 分钟后再试",
    )


def test_the_lock_ends_by_itself(session: Session) -> None:
    add(session)
    for _ in range(5):
        attempt(session, NOW, "wrong")
    outcomes = [attempt(session, NOW + wait).outcome for wait in (14 * MINUTE, 15 * MINUTE)]
    assert outcomes == [Outcome.LOCKED, Outcome.SIGNED_IN]


def test_a_success_forgives_the_failures_before_it(session: Session) -> None:
    add(session)
    for _ in range(4):
        attempt(session, NOW, "wrong")
    attempt(session, NOW)
    attempt(session, NOW, "wrong")
    assert attempt(session, NOW).outcome is Outcome.SIGNED_IN


def test_a_shut_account_is_told_so_only_with_the_right_password(session: Session) -> None:
    account = add(session)
    registry.disable(session, account, "离职", ADMIN)
    outcomes = [attempt(session, NOW, word).outcome for word in ("wrong", PASSWORD)]
    assert outcomes == [Outcome.WRONG, Outcome.NOT_ACTIVE]


def test_an_old_password_has_to_be_changed(session: Session) -> None:
    account = add(session)
    attempt(session, NOW + timedelta(days=180))
    assert not account.must_change
    attempt(session, NOW + timedelta(days=180, seconds=1))
    assert account.must_change


def test_attempts_stand_in_the_log_and_unknown_names_do_not(session: Session) -> None:
    add(session)
    attempt(session, NOW, "wrong")
    attempt(session, NOW, "wrong", login=PASSWORD)
    attempt(session, NOW)
    found = session.exec(select(AuditRecord).where(AuditRecord.kind == AuditKind.LOGIN)).all()
    assert [(one.subject, one.details["outcome"]) for one in found] == [
        ("wang", "wrong"),
        ("（未知用户名）", "wrong"),
        ("wang", "signed_in"),
    ]


def test_the_second_factor_is_asked_for_and_taken_once(session: Session) -> None:
    account = add(session)
    new = second_factor.begin(account)
    clock = pyotp.TOTP(new.secret)
    second_factor.confirm(account, new.secret, clock.at(NOW), turn_round, NOW)
    later = NOW + MINUTE
    outcomes = [
        attempt(session, later).outcome,
        attempt(session, later, code="000000").outcome,
        attempt(session, later, code=clock.at(later)).outcome,
        attempt(session, later, code=clock.at(later)).outcome,
    ]
    assert outcomes == [
        Outcome.CODE_NEEDED,
        Outcome.CODE_WRONG,
        Outcome.SIGNED_IN,
        Outcome.CODE_WRONG,
    ]


def test_the_second_factor_is_not_told_without_the_password(session: Session) -> None:
    account = add(session)
    new = second_factor.begin(account)
    second_factor.confirm(account, new.secret, pyotp.TOTP(new.secret).at(NOW), turn_round, NOW)
    assert attempt(session, NOW, "wrong").outcome is Outcome.WRONG


def test_a_factor_is_in_force_only_after_a_right_code(session: Session) -> None:
    account = add(session)
    new = second_factor.begin(account)
    with pytest.raises(InvalidValue):
        second_factor.confirm(account, new.secret, "12345", turn_round, NOW)
    assert account.totp_sealed == ""
    second_factor.confirm(account, new.secret, pyotp.TOTP(new.secret).at(NOW), turn_round, NOW)
    with pytest.raises(Conflict):
        second_factor.begin(account)


@pytest.mark.parametrize(("seconds", "taken"), [(-30, True), (30, True), (-61, False), (61, False)])
def test_a_clock_may_be_half_a_minute_off(session: Session, seconds: int, taken: bool) -> None:
    account = add(session)
    at = NOW + timedelta(hours=1)
    new = second_factor.begin(account)
    clock = pyotp.TOTP(new.secret)
    second_factor.confirm(account, new.secret, clock.at(NOW), turn_round, NOW)
    code = clock.at(at + timedelta(seconds=seconds))
    assert second_factor.accept_code(account, code, turn_round, at) is taken


def test_rules_are_those_that_the_standard_asks_for() -> None:
    assert AccountRules().attempts <= 5

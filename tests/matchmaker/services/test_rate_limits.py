"""Buckets of allowances in the database: exact, given back evenly, kept through a restart."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.errors import BadConfiguration, TooManyRequests
from matchmaker.services.rate_limits import (
    Allowance,
    Charge,
    Standing,
    as_us,
    charge_stored,
    parse_allowance,
    spend,
    standing,
)
from models.rate_bucket import RateBucket
from models.session import make_session
from tests.conftest import NOW

THREE_A_MINUTE = Charge("a", Allowance(3, 60))


def take(session: Session, *charges: Charge, after: float = 0.0) -> Standing:
    return charge_stored(session, charges, NOW + timedelta(seconds=after))


def test_an_allowance_is_a_number_and_seconds() -> None:
    assert parse_allowance("60/90") == Allowance(60, 90)
    assert parse_allowance("0/60") is None


@pytest.mark.parametrize("text", ["", "60", "60/", "/60", "60/0", "-1/60", "6 0/60", "a/b"])
def test_what_is_no_allowance_is_refused(text: str) -> None:
    with pytest.raises(BadConfiguration, match="次数/秒数"):
        parse_allowance(text)


def test_so_many_at_once_and_then_one_every_part(session: Session) -> None:
    standings = [take(session, THREE_A_MINUTE) for _ in range(3)]
    assert standings == [Standing(3, 2, 20), Standing(3, 1, 40), Standing(3, 0, 60)]
    with pytest.raises(TooManyRequests, match="请在 20 秒后再试") as refused:
        take(session, THREE_A_MINUTE)
    assert refused.value.wait_seconds == 20
    with pytest.raises(TooManyRequests, match="请在 1 秒后再试"):
        take(session, THREE_A_MINUTE, after=19.5)
    assert take(session, THREE_A_MINUTE, after=20) == Standing(3, 0, 60)
    assert take(session, THREE_A_MINUTE, after=3600) == Standing(3, 2, 20)


def test_a_refusal_of_one_takes_from_none(session: Session) -> None:
    other = Charge("b", Allowance(1, 60))
    take(session, other)
    session.commit()
    with pytest.raises(TooManyRequests):
        take(session, THREE_A_MINUTE, other)
    session.rollback()
    assert take(session, THREE_A_MINUTE).remaining == 2


def test_what_is_told_is_the_bucket_with_the_least(session: Session) -> None:
    assert take(session, THREE_A_MINUTE, Charge("b", Allowance(2, 60))).limit == 2


def test_a_clock_set_back_locks_nobody_out(session: Session) -> None:
    for _ in range(3):
        take(session, THREE_A_MINUTE, after=86_400)
    assert take(session, THREE_A_MINUTE) == Standing(3, 2, 20)


def test_full_buckets_are_forgotten(session: Session) -> None:
    take(session, THREE_A_MINUTE)
    take(session, Charge("b", Allowance(3, 60)), after=30)
    session.commit()
    assert [row.key for row in session.exec(select(RateBucket))] == ["b"]


def test_takers_at_once_get_no_more_than_there_is(engine: Engine) -> None:
    allowance = Allowance(5, 3600)
    start, taken = Barrier(8), []

    def ask(number: int) -> None:
        start.wait()
        for turn in range(3):
            keys = [Charge("shared", allowance), Charge(f"{number}-{turn}", allowance)]
            with make_session(engine) as session:
                try:
                    charge_stored(session, keys, NOW)
                except TooManyRequests:
                    session.rollback()
                else:
                    session.commit()
                    taken.append(number)

    threads = [Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 5


@given(
    st.integers(1, 50),
    st.integers(1, 10_000),
    st.lists(st.integers(0, 5_000_000), max_size=60),
)
def test_never_more_than_the_count_in_its_seconds_beyond_what_is_given_back(
    count: int, seconds: int, steps: list[int]
) -> None:
    charge = Charge("a", Allowance(count, seconds))
    now = start = as_us(NOW)
    spent, taken = 0, 0
    for step in steps:
        now += step
        found = spend(charge, spent, now)
        if found is not None:
            spent, taken = found, taken + 1
            assert 0 <= standing(charge, spent, now).remaining < count
        assert taken <= count + (now - start) // charge.allowance.cost_us

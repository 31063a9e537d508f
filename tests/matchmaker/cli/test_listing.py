"""Listings by commands, on behalf of institutions."""

import csv
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from matchmaker.cli.output import today
from matchmaker.services.listing_terms import DEFAULT_MONTHS
from models.session import make_session
from models.values.dates import months_after
from tests.factories import number
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.people_world import OWNERS, World, make_world
from tests.matchmaker.services.listing_cases import MACHINES, MEMBER, made, patent, person

BY = ("--by", "王")
PATENT, SECOND = number("202010000001"), number("202010000002")


@pytest.fixture
def world(engine: Engine) -> World:
    with make_session(engine) as session:
        world = make_world(session)
        session.commit()
    return world


def listed(run: Run, *words: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").out)))


def propose(engine: Engine, world: World) -> int:
    """A member proposes."""
    with make_session(engine) as session:
        proposal = made(session, world, person(session, world, MEMBER, MACHINES))
        session.commit()
    return proposal


def test_a_listing_on_behalf_is_there_at_once(run: Run, world: World, engine: Engine) -> None:
    until = today() + timedelta(days=20)
    said = ("--set", "price=50万元", "--until", until, "--organisation", OWNERS[0])
    done = run("listing", "propose", PATENT, *said, *BY)
    assert (done.code, f"已通过，挂牌至 {until}" in done.out) == (0, True)
    (row,) = listed(run, "listing", "list", "--state", "passed", "--organisation", OWNERS[0])
    assert (row["patent"], row["proposed_by"], row["listed_until"]) == (PATENT, "王", str(until))
    (ending,) = listed(run, "listing", "expiring", "--organisation", OWNERS[0])
    assert (ending["patent"], ending["days_left"], ending["owners"]) == (PATENT, "20", OWNERS[0])
    assert listed(run, "listing", "expiring", "--expired") == []
    renewed = run("listing", "renew", PATENT, *BY)
    assert (renewed.code, str(months_after(until, DEFAULT_MONTHS)) in renewed.out) == (0, True)
    down = ("listing", "take-down", PATENT, "--reason", "已转让")
    assert run(*down, "--withdraw-consent", *BY).code == 0
    again = run("listing", "renew", PATENT, SECOND, *BY, "--format", "json")
    assert again.code == 1
    assert ["重新申报" in one["error"] for one in json.loads(again.out)] == [True, False]
    steps = listed(run, "listing", "history", PATENT)
    assert [one["act"] for one in steps] == ["申报", "院校审核通过", "续期", "撤下"]
    assert {one["actor"] for one in steps} == {"王"}
    with make_session(engine) as session:
        assert not patent(session, world).owner_consents


def test_a_proposal_is_shown_and_passed(run: Run, world: World, engine: Engine) -> None:
    proposal = propose(engine, world)
    (row,) = listed(run, "listing", "list", "--waiting", "--department", MACHINES)
    assert (row["id"], row["state"]) == (str(proposal), "待院校审核")
    shown = json.loads(run("listing", "show", proposal, "--format", "json").out)
    prices = [one for one in shown["fields"] if one["label"] == "价格"]
    assert [(one["present"], one["proposed"]) for one in prices] == [("", "50–80万元")]
    assert "价格" in run("listing", "show", proposal).out
    done = run("listing", "pass", proposal, *BY)
    assert (done.code, "已通过，挂牌至" in done.out) == (0, True)
    assert run("listing", "pass", proposal, *BY).code == 2
    assert listed(run, "listing", "list", "--waiting") == []


def test_a_proposal_is_returned_with_the_reason(run: Run, world: World, engine: Engine) -> None:
    proposal = propose(engine, world)
    assert run("listing", "return", proposal, "--reason", " ", *BY).code == 2
    done = run("listing", "return", proposal, "--reason", "价格缺少依据", *BY)
    assert (done.code, "已退回" in done.out) == (0, True)
    (row,) = listed(run, "listing", "list", "--patent", PATENT)
    assert row["state"] == "已退回"


@pytest.mark.parametrize(
    "wrong",
    [
        ("propose", PATENT, "--set", "price", *BY),
        ("propose", PATENT, "--set", "maturity=差不多了", *BY),
        ("propose", PATENT, "--organisation", "不存在的大学", *BY),
        ("propose", PATENT, "--by", " "),
        ("pass", "77", *BY),
        ("take-down", PATENT, "--reason", "", *BY),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, world: World, wrong: tuple[str, ...]) -> None:
    done = run("listing", *wrong)
    assert done.code == 2
    assert any("\u4e00" <= sign <= "\u9fff" for sign in done.err)


def test_a_list_says_where_it_was_cut_off(run: Run, world: World) -> None:
    for one in (PATENT, SECOND):
        assert run("listing", "propose", one, *BY).code == 0
    done = run("listing", "list", "--limit", "1", "--format", "csv")
    assert (len(done.out.splitlines()), "--limit" in done.err) == (2, True)

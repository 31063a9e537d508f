"""Patents like a patent, to be offered together."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.matching.gates import Gate
from matchmaker.services.ranking import RankOptions
from matchmaker.services.similar import SimilarTo, similar_to
from models.errors import InvalidValue, NotFound
from tests.factories import number
from tests.matchmaker.services.direction_cases import (
    ALIVE,
    DEAD,
    GAS,
    HEAD,
    OPTIONS,
    PROBE,
    ROLL,
    Stocked,
    make_stocked,
)


@pytest.fixture
def stocked(engine: Engine, session: Session, tmp_path: Path) -> Stocked:
    return make_stocked(engine, session, tmp_path)


def ask(stocked: Stocked, patent: str, options: RankOptions = OPTIONS) -> SimilarTo:
    return similar_to(stocked.session, stocked.desk, patent, options)


def numbers(found: SimilarTo) -> list[str]:
    return [patent.application_number for patent in found.patents]


def test_nearest_patents_come_first_without_the_patent_itself(stocked: Stocked) -> None:
    found = ask(stocked, ROLL)
    assert (found.application_number, found.gate) == (ROLL, None)
    assert numbers(found)[:2] == [HEAD, PROBE]
    assert ROLL not in numbers(found)
    scores = [patent.score for patent in found.patents]
    assert scores == sorted(scores, reverse=True)
    assert [patent.rank for patent in found.patents] == list(range(1, len(scores) + 1))


def test_owner_and_what_is_shared_are_told(stocked: Stocked) -> None:
    gas = next(p for p in ask(stocked, ALIVE).patents if p.application_number == GAS)
    assert (gas.title, gas.owner) == ("一种电池包产气检测装置", "武汉大学、武汉纺织大学")
    assert {"电池包", "热失控"} <= set(gas.phrases)
    assert gas.subclasses == ("H01M",)
    assert "“热失控”" in gas.reason
    assert "同属 H01M（" in gas.reason


def test_gates_keep_patents_out_and_are_lifted_on_request(stocked: Stocked) -> None:
    assert DEAD not in numbers(ask(stocked, ALIVE))
    assert DEAD in numbers(ask(stocked, ALIVE, replace(OPTIONS, any_state=True)))
    stocked.change_patent(GAS, city_code="370900")
    assert GAS not in numbers(ask(stocked, ALIVE))
    assert GAS in numbers(ask(stocked, ALIVE, replace(OPTIONS, anywhere=True)))


def test_dead_patent_is_answered_with_living_ones(stocked: Stocked) -> None:
    found = ask(stocked, DEAD)
    assert found.gate is Gate.DEAD
    assert set(numbers(found)[:2]) == {ALIVE, GAS}
    assert DEAD not in numbers(found)


def test_records_of_the_same_thing_are_left_out_or_listed_once(stocked: Stocked) -> None:
    stocked.change_patent(HEAD, duplicate_of_id=stocked.patent_id(ROLL))
    assert {ROLL, HEAD} & set(numbers(ask(stocked, ROLL))) == set()
    assert {ROLL, HEAD} & set(numbers(ask(stocked, HEAD))) == set()
    assert len({ROLL, HEAD} & set(numbers(ask(stocked, PROBE)))) == 1


def test_top_keeps_the_head(stocked: Stocked) -> None:
    whole, head = ask(stocked, ROLL), ask(stocked, ROLL, replace(OPTIONS, top=2))
    assert head.patents == whole.patents[:2]


def test_number_of_no_patent_is_refused(stocked: Stocked) -> None:
    with pytest.raises(NotFound, match="没有申请号为"):
        ask(stocked, number("202110000099"))
    with pytest.raises(InvalidValue):
        ask(stocked, "123")

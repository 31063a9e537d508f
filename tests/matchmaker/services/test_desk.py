"""A desk answers as the stock behind it does, and works out once what does not change."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from matchmaker.matching.facts import PatentTerms
from matchmaker.matching.gates import Gate, Occasion
from matchmaker.services import desk as desk_module
from matchmaker.services.desk import Desk
from matchmaker.services.stock import StockPatent, make_offers
from models.errors import NotFound
from tests.matchmaker.matching.corpus import PATENTS, make_index
from tests.matchmaker.services.test_offered import ALIVE

INDEX = make_index(PATENTS)
STOCK = [
    StockPatent(doc, ALIVE, 0, doc.id, PatentTerms(trl=doc.id % 9 + 1, listed_on=date(2024, 1, 1)))
    for doc in PATENTS
]
OCCASION = Occasion(date(2024, 5, 6), date(2024, 6, 1), "420000")
EVERYWHERE = replace(OCCASION, lifted=frozenset(Gate))


def test_a_mask_holds_what_the_gates_let_through() -> None:
    offers = make_offers(STOCK)
    desk = Desk(INDEX, offers)
    for occasion in (OCCASION, EVERYWHERE):
        passed, _ = offers.mask(INDEX, occasion)
        assert desk.mask(occasion, None).tolist() == passed.tolist()


def test_the_gate_of_a_patent_is_asked_for_by_its_id() -> None:
    offers = make_offers([replace(STOCK[0], facts=replace(ALIVE, owner_consents=False)), STOCK[1]])
    desk = Desk(INDEX, offers)
    assert desk.gate(STOCK[0].doc.id, OCCASION) is Gate.NO_CONSENT
    assert desk.gate(STOCK[1].doc.id, OCCASION) is None
    for unknown in (0, STOCK[1].doc.id + 1):
        with pytest.raises(KeyError):
            desk.gate(unknown, OCCASION)


def test_an_industry_bounds_the_mask() -> None:
    column = INDEX.industry_slugs.index("beidou")
    expected = np.asarray(INDEX.industries[:, column]) > 0
    assert Desk(INDEX, make_offers(STOCK)).mask(EVERYWHERE, "beidou").tolist() == expected.tolist()


def test_an_industry_that_came_after_the_index_is_told_so() -> None:
    with pytest.raises(NotFound, match="索引中还没有产业 metal。请更新索引后再试"):
        Desk(INDEX, make_offers(STOCK)).mask(EVERYWHERE, "metal")


def test_a_mask_is_worked_out_once() -> None:
    desk = Desk(INDEX, make_offers(STOCK))
    masks = [desk.mask(occasion, None) for occasion in (OCCASION, EVERYWHERE)]
    assert desk.mask(OCCASION, None) is masks[0]
    assert desk.mask(EVERYWHERE, None) is masks[1]


def test_of_many_masks_the_oldest_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "KEPT_MASKS", 2)
    desk = Desk(INDEX, make_offers(STOCK))
    days = [replace(EVERYWHERE, as_of=date(2024, 5, day)) for day in (1, 2, 3)]
    first = [desk.mask(day, None) for day in days]
    assert desk.mask(days[2], None) is first[2]
    assert desk.mask(days[0], None) is not first[0]
    assert desk.mask(days[0], None).tolist() == first[0].tolist()


@pytest.mark.parametrize("day", [date(2024, 5, 6), date(2025, 1, 1)])
def test_facts_are_those_of_the_day(day: date) -> None:
    found, expected = (
        Desk(INDEX, make_offers(STOCK)).facts(day),
        make_offers(STOCK).facts(INDEX, day),
    )
    assert found.as_of_day == expected.as_of_day
    assert found.trl.tolist() == expected.trl.tolist()
    assert found.listed_day.tolist() == expected.listed_day.tolist()

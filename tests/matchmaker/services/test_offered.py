"""Which rows of an index may be offered."""

from dataclasses import replace
from datetime import date

from matchmaker.matching.gates import Gate, Occasion
from matchmaker.matching.patent_gates import PatentFacts
from matchmaker.matching.types import PatentDoc
from matchmaker.services.stock import StockPatent, make_offers
from models.values.legal_status import LegalState
from tests.matchmaker.matching.corpus import make_index

TODAY = date(2024, 5, 6)
OCCASION = Occasion(as_of=TODAY, held_on=TODAY, province="420000")
ALIVE = PatentFacts(LegalState.IN_FORCE, None, None, None, True, None, (), "420100")
DEAD = replace(ALIVE, legal_state=LegalState.DEAD)
ABROAD = replace(ALIVE, city_code="410100")


def stocked(number: int, facts: PatentFacts) -> StockPatent:
    return StockPatent(PatentDoc(number, f"电池{number}", ""), facts, 0, number)


def test_rows_that_pass_are_offered_and_the_others_counted_by_their_gate() -> None:
    stock = [stocked(n, facts) for n, facts in ((2, DEAD), (4, ALIVE), (6, ABROAD), (8, DEAD))]
    index = make_index([patent.doc for patent in stock])
    mask, stopped = make_offers(stock).mask(index, OCCASION)
    assert mask.tolist() == [False, True, False, False]
    assert stopped == {Gate.DEAD: 2, Gate.OUTSIDE_PROVINCE: 1}


def test_patents_of_one_side_only_are_not_offered() -> None:
    index = make_index([PatentDoc(n, f"电池{n}", "") for n in (1, 2)])
    mask, stopped = make_offers([stocked(2, ALIVE), stocked(3, ALIVE)]).mask(index, OCCASION)
    assert mask.tolist() == [False, True]
    assert not stopped


def test_no_patents_are_no_offer() -> None:
    index = make_index([PatentDoc(1, "电池", "")])
    assert make_offers([]).mask(index, OCCASION)[0].tolist() == [False]

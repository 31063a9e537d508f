"""Patents found in a database, by words and facets, with what each may be narrowed by."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.matching.catalogue import Facet, Sort
from matchmaker.services.browsing import BrowsePage, Wanted, browse
from matchmaker.services.catalogue import load_catalogue
from matchmaker.services.institution_page import make_institution_page
from matchmaker.services.patent_page import make_patent_page
from models.errors import NotFound
from models.queries import patents as patent_queries
from models.values.legal_status import LegalState
from tests.matchmaker.services.direction_cases import (
    ALIVE,
    DEAD,
    GAS,
    HEAD,
    PROBE,
    ROLL,
    SCAR,
    Stocked,
    make_stocked,
)

TODAY = date(2024, 6, 1)


@pytest.fixture
def stocked(engine: Engine, session: Session, tmp_path: Path) -> Stocked:
    return make_stocked(engine, session, tmp_path)


def look(stocked: Stocked, wanted: Wanted) -> BrowsePage:
    return browse(stocked.session, stocked.index, load_catalogue(stocked.session), wanted)


def numbers(found: BrowsePage) -> list[str]:
    return [one.patent.display_number for one in found.patents]


def choices(found: BrowsePage, facet: Facet) -> dict[str, int]:
    view = next(one for one in found.facets if one.name == facet.value)
    return {label: count for _, label, count in view.choices}


def test_words_find_patents_and_are_marked(stocked: Stocked) -> None:
    found = look(stocked, Wanted(words="轧辊 裂纹"))
    assert set(numbers(found)) == {ROLL, SCAR, HEAD, PROBE} & set(numbers(found))
    assert {ROLL, HEAD, PROBE} <= set(numbers(found))
    assert found.total == len(found.patents)
    for one in found.patents:
        marked = {text for text, is_marked in (*one.title, *one.text) if is_marked}
        assert any("轧辊" in text for text in marked)


def test_facets_count_and_narrow(stocked: Stocked) -> None:
    everything = look(stocked, Wanted())
    assert everything.total == 7
    assert choices(everything, Facet.STATE) == {"有效": 6, "失效": 1}
    dead = look(stocked, Wanted(chosen={Facet.STATE: "dead"}))
    assert numbers(dead) == [DEAD]
    # What else could be chosen instead is still told.
    assert choices(dead, Facet.STATE) == {"有效": 6, "失效": 1}
    assert choices(dead, Facet.CITY) == {"武汉": 1}


def test_price_maturity_and_mode_are_facets(stocked: Stocked) -> None:
    stocked.change_patent(GAS, price_low_cny=800_000, maturity_trl=8, transfer_modes=["equity"])
    found = look(stocked, Wanted())
    assert choices(found, Facet.PRICE) == {"50–100 万元": 1}
    assert choices(found, Facet.MATURITY) == {"可产业化（8–9 级）": 1}
    assert choices(found, Facet.MODE)["作价入股"] == 1
    only = look(stocked, Wanted(chosen={Facet.PRICE: "50-100", Facet.MODE: "equity"}))
    assert numbers(only) == [GAS]
    assert numbers(look(stocked, Wanted(sort=Sort.CHEAPEST)))[0] == GAS


def test_offers_that_have_ended_are_left_out_where_asked(stocked: Stocked) -> None:
    stocked.change_patent(GAS, listed_until=date(2024, 5, 31))
    stocked.change_patent(HEAD, owner_consents=False)
    found = look(stocked, Wanted(offered_on=TODAY))
    assert {GAS, HEAD, DEAD} & set(numbers(found)) == set()
    assert found.total == 4


def test_what_another_record_stands_for_is_listed_once(stocked: Stocked) -> None:
    stocked.change_patent(PROBE, duplicate_of_id=stocked.patent_id(ROLL))
    assert PROBE not in numbers(look(stocked, Wanted()))


def test_page_beyond_the_last_is_the_last(stocked: Stocked) -> None:
    found = look(stocked, Wanted(page=9))
    assert (found.page, found.pages, len(found.patents)) == (1, 1, 7)


def test_institution_shows_what_it_offers(stocked: Stocked) -> None:
    owner = patent_queries.owner_ids(stocked.session, [stocked.patent_id(GAS)])
    (first, _) = owner[stocked.patent_id(GAS)]
    stocked.change_patent(GAS, owner_consents=False)
    page = make_institution_page(stocked.session, load_catalogue(stocked.session), first, TODAY)
    assert page.organisation.name == "武汉大学"
    mine = [one.patent.display_number for one in page.newest]
    assert GAS not in mine
    assert (page.patents, page.offered) == (len(mine) + 1, len(mine))
    assert sum(count for _, _, count in page.industries) >= page.offered
    with pytest.raises(NotFound):
        make_institution_page(stocked.session, load_catalogue(stocked.session), 9999, TODAY)


def test_patent_page_tells_its_life_and_no_contact(stocked: Stocked) -> None:
    stocked.change_patent(
        ALIVE,
        filing_date=date(2014, 6, 1),
        expiry_date=date(2034, 6, 1),
        grant_date=date(2016, 6, 1),
        contact_name="张密",
        contact_phone="13800000000",
        listed_until=TODAY,
    )
    page = make_patent_page(stocked.session, ALIVE, TODAY)
    assert page.is_offered
    assert page.life is not None
    assert round(page.life.share_gone, 3) == 0.5
    assert round(page.life.share_granted or 0, 2) == 0.1
    assert page.life.days_left == 3652
    assert page.patent.legal_state is LegalState.IN_FORCE
    told = "".join(text for pair in page.terms for text in pair)
    assert "张密" not in told
    assert "138" not in told
    assert not make_patent_page(stocked.session, ALIVE, date(2024, 6, 2)).is_offered
    assert not make_patent_page(stocked.session, DEAD, TODAY).is_offered

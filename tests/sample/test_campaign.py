"""The sample campaign: every list made, good pairs found, traps avoided, both databases alike."""

from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from matchmaker.jobs.database import database
from matchmaker.jobs.lists import export_list
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.store import load_index
from matchmaker.services.answers import rank_patents
from matchmaker.services.desk import Desk
from matchmaker.services.list_hands import Author
from matchmaker.services.ranking import RankOptions
from matchmaker.services.stock import load_demands, load_offers
from models.demand import Demand
from models.session import make_session
from tests.conftest import NOW
from tests.sample.conftest import Campaign, run_campaign

BY = Author("张三", NOW)
Planted = list[dict[str, str]]

# What this sample promises of its planted pairs.
FOUND_IN_TOP = 5
FOUND_SHARE = 0.90


def key(number: str) -> str:
    return number.upper().replace("CN", "").replace(".", "")


def best_numbers(campaign: Campaign, top: int) -> dict[str, list[str]]:
    """Return demand number → application numbers of its best patents on a day in the campaign."""
    with database(campaign.settings) as engine, make_session(engine) as session:
        index = load_index(campaign.settings.index_dir)
        demands = load_demands(session)
        numbers = {d.id: d.demand_number for d in session.exec(select(Demand))}
        day = campaign.views["p1-wuhan"].held_on
        options = RankOptions(as_of=day, province="420000", top=top)
        docs = [demand.doc for demand in demands]
        answers = rank_patents(session, Desk(index, load_offers(session)), docs, options)
    return {
        numbers[doc.id]: [key(patent.application_number) for patent in answer]
        for doc, answer in zip(docs, answers, strict=True)
    }


def test_every_event_of_the_campaign_has_a_list(campaign: Campaign) -> None:
    kinds = Counter(view.kind for view in campaign.views.values())
    assert kinds == {"省级供需对接": 4, "专利路演": 17}
    assert [slug for slug, view in campaign.views.items() if not view.entries] == []


def test_planted_pairs_are_found_near_the_top(campaign: Campaign, planted: Planted) -> None:
    best = best_numbers(campaign, FOUND_IN_TOP)
    pairs = [row for row in planted if row["kind"] == "pair"]
    found = [key(row["application_number"]) in best[row["demand_number"]] for row in pairs]
    assert len(pairs) >= 120
    assert sum(found) >= FOUND_SHARE * len(pairs)


@pytest.mark.parametrize("kind", ["expired", "licensed"])
def test_patents_that_cannot_be_had_are_on_no_list(
    campaign: Campaign, planted: Planted, kind: str
) -> None:
    traps = {key(row["application_number"]) for row in planted if row["kind"] == kind}
    listed = {
        key(entry.application_number) for view in campaign.views.values() for entry in view.entries
    }
    assert len(traps) >= 20
    assert traps & listed == set()


def test_same_words_in_another_field_are_on_no_list(campaign: Campaign, planted: Planted) -> None:
    traps = {
        (row["demand_number"], key(row["application_number"]))
        for row in planted
        if row["kind"] == "field"
    }
    listed = {
        (entry.demand_number, key(entry.application_number))
        for view in campaign.views.values()
        for entry in view.entries
    }
    assert len(traps) >= 40
    assert traps & listed == set()


def test_caps_hold_on_every_list(campaign: Campaign) -> None:
    for view in campaign.views.values():
        demands = Counter(entry.demand_number for entry in view.entries)
        patents = Counter(entry.application_number for entry in view.entries)
        assert max(demands.values()) <= 5, view.slug
        assert max(patents.values()) <= 3, view.slug


def test_every_list_is_the_best_that_its_rules_allow(campaign: Campaign) -> None:
    assert {view.method for view in campaign.views.values()} == {"最优"}


def test_reasons_add_up_to_the_score(campaign: Campaign) -> None:
    for view in campaign.views.values():
        for entry in view.entries:
            assert sum(row.share for row in entry.rows) == pytest.approx(entry.score, abs=1e-9)


def test_hidden_demands_are_on_no_list(campaign: Campaign) -> None:
    with database(campaign.settings) as engine, make_session(engine) as session:
        hidden = {
            demand.demand_number for demand in session.exec(select(Demand)) if _is_hidden(demand)
        }
    listed = {e.demand_number for view in campaign.views.values() for e in view.entries}
    assert hidden & listed == set()
    assert len(hidden) > 0


def _is_hidden(demand: Demand) -> bool:
    return demand.confidentiality.value in {"named", "hidden"}


@pytest.mark.postgres
def test_postgres_gives_the_same_lists(
    campaign: Campaign, empty_postgres_url: str, tmp_path: Path
) -> None:
    other = run_campaign(tmp_path, empty_postgres_url)
    for slug, view in campaign.views.items():
        assert other.views[slug].entries == view.entries, slug
        assert other.views[slug].notices == view.notices, slug


def test_exports_are_the_same_bytes_each_time(campaign: Campaign, tmp_path: Path) -> None:
    with database(campaign.settings) as engine:
        first = export_list(engine, "r-420300", None, tmp_path / "a", BY).read_bytes()
        second = export_list(engine, "r-420300", None, tmp_path / "b", BY).read_bytes()
    assert first == second


def test_default_algorithm_is_named_on_the_list(campaign: Campaign) -> None:
    assert {view.algorithm for view in campaign.views.values()} == {DEFAULT_ALGORITHM}

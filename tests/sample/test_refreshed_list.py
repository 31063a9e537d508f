"""A list that people have worked on, refreshed after five hundred patents changed, then locked."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from matchmaker.events.hand_work import Deed, PairKey
from matchmaker.jobs.database import database
from matchmaker.jobs.lists import ListRequest, export_list, lock_lists, make_lists
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.index import Recipe
from matchmaker.services import indexing
from matchmaker.services.list_difference import compare_versions
from matchmaker.services.list_edits import do
from matchmaker.services.list_hands import Author
from matchmaker.services.list_types import ListView
from matchmaker.services.list_view import view_list
from matchmaker.settings import Settings
from models.enums import ListAct
from models.patent import Patent
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries
from models.session import make_session
from models.values.legal_status import LegalState
from tests.conftest import NOW
from tests.sample.conftest import Campaign

SLUG = "p4-field"
REQUEST = ListRequest((SLUG,), actor="张三")
CHANGED = 500


@dataclass(frozen=True)
class Refreshed:
    """A list before and after; pinned, noted: the pairs that people touched before."""

    settings: Settings
    pinned: frozenset[PairKey]
    noted: dict[PairKey, str]
    before: ListView
    after: ListView


@pytest.fixture(scope="module")
def refreshed(campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refreshed]:
    folder = tmp_path_factory.mktemp("refreshed")
    shutil.copytree(campaign.settings.data_dir, folder, dirs_exist_ok=True)
    settings = Settings(data_dir=folder, database_url="")
    with database(settings) as engine:
        before = read(engine)
        keys = [entry.key for entry in before.entries]
        pinned, noted = frozenset(keys[::15]), {key: f"备注 {key}" for key in keys[7::15]}
        with make_session(engine) as session:
            event = event_queries.get_event(session, SLUG)
            for key in sorted(pinned):
                do(session, event, Deed(key, ListAct.PIN), Author("张三", NOW))
            for key, text in sorted(noted.items()):
                # A note alone does not keep a pair: these are pinned, too.
                do(session, event, Deed(key, ListAct.PIN), Author("张三", NOW))
                do(session, event, Deed(key, ListAct.NOTE, text), Author("李四", NOW))
            session.commit()
        change_patents(engine)
        with make_session(engine) as session:
            scheme = get_algorithm(DEFAULT_ALGORITHM).scheme
            indexing.build(session, settings.index_dir, Recipe(settings.segmenter, scheme))
        make_lists(engine, settings, REQUEST, NOW)
        yield Refreshed(settings, pinned, noted, before, read(engine))


def change_patents(engine: Engine) -> None:
    """Let every listed patent and others die, be sold dearer, or be about something else."""
    with make_session(engine) as session:
        patents = session.exec(select(Patent).order_by(col(Patent.id))).all()[:CHANGED]
        for number, patent in enumerate(patents):
            if number % 3 == 0:
                patent.legal_state = LegalState.DEAD
            elif number % 3 == 1:
                patent.price_low_cny, patent.price_high_cny = 90_000_000, 99_000_000
            else:
                patent.abstract = "本发明公开了一种水稻育秧盘，便于机械插秧。"
            session.add(patent)
        session.commit()


def read(engine: Engine) -> ListView:
    with make_session(engine) as session:
        event = event_queries.get_event(session, SLUG)
        return view_list(session, event, list_queries.get_version(session, event, None))


def test_every_pin_and_every_note_is_kept(refreshed: Refreshed) -> None:
    entries = {entry.key: entry for entry in refreshed.after.entries}
    assert refreshed.after.version == refreshed.before.version + 1
    assert len(refreshed.pinned) > 10
    assert {key for key in refreshed.pinned if "固定" in entries[key].hand} == refreshed.pinned
    assert {key: entries[key].note for key in refreshed.noted} == refreshed.noted


def test_what_left_did_so_for_a_reason_and_nothing_dead_came(refreshed: Refreshed) -> None:
    with database(refreshed.settings) as engine, make_session(engine) as session:
        found = compare_versions(session, event_queries.get_event(session, SLUG), 1, 2)
    reasons = {why for _, why in found.went}
    assert "专利已失效" in reasons
    assert "" not in reasons
    wanted = refreshed.pinned | refreshed.noted.keys()
    dead = {e.key for e in refreshed.after.entries if e.legal_state == "失效"}
    assert dead <= wanted
    assert {entry.key for entry in found.came} & wanted == set()


def test_locked_list_is_exported_to_the_same_bytes(refreshed: Refreshed, tmp_path: Path) -> None:
    with database(refreshed.settings) as engine:
        request = ListRequest((SLUG,), as_of=date(2024, 6, 1), actor="张三")
        (outcome,) = lock_lists(engine, refreshed.settings, request, NOW)
        first = export_list(engine, SLUG, None, tmp_path / "a", Author("张三", NOW)).read_bytes()
        change_patents(engine)
        second = export_list(engine, SLUG, None, tmp_path / "b", Author("张三", NOW)).read_bytes()
    assert outcome.locked
    assert first == second

"""Hostile files on the way of every upload: refused in words or read without harm.

Each is read by a process that may take 1 GiB; `scripts/hostile` measures what they take.
"""

import resource
from pathlib import Path

import pytest

from matchmaker.jobs.uploads import sweep_uploads
from matchmaker.settings import Settings
from models.queries.uploads import list_uploads
from models.session import make_engine, make_session
from scripts.hostility.case import Case
from scripts.hostility.cases import CASES
from scripts.hostility.sending import NOW, fresh_settings, send, verdict_is_right
from tests.matchmaker.services.test_upload_files import names_in


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return fresh_settings(tmp_path_factory.mktemp("hostile"))


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.slug for case in CASES}) == len(CASES) >= 80


@pytest.mark.parametrize("case", [pytest.param(case, id=case.slug) for case in CASES])
def test_a_hostile_file_ends_as_it_should(settings: Settings, tmp_path: Path, case: Case) -> None:
    path = tmp_path / "case"
    case.make(path)
    before = resource.getrlimit(resource.RLIMIT_AS)
    verdict = send(settings, case, path)
    path.unlink()
    assert verdict_is_right(case, verdict), verdict.text
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert [name for name in names_in(settings.uploads_dir) if name.startswith(".")] == []


def test_nothing_of_them_is_left_once_their_days_are_over(settings: Settings) -> None:
    engine = make_engine(settings.resolved_database_url)
    with make_session(engine) as session:
        count = len(list_uploads(session))
    later = NOW.replace(year=NOW.year + 1)
    assert sweep_uploads(engine, settings, later).expired == count
    engine.dispose()
    assert names_in(settings.uploads_dir) == []

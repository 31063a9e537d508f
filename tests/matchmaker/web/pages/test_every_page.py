"""Every page, opened in a real browser: it fits, can be used by all, and keeps to this host."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from scripts.serving.visits import FILES, IN_STORY, VISITS
from tests.conftest import NOW
from tests.matchmaker.web.chromium import Watch, assert_sound, visiting
from tests.matchmaker.web.page_paths import page_paths
from tests.matchmaker.web.pages.sample import Sample, serving_copy

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sample(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    with serving_copy(loaded, tmp_path_factory.mktemp("sample")) as sample:
        yield sample


def test_every_page_is_opened_by_somebody(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(data_dir=tmp_path_factory.mktemp("empty"), database_url="")
    found = page_paths(create_app(settings, lambda: NOW))
    assert found - FILES - IN_STORY - {"/metrics"} == set(VISITS)


@pytest.mark.parametrize("route", sorted(VISITS))
def test_page_fits_and_can_be_used_and_keeps_to_this_host(
    browser: Browser, sample: Sample, route: str
) -> None:
    visit = VISITS[route]
    with visiting(browser, sample.server.url, sample.cookie(visit.who)) as page:
        watch = Watch(sample.server.url.removeprefix("http://"))
        watch.over(page)
        answer = page.goto(sample.address(visit.path))
        assert answer is not None
        assert answer.status == 200
        assert_sound(page)
    assert (watch.elsewhere, watch.said) == ([], [])

"""Every page, opened in a real browser: it fits, can be used by all, and keeps to this host."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
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


def test_whoever_acts_for_a_firm_sees_so_on_paper_too(browser: Browser, sample: Sample) -> None:
    organiser = sample.cookie(Role.PROVINCIAL_ORGANISER)
    with visiting(browser, sample.server.url, organiser) as page:
        page.goto(f"{sample.server.url}/office/acting?organisation={sample.entry.enterprise.id}")
        page.get_by_label("代办事由").fill("企业来电，请代填需求")
        page.get_by_role("button", name="开始代办").click()
        strip = page.get_by_role("region", name="代办")
        expect(strip).to_contain_text(f"正在代“{sample.entry.enterprise.name}”办理")
        assert_sound(page)
        page.emulate_media(media="print")
        expect(strip.locator("p")).to_be_visible()
        page.emulate_media(media="screen")
        strip.get_by_role("button", name="结束代办").click()
        expect(strip).to_have_count(0)
        assert page.url == f"{sample.server.url}/office/acting"

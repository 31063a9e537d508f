"""The small event of the API's tests, the sample, loaded once, and a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.matchmaker.web.api.conftest import client, settings, world
from tests.matchmaker.web.chromium import chromium
from tests.matchmaker.web.pages.sample import load

__all__ = ["browser", "client", "loaded", "settings", "world"]


@pytest.fixture(scope="package")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the data of the sample, which nobody changes."""
    return load(tmp_path_factory.mktemp("loaded"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser

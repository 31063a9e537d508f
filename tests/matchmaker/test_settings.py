"""Settings from the environment."""

from pathlib import Path

import pytest

from ingest.types import MIB, Limits
from matchmaker.settings import Settings


def test_language_model_is_a_folder_only_where_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().dense_model_dir is None
    monkeypatch.setenv("MATCHMAKER_DENSE_MODEL", "models/tiny")
    assert Settings().dense_model_dir == Path("models/tiny")


def test_limits_are_the_importers_own_by_default() -> None:
    assert Settings().limits == Limits()


def test_every_limit_has_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHMAKER_MAX_FILE_MB", "2")
    monkeypatch.setenv("MATCHMAKER_MAX_INFLATED_MB", "3")
    monkeypatch.setenv("MATCHMAKER_MAX_SHEET_CELLS", "4")
    assert Settings().limits == Limits(file_bytes=2 * MIB, inflated_bytes=3 * MIB, cells=4)

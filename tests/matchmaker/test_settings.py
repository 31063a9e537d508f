"""Settings from the environment."""

from pathlib import Path

import pytest

from ingest.types import MIB, Limits
from matchmaker.settings import BESIDE_CONNECTIONS, BOARD_CONNECTIONS, Settings, get_settings
from models.pool import Pool


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


def test_a_secret_may_be_a_file_of_the_credentials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "MATCHMAKER_DATABASE_URL").write_text("postgresql://u:s3cret@h/d\n")
    (tmp_path / "matchmaker_host").write_text("0.0.0.0")
    monkeypatch.delenv("MATCHMAKER_DATABASE_URL", raising=False)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("MATCHMAKER_HOST", "127.0.0.2")
    get_settings.cache_clear()
    found = get_settings()
    get_settings.cache_clear()
    assert found.database_url == "postgresql://u:s3cret@h/d"
    assert found.host == "127.0.0.2"


def test_metrics_are_shown_to_addresses_and_networks() -> None:
    shown = Settings(metrics_from="127.0.0.1, 10.0.0.0/8,fd00::/8").metrics_networks
    assert [str(network) for network in shown] == ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]


def test_every_limit_of_the_pool_has_its_setting() -> None:
    settings = Settings(
        database_pool_size=1,
        database_pool_overflow=2,
        database_pool_wait_seconds=3,
        database_recycle_seconds=4,
        database_connect_seconds=5,
        database_statement_seconds=6,
        database_idle_seconds=7,
    )
    beside = BOARD_CONNECTIONS + BESIDE_CONNECTIONS
    assert settings.web_pool == Pool(1, 2 + beside, 3, 4, 5, 6, 7)
    assert settings.request_connections == 3

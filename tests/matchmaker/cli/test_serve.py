"""Serving by several processes where the machine cannot."""

import os

import pytest

from matchmaker.cli import serve
from tests.matchmaker.cli.conftest import Run


def test_where_processes_cannot_be_forked_the_remedy_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lack(_name: str) -> None:
        raise ModuleNotFoundError("fcntl")

    monkeypatch.setattr(serve, "import_module", lack)
    result = run("serve", "--workers", 2)
    assert result.code == 2
    assert "请去掉 --workers" in result.err
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ


def test_a_setting_that_is_none_is_named_without_its_value(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHMAKER_PORT", "s3cret")
    monkeypatch.setenv("MATCHMAKER_METRICS_FROM", "s3cret")
    result = run("serve")
    assert result.code == 2
    assert "MATCHMAKER_PORT、MATCHMAKER_METRICS_FROM" in result.err
    assert "s3cret" not in result.err

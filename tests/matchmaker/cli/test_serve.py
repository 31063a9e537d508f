"""Serving by several processes where the machine cannot."""

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

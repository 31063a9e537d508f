"""The command line run in this process, against a database and folders of its own."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from matchmaker.cli import main
from matchmaker.cli.output import console, errors
from matchmaker.settings import get_settings


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(
    tmp_path: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """Return a function that runs ``matchmaker`` with the given words."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", database_url)
    monkeypatch.delenv("MATCHMAKER_DATA_DIR", raising=False)
    # A process of several that test at once is told another width before this one is set.
    for screen in (console, errors):
        monkeypatch.setattr(screen, "width", 200)
    get_settings.cache_clear()

    def call(*words: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["matchmaker", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    yield call
    get_settings.cache_clear()

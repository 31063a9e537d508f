"""The protection of a server as people start it, with several workers."""

import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest

from matchmaker.jobs.secret_file import FILE_NAME
from matchmaker.settings import Settings
from tests.matchmaker.web.server import Server, serving

READS = 20


@pytest.fixture(scope="module", params=[(), ("--workers", "3")], ids=["alone", "workers"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("server"), database_url="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHMAKER_LIMIT_READ", f"{READS}/86400")
        patch.setenv("MATCHMAKER_OFFICE_FACTOR", "1")
        with serving(settings, *request.param) as server:
            assert (settings.data_dir / FILE_NAME).stat().st_mode & 0o777 == 0o600
            yield server


def status(server: Server, client: str) -> int:
    """Return the answer to a visitor whom a proxy on this machine names."""
    host = server.url.removeprefix("http://")
    connection = HTTPConnection(host, timeout=30)
    connection.request("GET", "/login", headers={"x-forwarded-for": client})
    found = connection.getresponse().status
    connection.close()
    return found


def test_no_answer_names_the_program(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/static/app.css", timeout=30) as answer:
        assert "server" not in answer.headers


def test_all_workers_count_together(server: Server) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: status(server, "203.0.113.5"), range(3 * READS)))
    assert (answers.count(200), answers.count(429)) == (READS, 2 * READS)
    assert status(server, "203.0.113.6") == 200

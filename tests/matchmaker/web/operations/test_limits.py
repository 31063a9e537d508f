"""Requests are limited in size and in time."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from threading import Event

import httpx2
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.service_app import ServiceApp
from models.organisation import Organisation
from models.session import make_session
from models.values.org_name import OrgType
from tests.conftest import NOW
from tests.matchmaker.web.operations.conftest import Make
from tests.matchmaker.web.operations.running import running

TOO_LARGE = {
    "error": "ContentTooLarge",
    "detail": "内容过大，超出服务器允许的大小。请减小后重试，或请管理员调大上限",
}
SOON = 0.05
LATE = "来不及大学"


async def past(seconds: float) -> None:
    """Return once a timer that was set after the one of the limit has gone off."""
    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, passed.set)
    await passed.wait()


def halves(size: int) -> Iterator[bytes]:
    yield b" " * (size // 2)
    yield b" " * (size - size // 2)


def test_a_body_is_refused_by_its_announced_length(make_client: Make) -> None:
    response = make_client(max_body_kb=1).post("/api/v1/rank", content=b" " * 1025)
    assert (response.status_code, response.json()) == (413, TOO_LARGE)
    assert response.headers["Connection"] == "close"


def test_a_body_is_refused_by_what_comes(make_client: Make) -> None:
    client = make_client(max_body_kb=1)
    json = {"Content-Type": "application/json"}
    response = client.post("/api/v1/rank", content=halves(1025), headers=json)
    assert (response.status_code, response.json()) == (413, TOO_LARGE)
    assert client.post("/api/v1/rank", content=halves(1024), headers=json).status_code == 422


def test_a_refused_body_is_a_page_for_browsers(make_client: Make) -> None:
    response = make_client(max_body_kb=1).post(
        "/checkin/x", content=b" " * 1025, headers={"Accept": "text/html"}
    )
    assert response.status_code == 413
    assert TOO_LARGE["detail"] in response.text


def test_a_router_may_take_more(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"max_body_kb": 1}), lambda: NOW)
    uploads = APIRouter()

    @uploads.post("/file")
    async def take(request: Request) -> int:
        return len(await request.body())

    app.include_router(uploads, prefix="/uploads", max_body_size=4096)
    with TestClient(app) as client:
        assert client.post("/uploads/file", content=b" " * 4096).json() == 4096
        assert client.post("/uploads/file", content=b" " * 4097).json() == TOO_LARGE
        assert client.post("/uploads/file", content=halves(4097)).json() == TOO_LARGE


def test_asynchronous_work_is_cancelled_when_its_time_is_over(
    app: ServiceApp, client: TestClient
) -> None:
    ended: list[str] = []

    @app.get("/slow")
    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")

    app.allow_seconds("/slow", SOON)
    response = client.get("/slow")
    # On a busy machine the time may be over before the work has begun.
    while not ended:
        response = client.get("/slow")
    assert (response.status_code, response.json()) == (
        504,
        {
            "error": "RequestTimeout",
            "detail": "处理超过 0.05 秒，已停止。请缩小范围或稍后再试",
        },
    )
    assert set(ended) == {"cancelled"}


def test_a_thread_is_not_waited_for_and_saves_nothing_after_its_time(
    app: ServiceApp, engine: Engine
) -> None:
    begun, may_go_on, ended = Event(), Event(), Event()

    @app.post("/slow")
    def work(session: SessionDep) -> None:
        session.add(Organisation(name=LATE, org_type=OrgType.UNIVERSITY))
        begun.set()
        may_go_on.wait()
        try:
            session.commit()
        finally:
            ended.set()

    app.allow_seconds("/slow", SOON)
    with running(app) as url:
        response = httpx2.post(f"{url}/slow")
        # On a busy machine the time may be over before the thread has begun.
        while not begun.is_set():
            response = httpx2.post(f"{url}/slow")
        may_go_on.set()
        ended.wait()
        assert httpx2.get(f"{url}/health/live").status_code == 200
    assert response.status_code == 504
    assert response.json()["error"] == "RequestTimeout"
    assert "请先刷新页面看看是否已经完成" in response.json()["detail"]
    with make_session(engine) as session:
        assert LATE not in session.exec(select(Organisation.name)).all()


def test_the_time_of_the_longest_beginning_counts(app: ServiceApp, client: TestClient) -> None:
    @app.get("/slow/but/allowed")
    async def wait() -> str:
        await past(SOON)
        return "done"

    app.allow_seconds("/slow", SOON)
    app.allow_seconds("/slow/but", 60)
    assert client.get("/slow/but/allowed").json() == "done"


def test_what_has_begun_to_be_answered_may_take_its_time(
    app: ServiceApp, client: TestClient
) -> None:
    @app.get("/slow")
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[str]:
            yield "first"
            await past(2)
            yield " last"

        return StreamingResponse(parts())

    app.allow_seconds("/slow", 2)
    assert client.get("/slow").text == "first last"

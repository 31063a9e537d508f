"""Every request has a number and one line in the log, without what is secret."""

import logging
import re

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.web.operations.requests import _number
from matchmaker.web.operations.service_app import ServiceApp
from tests.matchmaker.web.operations.conftest import Logged

DRAWN = re.compile(r"[0-9a-f]{16}")


def test_a_request_is_one_line(client: TestClient, logged: Logged) -> None:
    response = client.get("/api/v1/health?name=s3cret", headers={"X-Request-ID": "a.B_9-"})
    (line,) = logged.requests()
    assert line.pop("duration_ms") >= 0
    assert line.pop("time").endswith("+08:00")
    assert line == {
        "level": "info",
        "logger": "matchmaker.web.requests",
        "message": "请求已答复",
        "request_id": "a.B_9-",
        "method": "GET",
        "route": "/api/v1/health",
        "status": 200,
        "bytes": len(response.content),
        "account": 1,
    }


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/checkin/s3cret-token", "/checkin/{token}"),
        ("/events/s3cret", "/events/{slug}"),
        ("/static/app.css", "/static/{path}"),
        ("/s3cret", "unmatched"),
    ],
)
def test_the_log_names_the_route_and_not_the_address(
    client: TestClient, logged: Logged, path: str, route: str
) -> None:
    client.get(path)
    assert [line["route"] for line in logged.requests()] == [route]
    assert "s3cret" not in logged.text


@pytest.mark.parametrize(
    "given_number", ["", "a b", "甲".encode().decode("latin-1"), "x" * 65, "a/b"]
)
def test_a_number_that_cannot_be_used_is_drawn_anew(client: TestClient, given_number: str) -> None:
    headers = {"X-Request-ID": given_number.encode("latin-1")}
    answered = client.get("/health/live", headers=headers).headers["X-Request-ID"]
    assert DRAWN.fullmatch(answered)


@given(st.text())
def test_numbers_that_are_taken_can_stand_anywhere(text: str) -> None:
    number = _number(text)
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", number)
    assert number == text or DRAWN.fullmatch(number)


def test_two_requests_have_two_numbers(client: TestClient) -> None:
    numbers = {client.get("/health/live").headers["X-Request-ID"] for _ in range(20)}
    assert len(numbers) == 20


def test_what_a_route_logs_bears_the_number_in_threads_too(
    app: ServiceApp, client: TestClient, logged: Logged
) -> None:
    @app.get("/talks")
    def talk() -> None:
        logging.getLogger("talk").warning("说")

    client.get("/talks", headers={"X-Request-ID": "n-1"})
    assert [line["request_id"] for line in logged.lines("talk")] == ["n-1"]


def test_the_account_stands_in_the_line(
    app: ServiceApp, client: TestClient, logged: Logged
) -> None:
    @app.get("/mine")
    def mine(request: Request) -> None:
        request.state.account_id = 7

    client.get("/mine")
    assert [line["account"] for line in logged.requests()] == [7]


def test_probes_that_succeed_leave_no_line(client: TestClient, logged: Logged) -> None:
    client.get("/health/live")
    assert logged.requests() == []


def test_no_planted_secret_is_logged(client: TestClient, logged: Logged) -> None:
    headers = {"Authorization": "Bearer s3cret-1", "Cookie": "session=s3cret-2"}
    for path in ("/checkin/s3cret-3?x=s3cret-4", "/?q=s3cret-5", "/nowhere/s3cret-6"):
        client.get(path, headers=headers)
        client.post(path, headers=headers, json={"title": "s3cret-7"})
    client.post("/api/v1/rank?x=s3cret-8", headers=headers, json={"title": ["s3cret-9"]})
    client.post("/api/v1/rank", headers=headers, json={"title": "s3cret-10"})
    assert len(logged.requests()) == 8
    assert "s3cret" not in logged.text

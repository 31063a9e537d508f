"""What was just done is told once, on the page that comes next."""

import json
from base64 import urlsafe_b64encode

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from matchmaker.settings import Settings
from matchmaker.web.notices import MOST_CHARACTERS, NOTICE_COOKIE, Done, Undo, go_back, go_on
from matchmaker.web.protection.site import make_site
from matchmaker.web.templating import render


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.state.site = make_site(Settings(allowed_hosts="testserver"))

    @app.get("/page")
    def page(request: Request) -> object:
        return render(request, "error.html", {"title": "页", "status": 200, "detail": ""})

    @app.post("/done")
    def done(request: Request) -> object:
        undo = Undo(path="/undo", fields={"id": "7"}, label="取消删除")
        return go_on(request, "/page", Done("已删除 <b>甲</b>", undo))

    @app.post("/failed")
    def failed(request: Request) -> object:
        return go_back(request, "/page", "没有成功" * MOST_CHARACTERS)

    return TestClient(app)


def test_what_was_done_is_told_once_with_a_way_back(client: TestClient) -> None:
    page = client.post("/done").text
    assert "已删除 &lt;b&gt;甲&lt;/b&gt;" in page
    assert 'action="/undo"' in page
    assert '<input type="hidden" name="id" value="7">' in page
    assert "取消删除" in page
    assert "已删除" not in client.get("/page").text


def test_why_nothing_was_done_is_an_alert_and_fits_a_cookie(client: TestClient) -> None:
    page = client.post("/failed").text
    assert 'role="alert"' in page
    assert page.count("没有成功") == MOST_CHARACTERS // 4


@pytest.mark.parametrize(
    "spoilt",
    [
        "x",
        "密".encode().hex(),
        urlsafe_b64encode(b"[]").decode(),
        urlsafe_b64encode(json.dumps({"text": "甲", "kind": "odd"}).encode()).decode(),
        urlsafe_b64encode(
            json.dumps({"text": "甲", "undo": {"path": "//evil.example"}}).encode()
        ).decode(),
    ],
)
def test_what_cannot_be_read_is_not_told(client: TestClient, spoilt: str) -> None:
    client.cookies.set(NOTICE_COOKIE, spoilt)
    page = client.get("/page")
    assert page.status_code == 200
    assert 'class="notice' not in page.text

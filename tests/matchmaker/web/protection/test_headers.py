"""Headers on every answer, and templates that keep to them."""

import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from matchmaker.web.protection.headers import SECURITY_HEADERS
from tests.conftest import NOW
from tests.matchmaker.web.protection.protected import protected
from tests.matchmaker.web.server import make_campaign

TEMPLATES = sorted(Path(str(files("matchmaker.web").joinpath("templates"))).rglob("*.html"))
EXPECTED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class Inline(HTMLParser):
    """Collects what the policy forbids: handlers, style, scripts and addresses that run code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        where = f"line {self.getpos()[0]}: <{tag}"
        self.found += [f"{where} {name}>" for name in names if name.startswith(("on", "hx-on"))]
        self.found += [f"{where} style>"] if "style" in names or tag == "style" else []
        self.found += [f"{where}>"] if tag == "script" and not names.get("src") else []
        self.found += [
            f"{where} {name}>"
            for name, value in attrs
            if (value or "").strip().lower().startswith("javascript:")
        ]


# What a template computes is no part of the markup: "one.id" is no attribute.
COMPUTED = re.compile(r"\{[{%#].*?[}%#]\}")


def inline_in(page: str) -> list[str]:
    parser = Inline()
    parser.feed(COMPUTED.sub("", page))
    return parser.found


def test_the_parser_finds_what_is_forbidden() -> None:
    page = (
        '<p style="a" onclick="b"><script>c</script><script src="/s"></script>'
        '<a href=" javascript:x">'
    )
    assert inline_in(page) == [
        "line 1: <p onclick>",
        "line 1: <p style>",
        "line 1: <script>",
        "line 1: <a href>",
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_inline_code_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert inline_in(text) == []
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_changes_something_begins_with_its_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    forms = re.split(r'<form[^>]*method="post"[^>]*>\s*', text, flags=re.IGNORECASE)[1:]
    assert [form for form in forms if not form.startswith('{% include "csrf.html" %}')] == []


def paths_of(app: FastAPI) -> list[tuple[str, str]]:
    """Return method and address of every route, parameters filled with what does not exist."""
    return [
        (method, re.sub(r"\{[^}]+\}", "nothing", route.path or ""))
        for route in iter_route_contexts(app.routes)
        for method in sorted(route.methods or ())
    ]


def test_every_route_answers_with_the_headers(tmp_path: Path) -> None:
    app = create_app(make_campaign(tmp_path), lambda: NOW)
    with TestClient(app) as client:
        asked = [
            *paths_of(app),
            ("GET", "/events/docking"),
            ("GET", "/nowhere"),
            ("PUT", "/"),
            ("TRACE", "/"),
            ("GET", "/openapi.json"),
        ]
        assert ("POST", "/checkin/nothing") in asked
        for method, path in asked:
            answer = client.request(method, path)
            got = {name: answer.headers.get(name) for name in SECURITY_HEADERS}
            assert got == SECURITY_HEADERS, (method, path)
            assert answer.headers.get_list("cache-control") == ["no-store"], (method, path)
            assert "strict-transport-security" not in answer.headers
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert inline_in(answer.text) == [], (method, path)


def test_the_policy_is_the_strict_one() -> None:
    assert SECURITY_HEADERS["Content-Security-Policy"] == EXPECTED_POLICY


def test_static_files_may_be_kept_and_are_asked_after(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", database_url="")
    with TestClient(create_app(settings, lambda: NOW)) as client:
        answers = [client.get("/static/app.css"), client.get("/static/nothing.css")]
        tag = answers[0].headers["etag"]
        answers.append(client.get("/static/app.css", headers={"if-none-match": tag}))
    assert [answer.status_code for answer in answers] == [200, 404, 304]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["content-security-policy"] == EXPECTED_POLICY


def test_an_unforeseen_error_has_the_headers_too(tmp_path: Path) -> None:
    with protected(tmp_path) as client:
        answer = client.get("/crash")
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_over_https_the_browser_is_told_to_stay_there(tmp_path: Path) -> None:
    with protected(tmp_path, client="127.0.0.1") as client:
        proxied = client.get("/page", headers={"x-forwarded-proto": "https"})
        plain = client.get("/page")
    assert proxied.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in plain.headers

"""Which changes are believed to come from our own pages."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from matchmaker.errors import Forbidden
from matchmaker.web.protection.csrf import Asked, check_csrf, check_origin, csrf_token

SECRET = b"s" * 32
OWN = frozenset({"https://patents.example"})
TOKEN = csrf_token(SECRET, "session-1")
POST = Asked("POST", origin="https://patents.example", fetch_site="same-origin", cookie="session-1")
NOBODY = Asked("POST")

FOREIGN = [
    "https://evil.example",
    "https://patents.example.evil.example",
    "https://evil.example/https://patents.example",
    "http://patents.example",
    "https://patents.example:8443",
    "https://patents.example@evil.example",
    "null",
    "",
]


def test_our_own_page_with_its_token_is_believed() -> None:
    check_csrf(POST, OWN, SECRET, TOKEN)


def test_the_token_is_written_differently_on_every_page() -> None:
    tokens = {csrf_token(SECRET, "session-1") for _ in range(20)}
    assert len(tokens) == 20
    assert len({token[:8] for token in tokens}) == len({token[-8:] for token in tokens}) == 20
    for token in tokens:
        check_csrf(POST, OWN, SECRET, token)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: None,
        lambda token: "",
        lambda token: "x",
        lambda token: token[:-1],
        lambda token: f"{token}=",
        lambda token: "密",
        lambda token: token.swapcase(),
        lambda token: token[43:] + token[:43],
        lambda token: "A" * 86,
    ],
)
def test_without_the_token_a_session_changes_nothing(spoil: Callable[[str], str | None]) -> None:
    with pytest.raises(Forbidden, match="请刷新页面"):
        check_csrf(POST, OWN, SECRET, spoil(TOKEN))


@pytest.mark.parametrize(("secret", "session"), [(SECRET, "session-2"), (b"t" * 32, "session-1")])
def test_the_token_of_another_session_or_secret_is_refused(secret: bytes, session: str) -> None:
    with pytest.raises(Forbidden):
        check_csrf(POST, OWN, SECRET, csrf_token(secret, session))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_origin_is_refused_whatever_the_token(method: str, origin: str) -> None:
    for asked in (replace(POST, method=method), replace(NOBODY, method=method)):
        with pytest.raises(Forbidden, match="不是从本系统的页面发出"):
            check_csrf(replace(asked, origin=origin), OWN, SECRET, TOKEN)


@pytest.mark.parametrize("fetch_site", ["cross-site", "same-site", "unknown"])
@pytest.mark.parametrize("origin", [None, "https://patents.example"])
def test_another_site_is_refused_by_what_the_browser_says(
    fetch_site: str, origin: str | None
) -> None:
    for asked in (POST, NOBODY):
        with pytest.raises(Forbidden):
            check_csrf(replace(asked, fetch_site=fetch_site, origin=origin), OWN, SECRET, TOKEN)


def test_one_of_both_headers_is_enough() -> None:
    check_csrf(replace(POST, fetch_site=None), OWN, SECRET, TOKEN)
    check_csrf(replace(POST, origin=None), OWN, SECRET, TOKEN)
    check_csrf(replace(POST, origin=None, fetch_site="none"), OWN, SECRET, TOKEN)


def test_without_both_the_referer_decides() -> None:
    bare = replace(POST, origin=None, fetch_site=None)
    check_csrf(replace(bare, referer="https://patents.example/page?x"), OWN, SECRET, TOKEN)
    for referer in (None, "https://evil.example/", "http://patents.example/"):
        with pytest.raises(Forbidden):
            check_csrf(replace(bare, referer=referer), OWN, SECRET, TOKEN)


def test_a_program_without_session_and_headers_passes() -> None:
    check_csrf(NOBODY, OWN, SECRET, None)
    with pytest.raises(Forbidden):
        check_origin(replace(NOBODY, referer="https://evil.example/"), OWN)


def test_signing_in_needs_the_origin_only() -> None:
    check_csrf(replace(NOBODY, origin="https://patents.example"), OWN, SECRET, None)


def test_a_bearer_token_alone_needs_neither() -> None:
    check_csrf(Asked("DELETE", origin="https://evil.example", bearer=True), OWN, SECRET, None)


def test_a_bearer_token_beside_a_session_does_not_help() -> None:
    with pytest.raises(Forbidden):
        check_csrf(replace(POST, bearer=True), OWN, SECRET, None)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_needs_nothing(method: str) -> None:
    asked = Asked(method, origin="https://evil.example", fetch_site="cross-site", cookie="x")
    check_csrf(asked, OWN, SECRET, None)

"""What reaches a route, and what does not, in an application."""

from pathlib import Path

import pytest

from matchmaker.web.protection.csrf import SECURE_SESSION_COOKIE, SESSION_COOKIE
from matchmaker.web.protection.form_token import LOOKED_THROUGH_BYTES
from tests.matchmaker.web.protection.protected import protected

OWN = {"origin": "http://testserver"}
SESSION = {"cookie": f"{SESSION_COOKIE}=session-1"}


def test_a_form_of_a_session_needs_its_token(tmp_path: Path) -> None:
    with protected(tmp_path) as client:
        token = client.get("/page", headers=SESSION).text
        assert len(token) == 86
        headers = {**OWN, **SESSION}
        assert client.post("/page", headers=headers).status_code == 403
        for sent in (
            client.post("/page", headers={**headers, "x-csrf-token": token}),
            client.post("/page", headers=headers, data={"csrf_token": token, "a": "b&c"}),
            client.post("/page", headers=headers, data={"a": "b&c", "csrf_token": token}),
        ):
            assert sent.status_code == 200
        refused = client.post("/page", headers=headers, data={"csrf_token": f"{token}x"})
        assert refused.json()["error"] == "Forbidden"


def test_an_upload_passes_whole_behind_its_token(tmp_path: Path) -> None:
    with protected(tmp_path) as client:
        token = client.get("/page", headers=SESSION).text
        content = b"\x00\r\n" * (2 * LOOKED_THROUGH_BYTES)
        request = client.build_request(
            "POST",
            "/page",
            headers={**OWN, **SESSION},
            data={"csrf_token": token},
            files={"file": ("a.xlsx", content)},
        )
        size = len(request.read())
        assert client.send(request).text == str(size)


def test_a_token_behind_a_large_file_is_not_looked_for(tmp_path: Path) -> None:
    with protected(tmp_path) as client:
        token = client.get("/page", headers=SESSION).text
        sent = client.post(
            "/page",
            headers={**OWN, **SESSION},
            files={
                "file": ("a.xlsx", b"x" * (2 * LOOKED_THROUGH_BYTES)),
                "csrf_token": (None, token),
            },
        )
    assert sent.status_code == 403


def test_a_session_is_not_believed_from_elsewhere(tmp_path: Path) -> None:
    with protected(tmp_path) as client:
        token = client.get("/page", headers=SESSION).text
        sent = {**SESSION, "x-csrf-token": token}
        for origin in ("http://evil.example", "null", "https://testserver", "http://testserver:81"):
            assert client.post("/page", headers={**sent, "origin": origin}).status_code == 403
        assert client.post("/page", headers=sent).status_code == 403


def test_without_a_session_the_origin_alone_decides(tmp_path: Path) -> None:
    with protected(tmp_path) as client:
        assert client.post("/login?name=li", headers=OWN).status_code == 200
        client.cookies.clear()
        assert client.post("/login?name=li").status_code == 200
        client.cookies.clear()
        foreign = {"origin": "http://evil.example"}
        assert client.post("/login?name=li", headers=foreign).status_code == 403


def test_a_program_with_a_token_needs_nothing_else(tmp_path: Path) -> None:
    with protected(tmp_path) as client:
        headers = {"authorization": "Bearer t", "origin": "http://evil.example"}
        assert client.post("/page", headers=headers).status_code == 200


def test_behind_a_proxy_https_is_ours(tmp_path: Path) -> None:
    base = {"base_url": "https://testserver"}
    with protected(tmp_path, client="127.0.0.1", **base) as client:
        told = {"x-forwarded-proto": "https"}
        for headers in (told, {}):
            https = {**headers, "origin": "https://testserver"}
            assert client.post("/page", headers=https).status_code == 200
            http = {**headers, "origin": "http://testserver"}
            assert client.post("/page", headers=http).status_code == 403


def test_a_browser_is_refused_by_a_page(tmp_path: Path) -> None:
    with protected(tmp_path) as client:
        headers = {"origin": "null", "accept": "text/html,*/*"}
        refused = client.post("/page", headers=headers)
    assert (refused.status_code, refused.headers["content-type"]) == (
        403,
        "text/html; charset=utf-8",
    )
    assert "操作没有执行" in refused.text


def test_an_unknown_host_is_refused(tmp_path: Path) -> None:
    with protected(tmp_path) as client:
        refused = client.get("/page", headers={"host": "evil.example"})
    assert (refused.status_code, refused.json()["error"]) == (400, "BadQuery")
    assert "MATCHMAKER_ALLOWED_HOSTS" in refused.json()["detail"]


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_an_unknown_method_is_refused(tmp_path: Path, method: str) -> None:
    with protected(tmp_path) as client:
        refused = client.request(method, "/page")
    assert refused.status_code == 405
    assert refused.headers["allow"] == "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE"


def test_the_cookie_is_for_this_host_and_no_script(tmp_path: Path) -> None:
    with protected(tmp_path) as client:
        cookie = client.post("/login?name=li").headers["set-cookie"]
        cleared = client.post("/logout", headers={"authorization": "Bearer t"})
    assert cookie == f"{SESSION_COOKIE}=session-1; HttpOnly; Path=/; SameSite=lax"
    assert cleared.status_code == 403


def test_over_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    with protected(tmp_path, client="127.0.0.1", base_url="https://testserver") as client:
        cookie = client.post("/login?name=li").headers["set-cookie"]
        client.cookies.clear()
        headers = {"origin": "https://testserver"}
        cleared = client.post("/logout", headers=headers).headers["set-cookie"]
        # One that a page over http has set counts for nothing.
        assert client.get("/page", headers=SESSION).text == ""
    assert cookie == f"{SECURE_SESSION_COOKIE}=session-1; HttpOnly; Path=/; SameSite=lax; Secure"
    assert cleared.startswith(f'{SECURE_SESSION_COOKIE}=""; ')
    assert cleared.endswith("Max-Age=0; Path=/; SameSite=lax; Secure")

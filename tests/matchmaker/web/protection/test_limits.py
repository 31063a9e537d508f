"""How often who may ask, with a clock that is moved by hand."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matchmaker.web.protection.groups import Group, group_of
from matchmaker.web.protection.limiter import network_of
from tests.matchmaker.web.protection.protected import Clock, protected


def at(client: TestClient, address: str) -> TestClient:
    """Return a client of the same application at another address."""
    return TestClient(client.app, "http://testserver", client=(address, 50_000))


@pytest.mark.parametrize(
    ("method", "path", "group"),
    [
        ("GET", "/", Group.READ),
        ("GET", "/login", Group.READ),
        ("POST", "/login", Group.LOGIN),
        ("POST", "/login/", Group.LOGIN),
        ("POST", "/api/v1/sessions", Group.LOGIN),
        ("POST", "/register", Group.REGISTRATION),
        ("POST", "/api/v1/accounts/registrations", Group.REGISTRATION),
        ("POST", "/api/v1/rank", Group.ASK),
        ("POST", "/enterprise/demands/preview", Group.ASK),
        ("GET", "/events/a/list.xlsx", Group.ASK),
        ("POST", "/checkin/abc", Group.WRITE),
        ("DELETE", "/api/v1/work/1", Group.WRITE),
        ("GET", "/static/app.css", None),
        ("GET", "/health/live", None),
        ("GET", "/metrics", None),
        ("GET", "/metricsx", Group.READ),
        ("GET", "/static", None),
    ],
)
def test_requests_are_counted_by_kind(method: str, path: str, group: Group | None) -> None:
    assert group_of(method, path) == group


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.9", "10.0.0.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.9", "10.0.0.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_an_address_stands_for_itself_or_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_answers_tell_what_is_left_and_the_refusal_when_to_come_back(tmp_path: Path) -> None:
    clock = Clock()
    with protected(tmp_path, clock=clock, limit_read="2/60", office_factor=1) as client:
        headers = [client.get("/page").headers for _ in range(2)]
        told = [(h["ratelimit-limit"], h["ratelimit-remaining"]) for h in headers]
        assert told == [("2", "1"), ("2", "0")]
        assert headers[1]["ratelimit-reset"] == "60"
        refused = client.get("/page")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
        assert refused.json() == {
            "error": "TooManyRequests",
            "detail": "请求过于频繁，请在 30 秒后再试",
        }
        clock.move(30)
        assert client.get("/page").status_code == 200


def test_a_browser_sees_a_page(tmp_path: Path) -> None:
    with protected(tmp_path, limit_read="1/60", office_factor=1) as client:
        client.get("/page")
        refused = client.get("/page", headers={"accept": "text/html"})
    assert refused.status_code == 429
    assert refused.headers["content-type"].startswith("text/html")
    assert "请在 60 秒后再试" in refused.text


def test_an_office_may_ask_as_often_as_so_many_accounts(tmp_path: Path) -> None:
    with protected(tmp_path, limit_read="2/60", office_factor=3) as client:

        def ask(session: str) -> int:
            headers = {"cookie": f"matchmaker_session={session}"}
            return client.get("/page", headers=headers).status_code

        assert [ask("a") for _ in range(4)] == [200, 200, 429, 429]
        assert [ask(name) for name in "bbcc"] == [200, 200, 200, 200]
        assert ask("d") == 429
        assert at(client, "10.0.0.10").get("/page").status_code == 200


def test_what_one_account_asks_too_often_is_not_counted_against_its_office(tmp_path: Path) -> None:
    with protected(tmp_path, limit_read="1/60", office_factor=2) as client:
        for _ in range(20):
            client.get("/page", headers={"authorization": "Bearer a"})
        answer = client.get("/page", headers={"authorization": "Bearer b"})
        assert answer.status_code == 200


def test_made_up_sessions_do_not_get_round_the_address(tmp_path: Path) -> None:
    with protected(tmp_path, limit_read="1/60", office_factor=2) as client:
        codes = [
            client.get("/page", headers={"authorization": f"Bearer {turn}"}).status_code
            for turn in range(4)
        ]
    assert codes == [200, 200, 429, 429]


def test_kinds_are_counted_apart(tmp_path: Path) -> None:
    with protected(tmp_path, limit_ask="1/60", office_factor=1) as client:
        assert [client.post("/api/v1/rank").status_code for _ in range(2)] == [200, 429]
        assert client.get("/page").status_code == 200
        assert client.post("/page").status_code == 200


def test_zero_is_no_limit(tmp_path: Path) -> None:
    with protected(tmp_path, limit_read="0/60") as client:
        answers = [client.get("/page") for _ in range(50)]
    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit-limit" not in answers[0].headers


def test_attempts_at_one_account_are_counted_from_wherever(tmp_path: Path) -> None:
    clock = Clock()
    with protected(tmp_path, clock=clock, limit_login="2/900") as client:
        codes = [
            at(client, f"10.0.1.{turn}").post("/login?name=li").status_code for turn in range(3)
        ]
        assert codes == [200, 200, 429]
        refused = client.post("/login?name=li")
        assert (refused.headers["retry-after"], refused.json()["error"]) == (
            "450",
            "TooManyRequests",
        )
        assert client.post("/login?name=wang").status_code == 200
        clock.move(450)
        client.cookies.clear()
        assert client.post("/login?name=li").status_code == 200


def test_logins_of_an_address_are_bounded_through_a_restart(
    tmp_path: Path, database_url: str
) -> None:
    values: dict[str, str | int] = {
        "limit_login": "1/900",
        "office_factor": 2,
        "database_url": database_url,
    }
    with protected(tmp_path, **values) as client:
        assert client.post("/login?name=a").status_code == 200
    with protected(tmp_path, **values) as client:
        assert [client.post(f"/login?name={name}").status_code for name in "bc"] == [200, 429]


def test_registrations_of_an_address_are_few_whatever_the_office(tmp_path: Path) -> None:
    with protected(tmp_path, limit_registration="1/3600", office_factor=50) as client:
        assert [client.post("/register").status_code for _ in range(2)] == [200, 429]


def test_only_a_trusted_proxy_says_who_asks(tmp_path: Path) -> None:
    headers = {"x-forwarded-for": "198.51.100.7, 203.0.113.5", "x-forwarded-proto": "https"}
    for client_address, proxies, seen in (
        ("127.0.0.1", "127.0.0.1,::1", "203.0.113.5 https"),
        ("10.0.0.9", "127.0.0.1,::1", "10.0.0.9 http"),
        ("10.0.0.9", "10.0.0.0/24,203.0.113.5", "198.51.100.7 https"),
        ("127.0.0.1", "", "127.0.0.1 http"),
    ):
        with protected(tmp_path, client=client_address, trusted_proxies=proxies) as client:
            assert client.get("/whoami", headers=headers).text == seen


def test_behind_a_proxy_visitors_are_counted_apart(tmp_path: Path) -> None:
    with protected(tmp_path, client="127.0.0.1", limit_read="1/60", office_factor=1) as client:
        for visitor in ("2001:db8::1", "2001:db8:0:1::1"):
            headers = {"x-forwarded-for": visitor}
            assert client.get("/page", headers=headers).status_code == 200
        headers = {"x-forwarded-for": "2001:db8::2"}
        assert client.get("/page", headers=headers).status_code == 429

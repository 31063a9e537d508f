"""Hosts that are answered, origins that are our own, and what is asked over https."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.errors import BadConfiguration
from matchmaker.settings import Settings
from matchmaker.web.protection.site import Site, make_site, parse_origin, parse_trusted


def site(base: str = "", hosts: str = "") -> Site:
    return make_site(Settings(base_url=base, allowed_hosts=hosts))


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Host.example/path?q", "https://host.example"),
        ("https://host.example:443", "https://host.example"),
        ("http://host.example:443", "http://host.example:443"),
        ("http://[2001:DB8::1]:80", "http://[2001:db8::1]"),
        ("null", None),
        ("", None),
        ("//host", None),
        ("ftp://host", None),
        ("https://user@host", None),
        ("https://host:port", None),
        ("https://[::1", None),
    ],
)
def test_an_origin_is_scheme_host_and_port(text: str, origin: str | None) -> None:
    assert parse_origin(text) == origin


@given(st.text())
def test_any_text_is_an_origin_or_none(text: str) -> None:
    found = parse_origin(text)
    assert found is None or parse_origin(found) == found


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "10.1.2.3:8000"])
def test_without_settings_the_machine_and_plain_addresses_are_answered(host: str) -> None:
    assert site().answers(host)


@pytest.mark.parametrize("host", ["evil.example", "testserver", "", "a b", "127.0.0.1@evil", "x/y"])
def test_without_settings_no_name_is_answered(host: str) -> None:
    assert not site().answers(host)


def test_with_settings_only_what_they_name_is_answered() -> None:
    named = site("https://Patents.example:8443/x", "patents.intra, 10.0.0.7")
    answered = ("patents.example", "PATENTS.INTRA:80", "10.0.0.7:8000", "localhost:1")
    assert [host for host in answered if not named.answers(host)] == []
    assert [host for host in ("10.0.0.8", "x.patents.example", "evil") if named.answers(host)] == []


def test_our_origin_is_where_we_were_asked() -> None:
    assert site().origins("http", "10.0.0.7:8000") == {"http://10.0.0.7:8000"}


def test_behind_a_proxy_the_base_is_ours_too() -> None:
    named = site("https://patents.example")
    assert named.origins("http", "127.0.0.1:8000") == {
        "http://127.0.0.1:8000",
        "https://patents.example",
    }


def test_a_page_over_http_of_the_same_host_is_not_ours() -> None:
    named = site("https://patents.example")
    assert named.origins("http", "patents.example") == {"https://patents.example"}
    assert named.origins("https", "patents.example") == {"https://patents.example"}


def test_https_is_what_the_browser_asked_by() -> None:
    named = site("https://patents.example")
    assert named.is_secure("https", "10.0.0.7")
    assert named.is_secure("http", "patents.example")
    assert not named.is_secure("http", "localhost:8000")
    assert not site("http://patents.example").is_secure("http", "patents.example")


@pytest.mark.parametrize("base", ["patents.example", "ftp://x", "https://"])
def test_a_base_that_is_no_address_is_refused(base: str) -> None:
    with pytest.raises(BadConfiguration, match="MATCHMAKER_BASE_URL"):
        site(base)


@pytest.mark.parametrize("hosts", ["https://x", "x:80", "a b", "x,/"])
def test_an_allowed_host_that_is_none_is_refused(hosts: str) -> None:
    with pytest.raises(BadConfiguration, match="MATCHMAKER_ALLOWED_HOSTS"):
        site(hosts=hosts)


def test_trusted_proxies_are_addresses_and_networks() -> None:
    assert parse_trusted(Settings()) == ["127.0.0.1", "::1"]
    assert parse_trusted(Settings(trusted_proxies="10.0.0.0/24, ::1")) == ["10.0.0.0/24", "::1"]
    assert parse_trusted(Settings(trusted_proxies="")) == []


@pytest.mark.parametrize("proxies", ["*", "proxy.example", "10.0.0.1/24"])
def test_any_other_proxy_is_refused(proxies: str) -> None:
    with pytest.raises(BadConfiguration, match="MATCHMAKER_TRUSTED_PROXIES"):
        parse_trusted(Settings(trusted_proxies=proxies))

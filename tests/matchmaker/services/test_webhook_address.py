"""Which addresses may be sent to, by how they are written and by where they lead."""

from ipaddress import ip_address

import httpx2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matchmaker.services.webhook_address import PORTS, judge, parse_address
from models.errors import InvalidValue

HTTPS, HTTP = parse_address("https://a.test"), parse_address("http://a.test")
NEVER = (
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "0.1.2.3",
    "169.254.169.254",
    "169.254.0.23",
    "100.100.100.200",
    "100.64.0.1",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "100::1",
    "fe80::1",
    "fec0::1",
    "fd00:ec2::254",
    "ff02::1",
)
CLOSED = ("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fd12::1", "::ffff:10.0.0.1")
OPEN = ("172.32.0.1", "8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8")


@pytest.mark.parametrize("number", NEVER)
def test_numbers_that_are_never_sent_to(number: str) -> None:
    for address in (HTTPS, HTTP):
        with pytest.raises(InvalidValue, match="推送地址指向"):
            judge(address, ip_address(number))


def test_a_refusal_quotes_no_more_than_the_host() -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_address("https://127.0.0.1:8443/wagtail?key=wagtail")
    assert refused.value.value == "127.0.0.1:8443"
    assert "wagtail" not in str(refused.value)


@pytest.mark.parametrize("number", CLOSED)
def test_the_closed_network_may_be_sent_to_in_clear(number: str) -> None:
    judge(HTTPS, ip_address(number))
    judge(HTTP, ip_address(number))


@pytest.mark.parametrize("number", OPEN)
def test_the_open_network_is_sent_to_under_tls_alone(number: str) -> None:
    judge(HTTPS, ip_address(number))
    with pytest.raises(InvalidValue, match="在专网之外，须用 https"):
        judge(HTTP, ip_address(number))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://Example.Gov.CN", "https://example.gov.cn/"),
        (" https://example.gov.cn:443/a?b=c&d ", "https://example.gov.cn/a?b=c&d"),
        ("HTTP://10.1.2.3:8080/hook", "http://10.1.2.3:8080/hook"),
        ("https://[fd12::a]:8443/x", "https://[fd12::a]:8443/x"),
        ("https://xn--fiqs8s/", "https://xn--fiqs8s/"),
    ],
)
def test_an_address_is_kept_in_one_form(text: str, kept: str) -> None:
    assert parse_address(text).text == kept
    assert parse_address(kept).text == kept


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "不能为空"),
        ("https://a b/", "空格"),
        ("https://中国/", "中文"),
        ("https://a.test\\@b.test/", "反斜线"),
        (f"https://a.test/{'x' * 500}", "过长"),
        ("ftp://a.test/", "开头"),
        ("a.test/hook", "开头"),
        ("https://user@a.test/", "用户名"),
        ("https://user:word@a.test/", "用户名"),
        ("https://@a.test/", "用户名"),
        ("https://a.test/#x", "#"),
        ("https://a.test/#", "#"),
        ("https:///x", "主机"),
        ("https://a..test/", "主机"),
        ("https://-a.test/", "主机"),
        ("https://a.test:0/", "端口"),
        ("https://a.test:70000/", "不是网址"),
        ("https://[fe80::1%25eth0]/", "主机"),
        ("https://[::1/", "不是网址"),
        ("https://[v1.a]/", "主机"),
        ("https://127.0.0.1/", "推送地址指向 127.0.0.1"),
        ("https://[::1]/", "推送地址指向 ::1"),
        ("http://8.8.8.8/", "须用 https"),
    ],
)
def test_what_is_written_otherwise_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        parse_address(text)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60))
@example("[::ffff:10.0.0.1]:80/x?y#")
@example('a.test/{}%zz|^`"<>')
def test_whatever_is_taken_can_be_sent_to_at_the_number_that_was_judged(rest: str) -> None:
    for scheme in PORTS:
        try:
            address = parse_address(f"{scheme}://{rest}")
        except InvalidValue:
            continue
        assert parse_address(address.text) == address
        sent = httpx2.URL(address.at(ip_address("10.9.8.7")))
        assert (sent.scheme, sent.host) == (scheme, "10.9.8.7")
        assert (sent.port or PORTS[scheme]) == address.port
        assert (sent.userinfo, sent.fragment) == (b"", "")

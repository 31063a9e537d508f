"""Where one goes after signing in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.errors import BadQuery
from matchmaker.web.protection.cookies import safe_next
from matchmaker.web.protection.site import parse_origin


@pytest.mark.parametrize("path", ["/", "/events/a?x=1#y", "/a//b", "/中文", "/a?next=https://x"])
def test_a_path_of_this_service_is_kept(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "events",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\n//evil.example",
        " /",
        "/\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
    ],
)
def test_what_may_lead_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(BadQuery, match="本系统内"):
        safe_next(path)


@given(st.text())
def test_what_is_kept_stays_at_the_host(path: str) -> None:
    try:
        kept = safe_next(path)
    except BadQuery:
        return
    assert parse_origin(f"https://host{kept}") == "https://host"
    assert kept[:2] not in {"//", "/\\"}

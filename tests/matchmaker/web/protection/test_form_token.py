"""The token of a form is found in whatever pieces a body comes, and the body is given on whole."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from matchmaker.web.protection.form_token import FormToken

TEXT = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\ntok-EN_1\r\n--x--\r\n'


class Pieces:
    """Gives a body in pieces of a size, as a server does."""

    def __init__(self, body: bytes, size: int) -> None:
        self._pieces = [body[at : at + size] for at in range(0, len(body), size)] or [b""]

    async def __call__(self) -> Message:
        piece = self._pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(self._pieces)}


async def look(content_type: str, body: bytes, size: int) -> tuple[str | None, bytes]:
    """Return the token found and the body as it is given on."""
    form = FormToken(content_type, Pieces(body, size))
    token, whole, more = await form.find(), b"", True
    while more:
        message = await form.receive()
        whole += message["body"]
        more = message["more_body"]
    return token, whole


def found(content_type: str, body: bytes, size: int = 1000) -> str | None:
    return asyncio.run(look(content_type, body, size))[0]


@given(st.integers(1, 90))
def test_a_token_is_found_however_the_body_comes(size: int) -> None:
    for content_type, body in (
        (TEXT, b"a=1&csrf_token=tok-EN_1&b=2"),
        (f"{TEXT}; charset=utf-8", b"csrf_token=tok-EN_1"),
        (PARTS, PART),
        (PARTS, b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' + PART),
    ):
        assert found(content_type, body, size) == "tok-EN_1"


@given(st.sampled_from([TEXT, PARTS, "application/json", ""]), st.binary(), st.integers(1, 50))
def test_the_body_is_given_on_as_it_came(content_type: str, body: bytes, size: int) -> None:
    assert asyncio.run(look(content_type, body, size))[1] == body


def test_no_other_field_and_no_other_kind_of_body_is_taken_for_it() -> None:
    assert found(TEXT, b"xcsrf_token=abc&csrf_tokens=abc&a=csrf_token=abc") is None
    assert found("application/json", b"csrf_token=abc") is None
    assert found(PARTS, PART.replace(b"csrf_token", b"csrf_token2")) is None

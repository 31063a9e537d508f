"""Lines of a log: their form, and what never stands in them."""

import io
import json
import logging
import string
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from matchmaker.log import make_handler, make_redaction, request_id
from matchmaker.settings import Settings

PASSWORD = "p@ss:w/ord-4711"
ADDRESS = "postgresql://office:p%40ss%3Aw%2Ford-4711@db.local/matchmaker"
MOMENT = 1_714_959_000.25  # 6 May 2024, 09:30 in China


def write(record_format: str, message: str, **extra: object) -> str:
    stream = io.StringIO()
    settings = Settings(log_format=record_format, database_url=ADDRESS)
    handler = make_handler(settings, stream)
    logger = logging.Logger("matchmaker.test")
    logger.addHandler(handler)
    record = logger.makeRecord(
        "matchmaker.test", logging.INFO, "", 0, message, (), None, extra=extra
    )
    record.created = MOMENT
    logger.handle(record)
    return stream.getvalue()


@pytest.fixture
def in_request() -> Iterator[None]:
    token = request_id.set("r-1")
    yield
    request_id.reset(token)


@pytest.mark.usefixtures("in_request")
def test_a_record_is_one_object_a_line() -> None:
    text = write("json", "甲\n乙", status=200)
    assert text.count("\n") == 1
    assert json.loads(text) == {
        "time": "2024-05-06T09:30:00.250+08:00",
        "level": "info",
        "logger": "matchmaker.test",
        "message": "甲\n乙",
        "request_id": "r-1",
        "status": 200,
    }


@pytest.mark.usefixtures("in_request")
def test_people_get_a_line_of_text() -> None:
    assert write("text", "已答复", status=200) == (
        "2024-05-06T09:30:00.250+08:00 INFO    matchmaker.test [r-1] 已答复 status=200\n"
    )


@pytest.mark.parametrize("record_format", ["json", "text"])
@pytest.mark.parametrize("form", [PASSWORD, ADDRESS, "p%40ss%3Aw%2Ford-4711"])
def test_the_password_of_the_database_is_taken_out(record_format: str, form: str) -> None:
    text = write(record_format, f"连接 {form} 失败", url=form)
    assert "ord-4711" not in text
    assert "连接" in text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("GET /checkin/s3cret-Code HTTP/1.1", "GET /checkin/*** HTTP/1.1"),
        ("/checkin/s3cret?x=s3cret", "/checkin/***?***"),
        ("/checkin/{token} 200", "/checkin/{token} 200"),
        ("GET /list?name=s3cret&b=2 done", "GET /list?*** done"),
        ("mysql://u:s3cret@h/d", "mysql://u:***@h/d"),
        ("host=h password=s3cret user=u", "host=h password=*** user=u"),
        ("Authorization: Bearer s3cret", "Authorization: ***"),
        ("(b'cookie', b'a=s3cret; b=s3cret')", "(b'cookie', b'***')"),
        ("DETAIL:  Key (token)=(s3cret) exists.\nCONTEXT: x", "DETAIL: ***\nCONTEXT: x"),
        ("是否可行？请看 a/b", "是否可行？请看 a/b"),
    ],
)
def test_what_must_not_be_kept_is_taken_out(text: str, kept: str) -> None:
    assert make_redaction("")(text) == kept


def test_what_a_validator_quotes_is_taken_out() -> None:
    class Form(BaseModel):
        number: int

    with pytest.raises(ValueError, match="number") as caught:
        Form.model_validate({"number": "s3cret\nbody"})
    assert "s3cret" not in make_redaction("")(str(caught.value))


@given(st.text(string.ascii_letters + string.digits + "_-", min_size=24, max_size=24))
def test_no_code_of_a_name_card_passes(code: str) -> None:
    redact = make_redaction("")
    for text in (f"/checkin/{code}", f"'GET /checkin/{code}?a=b'", f"http://h/checkin/{code}/x"):
        assert code not in redact(text)

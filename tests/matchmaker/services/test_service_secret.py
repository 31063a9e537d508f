"""Keys for purposes, and values that only the service can read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.errors import BadConfiguration
from matchmaker.services.service_secret import Purpose, ServiceSecret, parse_secret

OLD, NEW = "a" * 32, "b" * 48


def test_every_purpose_has_a_key_of_its_own_and_always_the_same() -> None:
    secret = parse_secret(NEW)
    keys = {secret.key(purpose) for purpose in Purpose}
    assert len(keys) == len(Purpose)
    assert {len(key) for key in keys} == {32}
    assert keys == {parse_secret(f"{NEW}\n{OLD}\n").key(purpose) for purpose in Purpose}


@given(st.text())
def test_what_is_sealed_comes_back(text: str) -> None:
    secret = parse_secret(NEW)
    sealed = secret.seal(text)
    assert sealed.isascii()
    assert secret.unseal(sealed) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    secret = parse_secret(NEW)
    assert secret.seal("密") != secret.seal("密")


@pytest.mark.parametrize("place", [5, 40, -12])
def test_an_altered_seal_is_not_opened(place: int) -> None:
    secret = parse_secret(NEW)
    sealed = secret.seal("TOTP 密钥")
    other = "A" if sealed[place] != "A" else "B"
    altered = sealed[:place] + other + sealed[place:][1:]
    for open_it in (secret.unseal, secret.reseal):
        with pytest.raises(BadConfiguration, match="服务密钥"):
            open_it(altered)


def test_another_secret_does_not_open_it() -> None:
    with pytest.raises(BadConfiguration, match="补上原来的密钥"):
        parse_secret(NEW).unseal(parse_secret(OLD).seal("x"))


def test_an_earlier_secret_opens_until_all_is_sealed_anew() -> None:
    sealed = parse_secret(OLD).seal("x")
    both = parse_secret(f"{NEW}\n{OLD}")
    assert both.unseal(sealed) == "x"
    assert parse_secret(NEW).unseal(both.reseal(sealed)) == "x"


@pytest.mark.parametrize("text", ["", " \n", "short", f"{NEW}\nshort"])
def test_a_missing_or_short_secret_is_refused(text: str) -> None:
    with pytest.raises(BadConfiguration, match="至少 32 个字符"):
        parse_secret(text)


def test_no_secret_is_shown() -> None:
    assert repr(parse_secret(f"{NEW}\n{OLD}")) == f"{ServiceSecret.__name__}()"


def test_what_is_sealed_for_one_purpose_opens_for_no_other() -> None:
    secret = parse_secret(NEW)
    sealed = secret.seal("x", Purpose.WEBHOOK)
    assert secret.unseal(sealed, Purpose.WEBHOOK) == "x"
    assert secret.unseal(secret.reseal(sealed, Purpose.WEBHOOK), Purpose.WEBHOOK) == "x"
    with pytest.raises(BadConfiguration):
        secret.unseal(sealed)

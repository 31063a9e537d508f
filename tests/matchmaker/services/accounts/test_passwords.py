"""Which passwords are good enough."""

from collections.abc import Iterator

import pytest

from matchmaker.services.accounts import passwords
from matchmaker.services.accounts.secrets import make_temporary_password
from models.errors import InvalidValue
from tests.conftest import ARGON2, ARGON2_COSTS


@pytest.fixture
def full_cost(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let digests take as long as they do in service."""
    passwords._hasher.cache_clear()
    passwords._nobodys.cache_clear()
    monkeypatch.setattr(ARGON2, "__defaults__", ARGON2_COSTS)
    yield
    passwords._hasher.cache_clear()
    passwords._nobodys.cache_clear()


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("Tm#26", "密码的长度不合要求"),
        ("T#2x" * 40, "密码的长度不合要求"),
        ("tianmendonghu", "密码的字符种类太少"),
        ("tianmen20264", "密码的字符种类太少"),
        ("Wang.Xiaoer-26", "密码里有用户名、姓名或手机号"),
        ("x13800138000#X", "密码里有用户名、姓名或手机号"),
        ("Password#2026", "密码太常见"),
        ("Aa1#Aa1#Aa1#", "密码太常见"),
        ("Donghu#12345", "密码里有 5 个以上连续的字符（如 12345、abcde）"),
        ("Donghu#zzzzz2", "密码里有 5 个以上连续的字符（如 12345、abcde）"),
        ("Donghu#edcba2", "密码里有 5 个以上连续的字符（如 12345、abcde）"),
    ],
)
def test_what_is_too_easy_is_refused_with_the_reason(password: str, flaw: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        passwords.require_good_password(password, "wang.xiaoer", "王小二", "13800138000")
    assert refused.value.reason == flaw
    assert password not in str(refused.value)


@pytest.mark.parametrize("password", ["Tian-Men#2026x", "天门东湖水产Abc9", "q7!Kd03vLw2"])
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    passwords.require_good_password(password, "wang", "王小二", "")


@pytest.mark.usefixtures("full_cost")
def test_a_digest_tells_the_password_from_others_and_nothing_else() -> None:
    stored = passwords.hash_password("Tian-Men#2026x")
    # What RFC 9106 recommends where memory is scarce: 64 MiB, three passes, four lanes.
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    found = [passwords.matches(one, stored) for one in ("Tian-Men#2026x", "tian-men#2026x", "")]
    assert found == [True, False, False]


@pytest.mark.parametrize("stored", ["", "$argon2id$broken", "plain"])
def test_an_account_without_a_sound_digest_has_no_password(stored: str) -> None:
    assert not passwords.matches("nobody has this one", stored)


def test_a_temporary_password_is_good_enough() -> None:
    for _ in range(50):
        passwords.require_good_password(make_temporary_password())

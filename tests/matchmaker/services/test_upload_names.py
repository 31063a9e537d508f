"""Names of uploaded files: what a sender makes up leads nowhere and shows what it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services.upload_names import LONGEST_NAME, clean_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("专利.xlsx", "专利.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("/abs/专利.csv", "专利.csv"),
        ("C:\\Users\\a\\专利 表.csv", "专利 表.csv"),
        ("a/..", "未命名"),
        ("..", "未命名"),
        ("", "未命名"),
        ("  .csv", "csv"),
        ("专\r\n利\t表\x1b\x00.csv", "专 利 表.csv"),
        ("专利\u202evsc.exe", "专利vsc.exe"),
        ("a\u2028b\ue000\ud800.csv", "a b.csv"),
        ('专利<1>:"|?*.csv', "专利_1______.csv"),
        ("CON.csv", "_CON.csv"),
        ("nul", "_nul"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("concrete.csv", "concrete.csv"),
        ("专利.csv. .", "专利.csv"),
        ("长" * 1000 + ".csv", "长" * 55 + "….csv"),
        ("长" * 1000, "长" * 59 + "…"),
        ("a." + "b" * 1000, "a." + "b" * 57 + "…"),
    ],
)
def test_name_is_shown_as(name: str, shown: str) -> None:
    assert clean_name(name) == shown


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_name_becomes_one_of_a_plain_file(name: str) -> None:
    shown = clean_name(name)
    assert 0 < len(shown) <= LONGEST_NAME
    assert len(shown.encode()) <= 255
    assert not set(shown) & set('/\\<>:"|?*')
    assert shown not in {".", ".."}
    assert all(unicodedata.category(character)[0] != "C" for character in shown)
    assert clean_name(shown) == shown

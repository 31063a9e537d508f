"""Contacts as they are shown to whoever has no right to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.contact import CONTACT_FIELDS, mask_contact, mask_email, mask_name, mask_phone


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张伟", "张**"),
        ("张 三", "张**"),
        ("李", "李**"),
        ("张三、李四", "张**、李**"),
        ("成果转化中心 徐老师", "成果转化中心 徐**"),
        ("技术转移中心", "技术转移中心"),
        ("", ""),
    ],
)
def test_of_a_person_only_the_first_character_is_shown(text: str, shown: str) -> None:
    assert mask_name(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13812341234", "138****1234"),
        ("138-1234-1234", "138****1234"),
        ("+86 138 1234 1234", "138****1234"),
        ("027-87654321", "027****4321"),
        ("(0719)8888888", "0719****8888"),
        ("87654321", "****"),
        ("027-87654321/13812341234", "027****4321、138****1234"),
        ("微信 abc", ""),
        ("8888", "****"),
        ("", ""),
    ],
)
def test_of_a_number_the_middle_is_hidden(text: str, shown: str) -> None:
    assert mask_phone(text) == shown


@given(st.text("0123456789-()+ /、", max_size=40))
def test_four_figures_in_a_row_are_hidden_at_least(text: str) -> None:
    shown = mask_phone(text)
    figures = "".join(sign for sign in text if sign.isdigit())
    assert len(figures) < 7 or figures not in "".join(s for s in shown if s.isdigit())


@given(st.text("张三李四王五", min_size=2, max_size=4))
def test_a_name_never_stands_there_whole(name: str) -> None:
    assert name not in mask_name(name)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("zhang@whu.edu.cn", "z***@whu.edu.cn"),
        ("a@b.cn；c@d.cn", "a***@b.cn、c***@d.cn"),
        ("张三", "**"),
        ("@b.cn", "**"),
        ("", ""),
    ],
)
def test_of_an_address_the_person_is_hidden(text: str, shown: str) -> None:
    assert mask_email(text) == shown


@given(
    st.sampled_from(CONTACT_FIELDS[:2]),
    st.sampled_from(["张伟", "张三、李四", "13812341234", "027-87654321/13812341234", "8888", ""]),
)
def test_what_is_masked_stays_as_it_is(field: str, text: str) -> None:
    shown = mask_contact(field, text)
    assert mask_contact(field, shown) == shown


def test_other_columns_are_left_alone() -> None:
    assert mask_contact("title", "13812341234") == "13812341234"

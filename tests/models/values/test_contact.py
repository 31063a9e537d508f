"""Names and numbers of persons as they may be shown."""

import pytest

from models.values.contact import mask_name, mask_phone


@pytest.mark.parametrize(("name", "shown"), [("张三", "张**"), (" 欧阳修 ", "欧**"), ("", "")])
def test_of_a_name_the_first_character_is_shown(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "138****1234"),
        ("027-8765 4321", "027****4321"),
        ("8765432", "****"),
        ("见名片", ""),
        ("", ""),
    ],
)
def test_of_a_number_head_and_tail_are_shown(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown

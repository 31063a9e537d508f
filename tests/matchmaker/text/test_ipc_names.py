import pytest

from matchmaker.text.ipc_names import SHOWN_CHARACTERS, _table, subclass_name


@pytest.mark.parametrize("code", ["H01M", "G06F", "A61K", "B23K", "G01S"])
def test_subclass_has_a_short_name(code):
    assert 2 <= len(subclass_name(code)) <= SHOWN_CHARACTERS


@pytest.mark.parametrize("code", ["", "H01", "Z99Z", "H01M10"])
def test_code_that_is_no_subclass_has_no_name(code):
    assert subclass_name(code) == ""


def test_long_title_is_named_by_its_example():
    assert subclass_name("H01M").endswith("电池组")


def test_every_name_is_short_and_without_asides():
    names = {code: subclass_name(code) for code in _table()}
    assert len(names) > 600
    assert [code for code, name in names.items() if not 0 < len(name) <= SHOWN_CHARACTERS] == []
    assert [name for name in names.values() if "（" in name or "；" in name] == []

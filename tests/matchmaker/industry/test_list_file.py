"""A list of industries as a file: what is written is read again, whatever its texts are."""

import tomllib
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.errors import BadConfiguration
from matchmaker.industry.list_file import as_entries, read_entries, read_list, write_list
from matchmaker.industry.taxonomy import IndustryDef, Taxonomy, load_taxonomy, make_industries

DAY = date(2024, 5, 1)
# What a database and a file in UTF-8 can hold.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
LISTS = st.lists(TEXT, max_size=10).map(tuple)
INDUSTRIES = st.lists(
    st.builds(
        IndustryDef,
        slug=TEXT,
        name=TEXT,
        group=TEXT,
        status=TEXT,
        ipc=LISTS,
        ipc_related=LISTS,
        terms=LISTS,
        aliases=LISTS,
        trades=LISTS,
        candidates=LISTS,
        retired=st.booleans(),
    ),
    min_size=1,
    max_size=4,
).map(tuple)


@given(INDUSTRIES, TEXT)
def test_what_is_written_is_read_again(industries: tuple[IndustryDef, ...], version: str) -> None:
    said = read_list(write_list(Taxonomy(version, industries), DAY))
    assert (said.version, said.valid_from, said.industries) == (version, DAY, industries)


@given(INDUSTRIES)
def test_entries_of_an_edition_say_all(industries: tuple[IndustryDef, ...]) -> None:
    entries = as_entries(industries)
    assert make_industries(entries) == industries
    assert read_entries(entries) == industries


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(BadConfiguration):
        read_list(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=8,
    )
)
def test_entry_of_another_form_is_refused_by_its_number(entry: object) -> None:
    with pytest.raises(BadConfiguration, match="第 1 个产业"):
        read_entries([entry])


def test_bundled_list_is_written_so_that_it_can_be_read() -> None:
    text = write_list(load_taxonomy(), DAY)
    assert read_list(text).industries == load_taxonomy().industries
    assert tomllib.loads(text)["valid_from"] == DAY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = ", "不是有效的 TOML"),
        ("version = '1'", "没有 \\[\\[industry\\]\\] 条目"),
        ("valid_from = '2024'\n[[industry]]\n", "不加引号的日期"),
        ("[[industry]]\nslug = 'x'\n", "第 1 个产业缺少字段 name、group、status"),
        ("[[industry]]\nslug = 'x'\ncolour = 'red'\n", "不认得的字段 colour"),
        (
            "[[industry]]\nslug='x'\nname='x'\ngroup='other'\nstatus='pending'\nipc='H01M'\n",
            "的字段 ipc 写法不对",
        ),
    ],
)
def test_file_of_another_form_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadConfiguration, match=said):
        read_list(text)

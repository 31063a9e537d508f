"""An industry typed into a form becomes an entry of the list in its place, and is shown as one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.errors import BadConfiguration
from matchmaker.industry.list_checks import Flaw, find_flaws
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.services.industry_words import (
    FIRST,
    empty_industry,
    flaws_by_field,
    with_industry,
    write_industry,
)

TAXONOMY = load_taxonomy()
SLUGS = [one.slug for one in TAXONOMY.industries]


@pytest.mark.parametrize("slug", SLUGS)
def test_industry_shown_and_sent_back_is_unchanged(slug: str) -> None:
    assert with_industry(TAXONOMY, write_industry(TAXONOMY, slug)) == (slug, TAXONOMY.industries)


def test_unknown_industry_is_not_shown() -> None:
    with pytest.raises(BadConfiguration, match="没有产业“nobody”"):
        write_industry(TAXONOMY, "nobody")


@pytest.mark.parametrize(
    ("after", "place"), [(FIRST, 0), ("optoelectronics", 1), ("ai", 7), ("other", 13), ("x", 13)]
)
def test_industry_is_put_behind_another_and_never_behind_other(after: str, place: int) -> None:
    _, industries = with_industry(TAXONOMY, replace(write_industry(TAXONOMY, "ninth"), after=after))
    assert [one.slug for one in industries].index("ninth") == place
    assert industries[-1].slug == "other"


def test_other_stays_where_it_is() -> None:
    typed = replace(write_industry(TAXONOMY, "other"), after=FIRST)
    assert with_industry(TAXONOMY, typed)[1] == TAXONOMY.industries


def test_new_industry_gets_a_slug_by_the_rule_or_the_one_that_was_typed() -> None:
    blank = empty_industry(TAXONOMY)
    assert with_industry(TAXONOMY, blank)[0] == "industry-1"
    assert with_industry(TAXONOMY, replace(blank, slug=" safety "))[0] == "safety"


def test_words_are_told_apart_however_they_are_typed() -> None:
    words = {
        "ipc": "A62B、A62C; A62D\nF41H",
        "terms": "安全应急，应急 救援\r\n 灭火；",
        "trades": "384 385",
    }
    typed = replace(empty_industry(TAXONOMY), name="安全应急", words=words)
    slug, industries = with_industry(TAXONOMY, typed)
    made = next(one for one in industries if one.slug == slug)
    assert (made.ipc, made.terms, made.trades) == (
        ("A62B", "A62C", "A62D", "F41H"),
        ("安全应急", "应急 救援", "灭火"),
        ("384", "385"),
    )
    assert (made.ipc_related, made.aliases) == ((), ())


@given(st.text(max_size=60), st.sampled_from(["ipc", "terms", "aliases", "trades"]))
def test_whatever_is_typed_is_stored_or_told_to_be_wrong(text: str, field: str) -> None:
    typed = write_industry(TAXONOMY, "ninth")
    _, industries = with_industry(TAXONOMY, replace(typed, words={**typed.words, field: text}))
    assert [one.slug for one in industries] == SLUGS
    assert {flaw.slug for flaw in find_flaws(industries)} <= {"ninth"}


def test_what_is_wrong_stands_at_its_field_and_of_others_at_the_head() -> None:
    flaws = [Flaw("ninth", "ipc", "甲"), Flaw("ninth", "ipc", "乙"), Flaw("ai", "name", "丙")]
    assert flaws_by_field(flaws, "ninth", TAXONOMY.industries) == {
        "ipc": "甲；乙",
        "": "“人工智能”：丙",
    }

"""Other words for what a text says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.normalise import normalise
from matchmaker.text.stopwords import stop_words
from matchmaker.text.thesaurus import (
    TITLE_WEIGHT,
    Entry,
    Thesaurus,
    Wording,
    WordingKind,
    bundled_entries,
    bundled_thesaurus,
)

SAME, RELATED = WordingKind.SAME, WordingKind.RELATED
SMALL = Thesaurus(
    [
        Entry(SAME, "LED", ("发光二极管", "LED灯珠")),
        Entry(SAME, "油缸", ("液压缸",)),
        Entry(RELATED, "漏油", ("密封", "密封圈")),
        Entry(RELATED, "油缸漏油", ("活塞杆密封",)),
    ]
)


def others(
    title: str, body: str = "", thesaurus: Thesaurus = SMALL
) -> dict[tuple[str, str], float]:
    return {(w.said, w.other): w.weight for w in thesaurus.find(title, body)}


def test_names_of_one_thing_stand_for_each_other() -> None:
    assert others("", "油缸") == {("油缸", "液压缸"): 1.0}
    assert others("", "液压缸") == {("液压缸", "油缸"): 1.0}
    assert set(others("", "led")) == {("LED", "发光二极管"), ("LED", "LED灯珠")}


def test_a_complaint_finds_its_answer_and_not_the_other_way() -> None:
    assert others("", "漏油") == {("漏油", "密封"): 0.7, ("漏油", "密封圈"): 0.7}
    assert others("", "密封圈") == {}


def test_the_longest_term_is_taken() -> None:
    assert set(others("", "油缸漏油")) == {("油缸漏油", "活塞杆密封")}


def test_a_title_counts_more_and_first() -> None:
    assert others("漏油", "漏油")["漏油", "密封"] == pytest.approx(0.7 * TITLE_WEIGHT)
    found = SMALL.find("油缸", "LED")
    assert [w.said for w in found] == ["油缸", "LED", "LED"]


def test_a_refused_pair_is_left_out_and_all_others_stay() -> None:
    refused = [(SAME, frozenset({normalise("LED"), "发光二极管"}))]
    thesaurus = Thesaurus([Entry(SAME, "LED", ("发光二极管", "LED灯珠"))], refused)
    assert set(others("", "LED", thesaurus)) == {("LED", "LED灯珠")}
    assert not thesaurus.holds("LED", "发光二极管")
    assert thesaurus.holds("led灯珠", "发光二极管")


def test_latin_words_are_found_whole_only() -> None:
    assert others("", "LEDS和OLED") == {}


@given(st.text(alphabet="LED漏油缸密封，。 ａ", max_size=30), st.text(max_size=30))
def test_any_text_gives_other_words_for_what_it_says(title: str, body: str) -> None:
    said = normalise(f"{title}\n{body}")
    for wording in SMALL.find(title, body):
        assert isinstance(wording, Wording)
        assert normalise(wording.said) in said
        assert wording.said != wording.other
        assert 0.0 < wording.weight <= TITLE_WEIGHT


def test_bundled_terms_can_be_found_and_say_something() -> None:
    entries = bundled_entries()
    terms = [term for entry in entries for term in (entry.term, *entry.others)]
    assert {kind: sum(e.kind is kind for e in entries) > 3_000 for kind in WordingKind} == {
        SAME: True,
        RELATED: True,
    }
    assert [term for term in terms if len(term) < 2 or term in stop_words()] == []
    assert [e for e in entries if len({*e.others, e.term}) != len(e.others) + 1] == []
    assert len({(e.kind, e.term) for e in entries}) == len(entries)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("LED封装", "发光二极管"),
        ("油缸漏油", "密封"),
        ("小龙虾苗成活率", "克氏原螯虾"),
        ("电池掉电快", "容量保持率"),
        ("PLC控制", "可编程逻辑控制器"),
        ("养殖场臭味大", "除臭"),
    ],
)
def test_bundled_words_are_those_of_patents(text: str, other: str) -> None:
    assert other in {w.other for w in bundled_thesaurus().find("", text)}

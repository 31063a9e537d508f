import pytest
from hypothesis import given, settings

from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.text.normalise import normalise
from matchmaker.text.term_scan import TermScanner
from tests.matchmaker.text.strategies import han_texts

TERMS = ("激光", "激光器", "LED", "LED芯片", "芯片", "CAN总线", "GPS", "手机APP", "3D打印", "电池")
SCANNER = TermScanner(TERMS)
TAXONOMY = TermScanner(term for entry in load_taxonomy().industries for term in entry.terms)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("半导体激光器", ["激光器"]),
        ("激光焊接用激光器", ["激光", "激光器"]),
        ("激光与激光", ["激光", "激光"]),
        ("LED芯片封装", ["LED芯片"]),
        ("ＬＥＤ芯片", ["LED芯片"]),
        ("led 芯片", ["LED", "芯片"]),
        ("GPS与电池", ["GPS", "电池"]),
        ("电池与gps", ["电池", "GPS"]),
        ("手机app", ["手机APP"]),
        ("电", []),
        ("", []),
    ],
)
def test_scan_finds_the_longest_terms_in_the_order_of_the_text(text, found):
    assert SCANNER.scan(text) == found


@pytest.mark.parametrize(
    "text", ["AGPS", "GPSS", "GPS2", "scan总线", "手机APPs", "13D打印", "OLED"]
)
def test_latin_letters_and_figures_count_only_as_whole_words(text):
    assert SCANNER.scan(text) == []


def test_the_head_of_a_longer_latin_word_does_not_hide_the_han_after_it():
    assert SCANNER.scan("OLED芯片") == ["芯片"]


def test_latin_word_between_han_is_a_whole_word():
    assert SCANNER.scan("车载GPS终端") == ["GPS"]


@settings(deadline=None)
@given(han_texts)
def test_every_found_term_stands_in_the_folded_text(text):
    folded = normalise(text)
    position = 0
    for term in TAXONOMY.scan(text):
        position = folded.index(normalise(term), position) + len(normalise(term))


@settings(deadline=None)
@given(han_texts)
def test_scan_does_not_depend_on_the_order_of_the_terms(text):
    assert TermScanner(reversed(TERMS)).scan(text) == SCANNER.scan(text)

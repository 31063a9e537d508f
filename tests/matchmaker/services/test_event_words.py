"""An event as it is typed into a form."""

from datetime import date

from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.services.campaigns import RULES, make_event
from matchmaker.services.event_words import read_words, write_words

ENTRY = {
    "slug": "wuhan",
    "name": "武汉对接会",
    "kind": "local_docking",
    "date": date(2026, 6, 18),
    "city": "武汉",
    "institution_share": 0.25,
    "total": 40,
    "repeats": True,
    "quotas": {"北斗": {"least": 2, "most": 9}, "新材料": {"least": 1}},
}


def test_what_a_form_shows_is_read_back_as_the_same_event() -> None:
    event = make_event(dict(ENTRY), "", load_taxonomy())
    words = write_words(event, load_taxonomy())
    entry, wrong = read_words(words, load_taxonomy())
    assert wrong == {}
    assert make_event(entry, "", load_taxonomy()) == event
    assert (words["institution_share"], words["total"]) == ("25", "40")
    assert words["quotas"] == "北斗 2 9\n新材料 1"


def test_every_field_tells_what_is_wrong_with_it() -> None:
    words = {
        "date": "6 月",
        "per_demand": "0",
        "per_city": "-1",
        "total": "多",
        "institution_share": "nan",
        "quotas": "北斗 9 2",
    }
    entry, wrong = read_words({**words, "per_patent": "3"}, load_taxonomy())
    assert entry == {"per_patent": 3}
    assert wrong.keys() == words.keys()
    assert wrong["per_demand"] == "不能小于 1。请填 1 或更大的整数"
    assert wrong["quotas"] == "“北斗 9 2”的至多少于至少。请核对两个数"


def test_rules_left_empty_are_wrong_but_for_the_total() -> None:
    _, wrong = read_words(dict.fromkeys(RULES, ""), load_taxonomy())
    assert set(wrong) == {
        "per_demand",
        "per_patent",
        "institution_share",
        "per_enterprise",
        "per_city",
        "most_firms",
    }

"""What a case lacks."""

import pytest

from matchmaker.cases.completeness import LABELS, LONG, find_lacks
from models.values.contact import contacts_in

WHOLE = dict.fromkeys(LABELS, "这里写明了案例的经过、做法和数据，各项都有依据可查，文字也足够长。")


def test_a_whole_case_lacks_nothing() -> None:
    assert find_lacks(WHOLE, 1, consent=True) == []


def test_consent_is_asked_for_and_bars_nothing() -> None:
    (lack,) = find_lacks(WHOLE, 1, consent=False)
    assert (lack.field, lack.bars) == ("consent", False)


@pytest.mark.parametrize("name", LABELS)
def test_an_empty_field_bars(name: str) -> None:
    (lack,) = find_lacks({**WHOLE, name: "  "}, 1, consent=True)
    assert (lack.field, lack.bars) == (name, True)
    assert LABELS[name] in lack.sentence


@pytest.mark.parametrize("name", LONG)
def test_a_few_words_are_not_enough(name: str) -> None:
    (lack,) = find_lacks({**WHOLE, name: "很好"}, 1, consent=True)
    assert "只有 2 字" in lack.sentence


def test_what_is_left_open_bars() -> None:
    said = {**WHOLE, "results": WHOLE["results"] + "【请填写：产值】"}
    assert [one.field for one in find_lacks(said, 1, consent=True)] == ["results"]


def test_evidence_bars() -> None:
    assert [one.field for one in find_lacks(WHOLE, 0, consent=True)] == ["evidence"]


@pytest.mark.parametrize("contact", ["13812345678", "138 1234 5678", "027-87654321", "a.b@c.cn"])
def test_contacts_of_persons_are_not_printed(contact: str) -> None:
    said = {**WHOLE, "approach": f"{WHOLE['approach']}联系{contact}。"}
    (lack,) = find_lacks(said, 1, consent=True)
    assert "电话或邮箱" in lack.sentence


@pytest.mark.parametrize("text", ["ZL202110000001.X", "合同金额 1380000000000 元", "2024-05-06"])
def test_numbers_of_patents_and_amounts_are_no_contacts(text: str) -> None:
    assert contacts_in(text) == []

"""Stored values in words."""

from datetime import date
from typing import Any

import pytest

from matchmaker.services.wording import tell_value, tell_values, value_label
from models.enums import LicenceKind
from models.values.legal_status import LegalState
from models.values.patent_kind import PatentKind


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("legal_state", LegalState.UNKNOWN, "状态不明"),
        ("legal_state", "unknown", "状态不明"),
        ("licence_kind", LicenceKind.SOLE, "排他许可"),
        ("kind", PatentKind.UTILITY_MODEL, "实用新型"),
        ("kind", "design", "外观设计"),
        ("inventors", ["张三", "李四"], "张三；李四"),
        ("transfer_modes", ["assignment", "equity"], "转让；作价入股"),
        ("filing_date", date(2020, 1, 5), "2020-01-05"),
        ("price_low_cny", 125_000, "12.5万元"),
        ("price_negotiable", True, "是"),
        ("state_funded", False, "否"),
        ("city_code", "420100", "武汉市"),
        ("claim_count", 0, "0"),
        ("owner_consents", True, ""),
        ("owner_consents", False, "否"),
        ("title", "", ""),
        ("expiry_date", None, ""),
        ("keywords", [], ""),
    ],
)
def test_value_is_told_in_words(name: str, value: Any, text: str) -> None:
    assert tell_value(name, value) == text


@pytest.mark.parametrize(
    ("low", "high", "negotiable", "text"),
    [
        (50_000, 80_000, True, "5–8万元（可议）"),
        (None, 80_000, False, "8万元以下"),
        (0, 0, False, "免费"),
        (None, None, True, "面议"),
    ],
)
def test_amount_is_told_once(
    low: int | None, high: int | None, negotiable: bool, text: str
) -> None:
    values = {"price_low_cny": low, "price_high_cny": high, "price_negotiable": negotiable}
    assert list(tell_values({"title": "阀", **values})) == [
        ("title", "阀"),
        ("price_low_cny", text),
    ]
    assert value_label("price_low_cny") == "价格"


def test_values_that_say_nothing_are_left_out() -> None:
    price = {"price_low_cny": None, "price_high_cny": None, "price_negotiable": False}
    values = {"title": "", "inventors": [], "expiry_date": None, "check_character": "X", **price}
    assert list(tell_values(values)) == []


def test_long_text_is_cut_to_one_line() -> None:
    assert list(tell_values({"abstract": "甲\n乙丙丁"}, 3)) == [("abstract", "甲 乙…")]
    assert list(tell_values({"abstract": "甲\n乙丙丁"})) == [("abstract", "甲\n乙丙丁")]

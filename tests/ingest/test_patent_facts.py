"""What a sheet tells of a patent besides: effect, keywords, counts, worth, open licence."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.patent_facts import parse_count, parse_keywords
from ingest.sources.patent_sheet import PATENT_FACTS
from models.patent import Patent
from models.values.contact import mask_email
from tests.ingest.writing import patent_with, refusal_of, values_of

FACTS = {*PATENT_FACTS, "value_source"}


def facts_of(path: Path, columns: dict[str, Any]) -> dict[str, Any]:
    values = values_of(patent_with(path, columns))
    return {name: value for name, value in values.items() if name in FACTS}


@pytest.mark.parametrize(
    ("header", "cell", "field", "value"),
    [
        ("技术功效句", " 提高了 效率\n\n降低成本", "effect", "提高了 效率\n降低成本"),
        ("有益效果", "密封好", "effect", "密封好"),
        ("关键词", "阀门; 密封；machine vision 机器视觉，阀门", "keywords", None),
        ("CPC", "H01M10/0525;Y02E60/10", "cpc", ["H01M10/0525", "Y02E60/10"]),
        ("权利要求数量", 10, "claim_count", 10),
        ("权利要求数", "12.0", "claim_count", 12),
        ("权项数", "8项", "claim_count", 8),
        ("简单同族个数", "0", "family_size", 0),
        ("被引证次数", 3.0, "cited_by_count", 3),
        ("实施状态(含产业化)", "已实施", "implementation_text", "已实施"),
        ("开放许可声明", "否", "open_licence_text", "否"),
        ("许可使用费支付方式、标准", "一次总付 5万元", "open_licence_fee", "一次总付 5万元"),
        ("单次许可期限", "3年", "open_licence_term", "3年"),
        ("单次许可范围", "中国大陆", "open_licence_scope", "中国大陆"),
        ("邮箱", "a.b@whu.edu.cn", "contact_email", "a.b@whu.edu.cn"),
        ("邮箱", "a@x.cn；b＠y.cn / a@x.cn", "contact_email", "a@x.cn; b@y.cn"),
    ],
)
def test_cell_is_read_into_its_field(
    tmp_path: Path, header: str, cell: Any, field: str, value: Any
) -> None:
    wanted = ["阀门", "密封", "machine vision", "机器视觉"] if value is None else value
    assert facts_of(tmp_path, {header: cell}) == {field: wanted}


@pytest.mark.parametrize(
    ("header", "cell", "text"),
    [
        ("合享价值度", 9, "9"),
        ("专利价值", "$1,230,000", "$1,230,000"),
        ("DPI", 78.5, "78.5"),
        ("专利价值分级自评", "A级", "A级"),
    ],
)
def test_worth_is_kept_as_written_with_its_scale(
    tmp_path: Path, header: str, cell: Any, text: str
) -> None:
    assert facts_of(tmp_path, {header: cell}) == {"value_text": text, "value_source": header}


def test_the_databases_own_figure_goes_before_the_owners(tmp_path: Path) -> None:
    parsed = patent_with(tmp_path, {"专利自评": "高", "合享价值度": 9})
    assert values_of(parsed)["value_source"] == "合享价值度"
    assert parsed.headers[0].repeated == ("专利自评",)


@pytest.mark.parametrize("cell", ["", None, "-", "  ", "N/A"])
@pytest.mark.parametrize("headers", PATENT_FACTS.values(), ids=PATENT_FACTS)
def test_blank_cell_says_nothing(tmp_path: Path, headers: tuple[str, ...], cell: Any) -> None:
    assert facts_of(tmp_path, {headers[0]: cell}) == {}


@pytest.mark.parametrize("cell", ["无", "暂无"])
def test_the_word_for_no_address_says_nothing(tmp_path: Path, cell: str) -> None:
    assert facts_of(tmp_path, {"邮箱": cell}) == {}


@pytest.mark.parametrize(
    ("header", "cell", "reason", "remedy"),
    [
        ("权利要求数量", -1, "不是非负整数", "请填写 0 或正整数，例如 12，不清楚时留空"),
        ("权利要求数量", 3.5, "不是非负整数", "请填写 0 或正整数，例如 12，不清楚时留空"),
        ("同族数量", "多", "不是非负整数", "请填写 0 或正整数，例如 12，不清楚时留空"),
        ("被引证次数", 10**6, "数量过大（超过 999999）", "请核对数字，不清楚时留空"),
        (
            "邮箱",
            "whu.edu.cn",
            "不是电子邮箱",
            "请填写形如 name@example.com 的邮箱，没有时留空",
        ),
        (
            "邮箱",
            "a@x.cn; 13800000000",
            "不是电子邮箱",
            "请填写形如 name@example.com 的邮箱，没有时留空",
        ),
        (
            "CPC",
            "H01M10/0525; 电池",
            "不是 CPC 分类号",
            "请填写形如 H01M10/0525、Y02E60/10 的分类号，多个用分号隔开，不清楚时留空",
        ),
        (
            "CPC",
            "06-01",
            "不是 CPC 分类号",
            "请填写形如 H01M10/0525、Y02E60/10 的分类号，多个用分号隔开，不清楚时留空",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(
    tmp_path: Path, header: str, cell: Any, reason: str, remedy: str
) -> None:
    refusal = refusal_of(patent_with(tmp_path, {header: cell}))
    shown = mask_email(str(cell)) if header == "邮箱" else str(cell)
    assert (refusal.column, refusal.value) == (header, shown)
    assert (refusal.reason, refusal.remedy) == (reason, remedy)


def test_every_fact_is_a_column_of_the_patent() -> None:
    assert FACTS - set(Patent.model_fields) == set()


@given(st.integers(0, 999_999))
def test_every_count_is_read_as_itself(count: int) -> None:
    assert parse_count(str(count)) == count


@given(st.text())
def test_keywords_are_distinct_and_settled(text: str) -> None:
    words = parse_keywords(text)
    assert len(set(words)) == len(words)
    assert parse_keywords(";".join(words)) == words

"""Templates from people: checked before they hold, filled as a whole or not at all."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from matchmaker.errors import BadQuery
from matchmaker.reports.word_template import MOST_BYTES, check_template, fill_template

KNOWN = ("单位", "统计期", "转让许可合计", "汇总")
REQUIRED = ("单位",)
NAME = "模板.docx"


def made(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def text_of(content: bytes) -> str:
    return "\n".join(one.text for one in Document(BytesIO(content)).paragraphs)


def check(content: bytes) -> tuple[set[str], tuple[str, ...]]:
    found = check_template(NAME, content, KNOWN, REQUIRED)
    return set(found.fields), found.unused


def test_fields_are_found_and_filled() -> None:
    content = made("{{ 单位 }}在{{统计期}}", "{% for 行 in 汇总 %}{{ 行.指标 }}；{% endfor %}")
    assert check(content) == ({"单位", "统计期", "汇总"}, ("转让许可合计",))
    context = {"单位": "某局", "统计期": "5 月", "汇总": [{"指标": "甲"}, {"指标": "乙"}]}
    assert text_of(fill_template(NAME, content, context)) == "某局在5 月\n甲；乙；"


def test_what_is_filled_in_is_text_and_nothing_else() -> None:
    filled = fill_template(NAME, made("{{ 单位 }}"), {"单位": "<w:p>甲 & 乙 {{ 统计期 }}"})
    assert text_of(filled) == "<w:p>甲 & 乙 {{ 统计期 }}"


def test_the_same_content_gives_the_same_bytes() -> None:
    content = made("{{ 单位 }}")
    assert fill_template(NAME, content, {"单位": "甲"}) == fill_template(
        NAME, content, {"单位": "甲"}
    )


def test_a_field_that_there_is_not_is_named_with_the_nearest() -> None:
    with pytest.raises(BadQuery, match="没有的字段：“转让许可总计”（是否为“转让许可合计”？）"):
        check(made("{{ 单位 }}{{ 转让许可总计 }}"))


def test_a_missing_field_is_named() -> None:
    with pytest.raises(BadQuery, match=r"缺少必须的字段：\{\{ 单位 \}\}"):
        check(made("{{ 统计期 }}"))


@pytest.mark.parametrize(
    "wrong", ["{{ 单位 }", "{% for 行 in 汇总 %}{{ 单位 }}", "{{ 单位 | 无 }}"]
)
def test_a_fault_is_told_before_anything_holds(wrong: str) -> None:
    with pytest.raises(BadQuery, match=r"字段写错了|缺少必须的字段"):
        check(made(wrong))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04"])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(BadQuery, match="不是 Word 文档"):
        check(content)


def test_large_files_are_refused() -> None:
    with pytest.raises(BadQuery, match="超过 5 MB"):
        check(b"x" * (MOST_BYTES + 1))


def test_an_archive_that_swells_is_refused() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", 8) as archive:
        archive.writestr("word/document.xml", b" " * (60 * 1024 * 1024))
    with pytest.raises(BadQuery, match="解压后过大"):
        check(stream.getvalue())


def test_a_broken_document_is_refused() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", b"<w:document>")
    with pytest.raises(BadQuery, match="读不出来"):
        check(stream.getvalue())


@pytest.mark.parametrize(
    "attack",
    [
        "{{ 单位.__class__.__mro__[1].__subclasses__() }}",
        "{{ 单位.__init__.__globals__ }}",
        "{{ 汇总[0].缺失 }}",
    ],
)
def test_what_reaches_beyond_the_fields_leaves_no_half_document(attack: str) -> None:
    content = made("开头", attack)
    with pytest.raises(BadQuery, match="填写不成"):
        fill_template(NAME, content, {"单位": "甲", "汇总": [{"指标": "乙"}]})

"""The text of Word documents."""

from pathlib import Path

import pytest
from docx import Document

from ingest.errors import SourceError
from ingest.readers.docx_text import read_text
from ingest.types import Limits


def test_paragraphs_and_tables_stand_in_their_order(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("一、总体要求")
    document.add_paragraph("  提高　转化率。 ")
    document.add_paragraph("")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("类别", "标准", "发明", "5 万元"), strict=True):
        cell.text = text
    document.add_paragraph("二、附则")
    document.save(str(tmp_path / "a.docx"))
    assert read_text(tmp_path / "a.docx", Limits()) == (
        "一、总体要求\n提高 转化率。\n类别　标准\n发明　5 万元\n二、附则"
    )


def test_a_cell_over_two_columns_is_read_once(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合计"
    document.save(str(tmp_path / "a.docx"))
    assert read_text(tmp_path / "a.docx", Limits()) == "合计"


def test_what_is_no_document_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(SourceError, match=r"a\.docx"):
        read_text(tmp_path / "a.docx", Limits())

"""What is no table is refused by what it holds, whatever its name says."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from ingest.types import Limits
from tests.ingest.compound import locked_workbook_stream, workbook_stream, write_compound
from tests.ingest.writing import (
    PATENT_HEADERS,
    error_of,
    parse,
    patent_row,
    write_csv,
    write_xlsx,
)

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")
HTML = "<table><tr><td>申请号</td></tr></table>"


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize("name", ["patents.xlsx", "patents.csv"])
@pytest.mark.parametrize(
    ("content", "reason", "remedy"),
    [
        (b"%PDF-1.7\n\x00", "这是 PDF 文档，不是表格", "请另存为 .xlsx、.csv"),
        (PNG, "这是图片，不是表格", "请另存为 .xlsx、.csv"),
        (b"\xff\xd8\xff\xe0\x00", "这是图片，不是表格", "请另存为 .xlsx、.csv"),
        (b"{\\rtf1 \\ansi}", "这是 RTF 文档，不是表格", "请另存为 .xlsx、.csv"),
        (gzip.compress(b"x", mtime=0), "这是 gzip 压缩包，不是表格", "请解压后导入其中的表格"),
        (b"Rar!\x1a\x07\x00", "这是 RAR 压缩包，不是表格", "请解压后导入其中的表格"),
        (zipped("a.xlsx", "b.xlsx"), "这是压缩包，不是表格", "请解压后导入其中的表格"),
        (zipped("word/document.xml"), "Word 文档已损坏，无法读取", "请用 Word 打开并另存为 .docx"),
        (zipped("ppt/presentation.xml"), "这是 PPT 演示文稿，不是表格", "请另存为 .xlsx、.csv"),
        (zipped("xl/workbook.bin"), "这是二进制工作簿（.xlsb）", "请用 Excel 打开并另存为 .xlsx"),
        (b"\x7fELF\x02\x01\x00", "这是程序文件，不是表格", "请另存为 .xlsx、.csv"),
        (b"MZ\x90\x00", "这是程序文件，不是表格", "请另存为 .xlsx、.csv"),
        (b"\x00" * 100, "这不是表格文件", "请另存为 .xlsx、.csv"),
        (f"<html>{HTML}".encode(), "这是网页或 XML，不是表格", "请用 Excel 打开并另存为 .xlsx"),
        (
            b'\xef\xbb\xbf\n <?xml version="1.0"?><Workbook/>',
            "这是网页或 XML，不是表格",
            "请用 Excel 打开并另存为 .xlsx",
        ),
        (b'[\n {"a": 1}]', "这是 JSON 数组", "请改为每行一个 {…} 的 .jsonl"),
    ],
)
def test_foreign_file_is_refused_by_its_content(
    tmp_path: Path, name: str, content: bytes, reason: str, remedy: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    error = error_of(path)
    assert (error.file, error.place, error.reason) == (name, "", reason)
    assert error.remedy.startswith(remedy)
    assert str(error) == f"文件“{name}”：{reason}。{error.remedy}"


def test_missing_file_is_named_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "没有.xlsx"
    error = error_of(path)
    assert (error.file, error.reason) == (str(path), "文件不存在")
    assert error.remedy == "请检查路径与文件名后重试"


def test_folder_is_no_file(tmp_path: Path) -> None:
    assert error_of(tmp_path).reason == "这是一个文件夹"


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    assert error_of(path).reason == "这不是普通文件"


def test_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    error = error_of(tmp_path / ("长" * 300))
    assert error.reason == "文件无法打开（File name too long）"


def test_empty_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "空.csv"
    path.touch()
    assert (error_of(path).file, error_of(path).reason) == ("空.csv", "文件是空的")


def test_file_over_the_limit_says_both_sizes(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b"x" * 1_300_000)
    error = error_of(path, limits=Limits(file_bytes=1024 * 1024))
    assert error.reason == "文件有 1.2 MB，超过上限 1.0 MB"
    assert error.remedy == "请按单位或年份拆成几个文件分别导入"


def test_file_name_in_gbk_bytes_is_shown_in_chinese(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "专利.csv".encode("gbk")))
    path.touch()
    assert error_of(path).file == "专利.csv"


def test_encrypted_workbook_asks_for_the_password_to_be_removed(tmp_path: Path) -> None:
    streams = {"EncryptionInfo": b"\x04\x00\x04\x00", "EncryptedPackage": b"x" * 5000}
    error = error_of(write_compound(tmp_path / "locked.xlsx", streams))
    assert error.reason == "工作簿设有打开密码"
    assert error.remedy == "请在 Excel 中取消密码、另存后再导入"


def test_encrypted_old_workbook_asks_for_the_password_to_be_removed(tmp_path: Path) -> None:
    path = write_compound(tmp_path / "locked.xls", {"Workbook": locked_workbook_stream()})
    assert error_of(path).reason == "工作簿设有打开密码"


def test_old_word_document_is_no_workbook(tmp_path: Path) -> None:
    path = write_compound(tmp_path / "old.xls", {"WordDocument": b"x" * 5000})
    assert error_of(path).reason == "这不是 Excel 工作簿（可能是旧版 Word、PPT 或邮件）"


def test_old_workbook_is_read(tmp_path: Path) -> None:
    rows = [PATENT_HEADERS, patent_row(1), patent_row(2)]
    path = write_compound(tmp_path / "old.xls", {"Workbook": workbook_stream(rows)})
    parsed = parse(path)
    assert [(row.sheet, row.row_number) for row in parsed.valid] == [("表一", 2), ("表一", 3)]
    assert parsed.refusals == []


@pytest.mark.parametrize("name", ["patents.csv", "patents.doc", "patents"])
def test_workbook_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    written = write_xlsx(tmp_path / "patents.xlsx", [PATENT_HEADERS, patent_row()])
    path = written.rename(tmp_path / name)
    assert len(parse(path).valid) == 1


def test_text_that_begins_like_an_archive_is_read(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("PK", *PATENT_HEADERS), ("x", *patent_row())])
    assert len(parse(path).valid) == 1

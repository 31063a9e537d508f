"""Text files in the encodings that offices use, and in two at once."""

from pathlib import Path

import pytest

from tests.ingest.writing import (
    PATENT_HEADERS,
    csv_text,
    error_of,
    parse,
    patent_row,
    write_csv,
)

ROWS = [PATENT_HEADERS, patent_row(1), patent_row(2)]
SAVE_AS = "请用 Excel 打开核对后另存为“CSV UTF-8”，或直接另存为 .xlsx"


@pytest.mark.parametrize(
    "encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"]
)
def test_every_encoding_gives_the_same_rows(tmp_path: Path, encoding: str) -> None:
    plain = parse(write_csv(tmp_path / "plain.csv", ROWS))
    if encoding.endswith("-bom"):
        path = tmp_path / "patents.csv"
        path.write_bytes(("\ufeff" + csv_text(ROWS)).encode(encoding.removesuffix("-bom")))
    else:
        path = write_csv(tmp_path / "patents.csv", ROWS, encoding)
    parsed = parse(path)
    assert parsed.valid == plain.valid
    assert parsed.headers == plain.headers


def test_rare_characters_of_gb18030_are_kept(tmp_path: Path) -> None:
    rows = [PATENT_HEADERS, [patent_row()[0], "一种含𠮷字的装置", "武汉大学"]]
    parsed = parse(write_csv(tmp_path / "patents.csv", rows, "gb18030"))
    assert parsed.valid[0].values["title"] == "一种含𠮷字的装置"


@pytest.mark.parametrize(
    ("codecs", "utf8_line", "gbk_line", "place"),
    [
        (("utf-8", "utf-8", "gbk"), 1, 3, 3),
        (("gbk", "gbk", "utf-8"), 3, 1, 3),
        (("utf-8-sig", "gbk", "gbk"), 1, 2, 2),
    ],
)
def test_mixed_encodings_name_a_line_of_each(
    tmp_path: Path, codecs: tuple[str, ...], utf8_line: int, gbk_line: int, place: int
) -> None:
    path = tmp_path / "mixed.csv"
    lines = csv_text(ROWS).splitlines(keepends=True)
    path.write_bytes(
        b"".join(line.encode(codec) for line, codec in zip(lines, codecs, strict=True))
    )
    error = error_of(path)
    assert (error.file, error.place) == ("mixed.csv", f"文本第 {place} 行")
    assert error.reason == f"混有两种编码：第 {utf8_line} 行是 UTF-8，第 {gbk_line} 行是 GBK"
    assert error.remedy == SAVE_AS


def test_short_utf8_line_that_is_no_gbk_is_mixed_too(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes("申请号,专利名称,申请人\n".encode("gbk") + "你,1,2\n".encode())
    assert error_of(path).reason == "混有两种编码：第 2 行是 UTF-8，第 1 行是 GBK"


def test_utf8_mark_before_gbk_lines_is_mixed(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes(b"\xef\xbb\xbfid,title\n" + "1,轴承\n".encode("gbk"))
    assert error_of(path).reason == "混有两种编码：第 1 行是 UTF-8，第 2 行是 GBK"


def test_gbk_line_that_is_utf8_by_chance_is_no_mixture(tmp_path: Path) -> None:
    assert "联通".encode("gbk").decode("utf-8", "replace") != "联通"
    chance = b"\xc3\xa9".decode("gbk")
    rows = [*ROWS, [patent_row(3)[0], chance, "U"]]
    parsed = parse(write_csv(tmp_path / "patents.csv", rows, "gbk"))
    assert parsed.valid[2].values["title"] == chance


def test_line_in_no_encoding_is_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "broken.csv", ROWS)
    path.write_bytes(path.read_bytes() + b"\xff\xff")
    error = error_of(path)
    assert (error.place, error.reason) == ("文本第 4 行", "有既非 UTF-8 也非 GBK 的字节")
    assert error.remedy == f"该行可能被截断或损坏。{SAVE_AS}"


def test_cut_utf16_is_damaged(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "cut.csv", ROWS, "utf-16")
    path.write_bytes(path.read_bytes()[:-1])
    assert error_of(path).reason == "UTF-16 文本已损坏或不完整"


def test_binary_behind_a_text_head_is_no_table(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "tail.csv", [*ROWS, *(patent_row(n) for n in range(3, 200))])
    path.write_bytes(path.read_bytes() + b"\x00\x01")
    error = error_of(path)
    assert (error.place, error.reason) == ("文本第 201 行", "含有空字符，不是文本表格")

"""Hostile text files: CSV and JSON Lines that ask too much of a reader or of a database."""

import json
from collections.abc import Callable
from pathlib import Path

from scripts.hostility.case import HEADERS, Case, patent

HEADER = ",".join(HEADERS)
TABLE = f"{HEADER}\n{','.join(patent(1))}\n"
RECORD = json.dumps(dict(zip(HEADERS, patent(1), strict=True)), ensure_ascii=False)


def _text(text: Callable[[], str], encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text().encode(encoding))


def _bytes(content: Callable[[], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content())


def _record(**more: object) -> str:
    return json.dumps({**dict(zip(HEADERS, patent(2), strict=True)), **more}, ensure_ascii=False)


def _lines(*lines: str) -> Callable[[Path], object]:
    return _text(lambda: "\n".join((RECORD, *lines)) + "\n")


def _twice() -> str:
    return RECORD[:-1] + ', "专利名称": "另一个名称"}'


CASES = (
    Case("csv_line_of_100_mb", "a.csv", _text(lambda: TABLE + "x" * 100_000_000), "400 万字"),
    Case("csv_line_of_han_100_mb", "a.csv", _text(lambda: TABLE + "汉" * 33_000_000), "400 万字"),
    Case("csv_line_of_short_cells", "a.csv", _text(lambda: TABLE + "x," * 50_000_000), "400 万字"),
    Case("csv_10_million_empty_lines", "a.csv", _text(lambda: TABLE + "\n" * 10_000_000)),
    Case("csv_100_million_empty_lines", "a.csv", _text(lambda: TABLE + "\n" * 100_000_000)),
    Case("csv_10_million_commas_by_line", "a.csv", _text(lambda: TABLE + ",\n" * 10_000_000)),
    Case("csv_20000_columns", "a.csv", _text(lambda: HEADER + ",x" * 20_000), "16384 列"),
    Case("csv_header_of_millions", "a.csv", _text(lambda: HEADER + ",x" * 5_000_000), "400 万字"),
    Case(
        "csv_empty_columns_by_million", "a.csv", _text(lambda: TABLE + "," * 20_000_000), "400 万字"
    ),
    Case("csv_open_quote", "a.csv", _text(lambda: TABLE + '"' + "x,y\n" * 5_000_000), "引号"),
    Case("csv_nul_bytes", "a.csv", _text(lambda: TABLE + " " * 5000 + "\0\n"), "空字符"),
    Case("csv_neither_encoding", "a.csv", _bytes(lambda: TABLE.encode() + b"\xff\xff\n"), "字节"),
    Case(
        "csv_utf16_without_mark",
        "a.csv",
        _text(lambda: TABLE, "utf-16-le"),
        "UTF-16",
    ),
    Case(
        "csv_utf16_half_a_pair",
        "a.csv",
        _bytes(lambda: b"\xff\xfe" + TABLE.encode("utf-16-le") + b"\x00\xd8"),
        "UTF-16",
    ),
    Case("csv_gbk_cut", "a.csv", _bytes(lambda: TABLE.encode("gb18030") + b"\xd0\n"), "字节"),
    Case(
        "jsonl_100000_deep",
        "a.jsonl",
        _lines('{"专利名称": ' + "[" * 100_000 + "]" * 100_000 + "}"),
        rejected=1,
    ),
    Case("jsonl_deep_and_never_closed", "a.jsonl", _lines('{"a":' * 500_000), rejected=1),
    Case(
        "jsonl_huge_float",
        "a.jsonl",
        _lines(_record().replace('"武汉大学"', '"武汉大学", "权利要求数": 1e400')),
        rejected=1,
    ),
    Case(
        "jsonl_infinity",
        "a.jsonl",
        _lines(_record().replace('"武汉大学"', '"武汉大学", "权利要求数": -Infinity')),
        rejected=1,
    ),
    Case(
        "jsonl_100000_digits",
        "a.jsonl",
        _lines(_record().replace('"武汉大学"', '"武汉大学", "权利要求数": ' + "9" * 100_000)),
        rejected=1,
    ),
    Case("jsonl_same_key_twice", "a.jsonl", _text(lambda: RECORD + "\n" + _twice()), rejected=1),
    Case(
        "jsonl_lone_surrogate",
        "a.jsonl",
        _lines(_record(备注="@", 摘要="@").replace("@", "\\ud800"), "\\udfff"),
        rows=2,
        rejected=1,
    ),
    Case("jsonl_nul", "a.jsonl", _lines(_record(摘要="甲@乙").replace("@", "\\u0000")), rows=2),
    Case(
        "jsonl_million_keys",
        "a.jsonl",
        _text(lambda: RECORD[:-1] + "".join(f',"{n}":1' for n in range(1_000_000)) + "}"),
        "400 万字",
    ),
    Case(
        "jsonl_other_keys_each_line",
        "a.jsonl",
        _text(lambda: RECORD + "\n" + "".join(f'{{"{n}":1}}\n' for n in range(300_000))),
        "列",
    ),
    Case("jsonl_10_million_empty_lines", "a.jsonl", _text(lambda: RECORD + "\n" * 10_000_000)),
    Case(
        "jsonl_line_of_100_mb",
        "a.jsonl",
        _text(lambda: RECORD + '\n{"摘要": "' + "x" * 100_000_000),
        "400 万字",
    ),
)

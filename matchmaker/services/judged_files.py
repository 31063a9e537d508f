"""The two files of an evaluation: demands and judged pairs; and the scores written from them."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from io import StringIO
from pathlib import Path

from ingest.errors import SourceError
from matchmaker.matching.types import DemandDoc
from matchmaker.text.safe_csv import unescape_formula, write_rows

PAIR_COLUMNS = ("demand_id", "supply_id", "supply_title", "relevance")
BODY_COLUMNS = ("content", "text")
DIGEST_BYTES = 8
RELEVANCES = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A person's judgement: relevance from 1 (unrelated) to 4 (strongly related)."""

    demand_id: str
    supply_id: str
    supply_title: str
    relevance: int


def read_demands(path: Path) -> dict[str, DemandDoc]:
    """Return demand_id → demand, numbered in the order of the file.

    The file has demand_id and at least one of title, content and text.
    """
    rows = read_table(path, ("demand_id",))
    body = next((name for name in BODY_COLUMNS if rows and name in rows[0]), "")
    if rows and not body and "title" not in rows[0]:
        raise SourceError(path.name, "没有 title、content 或 text 列", "请补上需求文本所在的列")
    demands: dict[str, DemandDoc] = {}
    for number, row in enumerate(rows, start=2):
        key = row["demand_id"].strip()
        if not key or key in demands:
            fault = "demand_id 为空" if not key else f"demand_id “{key}” 重复"
            raise SourceError(path.name, fault, "每行需要一个不同的 demand_id", f"第 {number} 行")
        demands[key] = DemandDoc(
            len(demands), row.get("title", "").strip(), row.get(body, "").strip()
        )
    return demands


def read_pairs(path: Path) -> list[JudgedPair]:
    """Return the judged pairs in the order of the file."""
    pairs = []
    for number, row in enumerate(read_table(path, PAIR_COLUMNS), start=2):
        if row["relevance"].strip() not in RELEVANCES:
            raise SourceError(
                path.name,
                f"relevance “{row['relevance']}” 不是 1–4 的整数",
                "1 为无关，4 为强相关",
                f"第 {number} 行，relevance 列",
            )
        pairs.append(
            JudgedPair(
                row["demand_id"], row["supply_id"], row["supply_title"], int(row["relevance"])
            )
        )
    return pairs


def corpus_digest(demands: Path, pairs: Path) -> str:
    """Return a digest of the two files, by which a model knows what it was trained on."""
    digest = blake2b(digest_size=DIGEST_BYTES)
    for path in (demands, pairs):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def write_scores(path: Path, scores: Sequence[tuple[str, str, float]]) -> None:
    """Write demand_id, supply_id, score; the score in full, so that no ties arise on the way."""
    rows = ((demand, supply, repr(score)) for demand, supply, score in scores)
    write_table(path, ("demand_id", "supply_id", "score"), rows)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV that read_table reads, its folder too; no cell of it is taken for a formula."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(table_bytes(columns, rows))


def table_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return the same as UTF-8."""
    file = StringIO(newline="")
    write_rows(file, (columns, *rows))
    return file.getvalue().encode()


def read_table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV; raise SourceError where it cannot be read or lacks a column."""
    if not path.is_file():
        raise SourceError(str(path), "文件不存在", "请检查路径与文件名后重试")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                seen = "、".join(reader.fieldnames or ("（空）",))
                raise SourceError(
                    path.name, f"缺少列 {'、'.join(missing)}，看到的是 {seen}", "请核对首行表头"
                )
            # Cells beyond the last header are nobody's; the reader gives them without a name.
            return [
                {name: unescape_formula(text) for name, text in row.items() if name is not None}
                for row in reader
            ]
    except UnicodeDecodeError as error:
        raise SourceError(path.name, "不是 UTF-8 编码", "请另存为“CSV UTF-8”") from error
    except csv.Error as error:
        raise SourceError(path.name, "无法按 CSV 读取", "请检查引号是否成对") from error

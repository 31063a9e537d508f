"""What a backup says of itself: manifest.json."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from matchmaker.errors import BackupDamaged
from matchmaker.services.backup_values import Column, Kind

FORMAT = 1
MANIFEST = "manifest.json"
TABLES_FOLDER = "tables"
MODELS_FOLDER = "models"
UPLOADS_FOLDER = "uploads"
EVIDENCE_FOLDER = "evidence"
# Below models/: neither an absolute path nor a drive, on whatever system it is read.
_MODEL_NAME = re.compile(rf"{MODELS_FOLDER}(?:/[^/\\:\x00-\x1f]+)+")
_SENT_NAME = re.compile(rf"(?:{UPLOADS_FOLDER}|{EVIDENCE_FOLDER})/[0-9a-f]{{64}}")


@dataclass(frozen=True)
class Member:
    """A file of the archive; size: in bytes, as it is stored there."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class TableMember:
    """A table: its columns in the order of each line's values, and how many lines there are."""

    table: str
    columns: tuple[Column, ...]
    rows: int
    member: Member


@dataclass(frozen=True)
class Manifest:
    """The contents of a backup.

    made_at: ISO 8601; database: the kind of the one it was taken from; revision: of its schema;
    tables: each behind those it refers to; left_out: tables that are not carried; files: what was
    learnt, below models/, and what people sent, below uploads/ and evidence/; missing: names of
    files they sent that the database has and that were not there, or not as they came.
    """

    program_version: str
    revision: str
    made_at: str
    database: str
    tables: tuple[TableMember, ...]
    left_out: tuple[str, ...]
    files: tuple[Member, ...]
    missing: tuple[str, ...] = ()

    @property
    def members(self) -> tuple[Member, ...]:
        """Every file of the archive but the manifest."""
        return (*(table.member for table in self.tables), *self.files)

    def files_below(self, folder: str) -> tuple[Member, ...]:
        """The files of one folder."""
        return tuple(file for file in self.files if file.name.startswith(f"{folder}/"))

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables)


def table_member_name(table: str) -> str:
    """Return the name of the file that holds a table."""
    return f"{TABLES_FOLDER}/{table}.jsonl.gz"


def write_manifest(manifest: Manifest) -> bytes:
    """Return the manifest as a file."""
    content = {"format": FORMAT, **asdict(manifest)}
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8")


def read_manifest(content: bytes) -> Manifest:
    """Return the manifest of a file.

    Raises BackupDamaged where it is none, is of another format, or names a file that has no place
    in a backup.
    """
    try:
        data = json.loads(content)
        if data["format"] != FORMAT:
            raise BackupDamaged(
                f"备份的格式版本为 {data['format']}，本程序只读 {FORMAT}。"
                f"请用写它的程序（版本 {data['program_version']}）恢复"
            )
        manifest = _manifest(data)
    except (ValueError, TypeError, KeyError) as error:
        raise BackupDamaged(f"备份中的 {MANIFEST} 已损坏。请改用另一份备份") from error
    for table in manifest.tables:
        _require(table.member.name == table_member_name(table.table), table.member.name)
    for file in manifest.files:
        _require(_is_model_name(file.name) or _is_sent_name(file.name), file.name)
    return manifest


def _manifest(data: Mapping[str, Any]) -> Manifest:
    return Manifest(
        program_version=str(data["program_version"]),
        revision=str(data["revision"]),
        made_at=str(data["made_at"]),
        database=str(data["database"]),
        tables=tuple(
            TableMember(
                table=str(table["table"]),
                columns=tuple(
                    Column(str(column["name"]), Kind(column["kind"])) for column in table["columns"]
                ),
                rows=int(table["rows"]),
                member=_member(table["member"]),
            )
            for table in data["tables"]
        ),
        left_out=tuple(str(name) for name in data["left_out"]),
        files=tuple(_member(file) for file in data["files"]),
        # Backups of earlier programs know of none.
        missing=tuple(str(name) for name in data.get("missing", ())),
    )


def _member(data: Mapping[str, Any]) -> Member:
    return Member(str(data["name"]), int(data["size"]), str(data["sha256"]))


def _is_model_name(name: str) -> bool:
    parts = name.split("/")
    return _MODEL_NAME.fullmatch(name) is not None and not {".", ".."} & set(parts)


def _is_sent_name(name: str) -> bool:
    return _SENT_NAME.fullmatch(name) is not None


def _require(allowed: bool, name: str) -> None:
    if not allowed:
        raise BackupDamaged(f"备份中有不应出现的文件名“{name}”，不予读取。请改用另一份备份")

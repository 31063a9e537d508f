"""A hostile file on the way that every uploaded file takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import SourceError
from matchmaker.jobs.database import initialise
from matchmaker.jobs.uploads import Parcel, preview_upload, receive_upload
from matchmaker.services.uploads import Sender
from matchmaker.settings import Settings
from models.enums import ImportKind
from models.session import make_engine
from scripts.hostility.case import Case

NOW = datetime(2024, 5, 6, 1, 30, tzinfo=UTC)
CHUNK_BYTES = 1 << 20
# Far below what any of these files asks for.
MEMORY_MIB = 1024


@dataclass(frozen=True)
class Verdict:
    """What became of a file; refused: the message; name: under which it is shown."""

    refused: str = ""
    rows: int = 0
    rejected: int = 0
    name: str = ""

    @property
    def text(self) -> str:
        """The verdict in words."""
        return self.refused or f"{self.rows} rows, {self.rejected} given back, as {self.name!r}"


def fresh_settings(folder: Path) -> Settings:
    """Return settings of a new database in a folder."""
    settings = Settings(data_dir=folder / "data", database_url="", reader_memory_mb=MEMORY_MIB)
    engine = make_engine(settings.resolved_database_url)
    initialise(engine)
    engine.dispose()
    return settings


def send(settings: Settings, case: Case, path: Path) -> Verdict:
    """Store a file and preview it."""
    engine = make_engine(settings.resolved_database_url)
    try:
        parcel = Parcel(ImportKind.PATENTS, case.name, Sender("某人"), _chunks(path))
        upload = receive_upload(engine, settings, parcel, NOW)
        report = preview_upload(engine, settings, upload.id or 0, NOW).report
    except SourceError as error:
        return Verdict(refused=str(error))
    finally:
        engine.dispose()
    return Verdict("", report.rows - report.refused, report.refused, upload.file_name)


def verdict_is_right(case: Case, verdict: Verdict) -> bool:
    """Whether it ended as the case says."""
    if case.refused:
        return case.refused in verdict.refused
    return (verdict.refused, verdict.rows, verdict.rejected) == ("", case.rows, case.rejected)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk

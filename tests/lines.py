"""The whole line, run through the jobs as the command line does."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, delete
from sqlmodel import Session, col

from ingest.pipeline import ParseOptions
from matchmaker.jobs.database import database
from matchmaker.jobs.imports import run_import
from matchmaker.jobs.lists import ListOutcome, ListRequest, make_lists
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.index import Recipe
from matchmaker.services import indexing
from matchmaker.services.campaigns import load_campaign
from matchmaker.services.list_hands import Author
from matchmaker.settings import Settings
from models.enums import ImportKind
from models.legal_event import LegalEvent
from models.patent import Patent, PatentIndustry, PatentOwner
from models.session import make_session
from tests.conftest import NOW
from tests.kept import Kept, KeptFolder, keep
from tests.postgres import count_rows

SCHEME = get_algorithm(DEFAULT_ALGORITHM).scheme


def forget_patents(session: Session, ids: Sequence[int]) -> None:
    """Delete patents with what hangs on them; nothing is committed."""
    for table, column in (
        (PatentIndustry, PatentIndustry.patent_id),
        (PatentOwner, PatentOwner.patent_id),
        (LegalEvent, LegalEvent.patent_id),
        (Patent, Patent.id),
    ):
        session.execute(delete(table).where(col(column).in_(ids)))


@dataclass(frozen=True)
class _Line:
    """What a line made: the lists, the database and the files of the service."""

    outcomes: list[ListOutcome]
    rows: Kept
    files: KeptFolder


# By what went into it. A line is made at one moment, so that the same comes of the same.
_MADE: dict[str, _Line] = {}


def make_line(
    settings: Settings,
    patents: Path,
    demands: Path,
    campaign: Path,
    request: ListRequest | None = None,
) -> list[ListOutcome]:
    """Import, index, and make the lists of every event of the campaign.

    In a database that has been set up and no more, the same line is made once in a process.
    """
    request = request or ListRequest()
    with database(settings) as engine:
        if count_rows(engine) != _seeded():
            return _make(engine, settings, (patents, demands, campaign), request)
        key = _key(engine, settings, (patents, demands, campaign), request)
        if key not in _MADE:
            outcomes = _make(engine, settings, (patents, demands, campaign), request)
            _MADE[key] = _Line(outcomes, keep(engine), KeptFolder(settings.data_dir))
        else:
            _MADE[key].rows.put_back(engine)
            _MADE[key].files.put_back(settings.data_dir)
        return list(_MADE[key].outcomes)


@cache
def _seeded() -> dict[str, int]:
    """Return how many rows there are in each table of a database that has been set up."""
    with TemporaryDirectory() as folder, database(Settings(data_dir=Path(folder))) as engine:
        return count_rows(engine)


def _make(
    engine: Engine, settings: Settings, files: tuple[Path, Path, Path], request: ListRequest
) -> list[ListOutcome]:
    patents, demands, campaign = files
    run_import(engine, patents, ParseOptions(ImportKind.PATENTS), NOW)
    run_import(engine, demands, ParseOptions(ImportKind.DEMANDS), NOW)
    with make_session(engine) as session:
        load_campaign(session, campaign, Author("张三", NOW))
        session.commit()
        indexing.build(session, settings.index_dir, Recipe(settings.segmenter, SCHEME))
    return make_lists(engine, settings, request, NOW)


def _key(
    engine: Engine, settings: Settings, files: tuple[Path, Path, Path], request: ListRequest
) -> str:
    """Return what a line depends on: not where its files and its database are."""
    known = settings.model_dump_json(exclude={"data_dir", "output_dir", "database_url"})
    read = "".join(f"{path.name} {sha256(path.read_bytes()).hexdigest()}" for path in files)
    return f"{engine.dialect.name} {known} {read} {request}"

"""The whole line, run through the jobs as the command line does."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

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
from tests.kept import fill_once

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


def make_line(
    settings: Settings,
    patents: Path,
    demands: Path,
    campaign: Path,
    request: ListRequest | None = None,
) -> list[ListOutcome]:
    """Import, index, and make the lists of every event of the campaign.

    All at one moment, so that the same comes of the same.
    """
    request = request or ListRequest()
    files = (patents, demands, campaign)
    with database(settings) as engine:
        return fill_once(
            _key(settings, files, request),
            engine,
            settings.data_dir,
            lambda: _make(engine, settings, files, request),
        )


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


def _key(settings: Settings, files: Sequence[Path], request: ListRequest) -> str:
    """Return what a line depends on: not where its files and its database are."""
    known = settings.model_dump_json(exclude={"data_dir", "output_dir", "database_url"})
    return f"{known} {[content_key(path) for path in files]} {request}"


def content_key(path: Path) -> str:
    """Return what tells a file from others, wherever it is."""
    return f"{path.name} {sha256(path.read_bytes()).hexdigest()}"

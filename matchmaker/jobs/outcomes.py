"""Write what people said of pairs as files to learn from."""

from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.services import feedback_judgements, outcome_judgements
from matchmaker.services.judged_files import PAIR_COLUMNS, write_table
from matchmaker.services.pair_judgements import Judgements
from models.session import make_session

DEMAND_COLUMNS = ("demand_id", "title", "content")


def export_judgements(engine: Engine, folder: Path) -> tuple[Judgements, list[Path]]:
    """Write what came of meetings into a folder; return the judgements and the two files."""
    return _export(engine, folder, "outcome", outcome_judgements.judgements)


def export_feedback_judgements(engine: Engine, folder: Path) -> tuple[Judgements, list[Path]]:
    """Write what both sides say outside of meetings; return the judgements and the two files."""
    return _export(engine, folder, "feedback", feedback_judgements.judgements)


def _export(
    engine: Engine, folder: Path, name: str, find: Callable[[Session], Judgements]
) -> tuple[Judgements, list[Path]]:
    with make_session(engine) as session:
        found = find(session)
    paths = [folder / f"{name}_demands.csv", folder / f"{name}_pairs.csv"]
    write_table(paths[0], DEMAND_COLUMNS, map(astuple, found.demands))
    write_table(paths[1], PAIR_COLUMNS, map(astuple, found.pairs))
    return found, paths

"""Write what came of meetings as files to learn from."""

from dataclasses import astuple
from pathlib import Path

from sqlalchemy import Engine

from matchmaker.services.judged_files import PAIR_COLUMNS, write_table
from matchmaker.services.outcome_judgements import Judgements, judgements
from models.session import make_session

DEMAND_COLUMNS = ("demand_id", "title", "content")


def export_judgements(engine: Engine, folder: Path) -> tuple[Judgements, list[Path]]:
    """Write demands and judged pairs into a folder; return them and the two files."""
    with make_session(engine) as session:
        found = judgements(session)
    paths = [folder / "outcome_demands.csv", folder / "outcome_pairs.csv"]
    write_table(paths[0], DEMAND_COLUMNS, map(astuple, found.demands))
    write_table(paths[1], PAIR_COLUMNS, map(astuple, found.pairs))
    return found, paths

"""The command line with a stock that has owners in parts."""

import csv
import io
from pathlib import Path

from sqlmodel import Session, select

from models.demand import Demand
from models.session import make_engine, make_session
from models.values.secrecy import Confidentiality
from tests.factories import DEMANDS, PATENTS, write_demands, write_patents
from tests.matchmaker.cli.conftest import Result, Run
from tests.matchmaker.services.direction_cases import MORE_DEMANDS, MORE_PATENTS

DAY = ("--as-of", "2024-06-01")
FORMATS = ("table", "csv", "json")


def load(run: Run, folder: Path) -> None:
    """Import patents and demands and build the index."""
    patents = write_patents(folder / "p.csv", (*PATENTS, *MORE_PATENTS))
    demands = write_demands(folder / "d.csv", (*DEMANDS, *MORE_DEMANDS))
    assert run("import", "patents", patents).code == 0
    assert run("import", "demands", demands).code == 0
    assert run("index", "build").code == 0


def hide(url: str, demand_number: str, level: Confidentiality = Confidentiality.HIDDEN) -> None:
    """Make a demand confidential."""
    engine = make_engine(url)
    with make_session(engine) as session:
        demand = _demand(session, demand_number)
        demand.confidentiality = level
        session.add(demand)
        session.commit()
    engine.dispose()


def rows_of(result: Result) -> list[dict[str, str]]:
    """Return the rows of an answer in CSV."""
    return list(csv.DictReader(io.StringIO(result.out)))


def _demand(session: Session, demand_number: str) -> Demand:
    return session.exec(select(Demand).where(Demand.demand_number == demand_number)).one()

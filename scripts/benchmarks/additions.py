"""How long it takes until patents that came in, or were changed, are searchable.

From the database as it is after the import, to the index swapped in; the process is there already.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlmodel import col, select

from matchmaker.jobs.database import database
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.index import Recipe
from matchmaker.services import indexing
from matchmaker.services.indexing import Made
from matchmaker.settings import Settings
from models.patent import Patent
from models.queries.bulk import update_rows
from models.queries.patents import count_patents
from models.session import make_session
from scripts.benchmarks.measure import (
    OURS,
    ROOT,
    Figure,
    Findings,
    Run,
    make_figure,
    run_process,
    timed,
)
from scripts.benchmarks.steps import MEASURE, Job, run_step
from scripts.benchmarks.stock import run_matchmaker

ADDED, CHANGED = 100, 10
SEED = 1
RUNS = 3

Change = Callable[[Path], None]


def measure(job: Job) -> Findings:
    """Add one patent for every hundred, and change every tenth, each time on a copy."""
    return Findings(
        [
            _figure(job, "1% new", lambda data: _add(data, _count(job) // ADDED)),
            _figure(job, "10% changed", _change),
        ]
    )


def _figure(job: Job, task: str, change: Change) -> Figure:
    return make_figure(task, OURS, [_run(job, change) for _ in range(job.repeat or RUNS)])


def _run(job: Job, change: Change) -> Run:
    with tempfile.TemporaryDirectory(dir=job.stock.folder) as name:
        data = shutil.copytree(job.stock.data_dir, Path(name) / "data")
        change(data)
        settings = _settings(data)
        scheme = get_algorithm(DEFAULT_ALGORITHM).scheme
        made: list[Made] = []
        with database(settings) as engine, make_session(engine) as session:

            def build() -> None:
                _, how = indexing.build(
                    session, settings.index_dir, Recipe(settings.segmenter, scheme)
                )
                made.append(how)

            run = timed(build)()
        # A small stock is indexed anew.
        if made == [Made.KEPT]:
            raise SystemExit("nothing was there to be added")
    return run


def _add(data: Path, count: int) -> None:
    sample = data.parent / "sample"
    words = ("--out", sample, "--patents", count, "--demands", 10, "--seed", SEED)
    run_process([ROOT / "scripts" / "make_sample.py", *words], {})
    run_matchmaker(data, "import", "patents", sample / "patents.csv")


def _change(data: Path) -> None:
    with database(_settings(data)) as engine, make_session(engine) as session:
        texts = session.exec(select(Patent.id, Patent.effect).order_by(col(Patent.id))).all()
        changed = [(number or 0, {"effect": f"{text}能耗更低。"}) for number, text in texts]
        update_rows(session, Patent, changed[::CHANGED])
        session.commit()


def _count(job: Job) -> int:
    with database(_settings(job.stock.data_dir)) as engine, make_session(engine) as session:
        return count_patents(session)


def _settings(data: Path) -> Settings:
    return Settings(data_dir=data, database_url="")


if __name__ == "__main__":
    run_step({MEASURE: measure})

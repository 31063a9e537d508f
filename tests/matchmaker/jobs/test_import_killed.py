"""An import that is killed half way leaves the database as it was, and can be done again."""

import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import select

from ingest.pipeline import ParseOptions
from matchmaker.jobs.imports import run_import
from models.enums import ImportKind
from models.import_batch import ImportBatch
from models.organisation import Organisation
from models.queries.patents import count_patents
from models.session import make_session
from tests.conftest import NOW
from tests.factories import number, write_csv

HEADERS = ("专利名称", "申请号", "申请人", "申请日")
ROWS = 6_000

# Reports after every batch and then waits, so that the parent decides when it dies.
CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from ingest.pipeline import ParseOptions
from matchmaker.jobs.imports import run_import
from models.enums import ImportKind
from models.session import make_engine

def report(done, total):
    print(done, flush=True)
    sys.stdin.readline()

now = datetime.fromisoformat(sys.argv[3])
options = ParseOptions(ImportKind.PATENTS)
run_import(make_engine(sys.argv[1]), Path(sys.argv[2]), options, now, on_progress=report)
"""


def write_stock(path: Path) -> Path:
    rows = [
        (f"一种阀门 {i}", number(f"20201{i:07d}"), f"第{i % 50}大学", "2020-03-05")
        for i in range(ROWS)
    ]
    return write_csv(path, HEADERS, rows)


def state(engine: Engine) -> tuple[int, int, int]:
    with make_session(engine) as session:
        return (
            count_patents(session),
            len(session.exec(select(Organisation)).all()),
            len(session.exec(select(ImportBatch)).all()),
        )


def test_a_killed_import_leaves_nothing_and_can_be_repeated(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    path = write_stock(tmp_path / "stock.csv")
    before = state(engine)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, database_url, str(path), NOW.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert int(child.stdout.readline()) < ROWS
        child.stdin.write("\n")
        child.stdin.flush()
        assert int(child.stdout.readline()) < ROWS
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    assert state(engine) == before
    report = run_import(engine, path, ParseOptions(ImportKind.PATENTS), NOW)
    assert (report.new, report.refused) == (ROWS, 0)
    assert count(engine) == ROWS


def count(engine: Engine) -> int:
    with make_session(engine) as session:
        return count_patents(session)

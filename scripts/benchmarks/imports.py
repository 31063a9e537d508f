"""Import a large stock from CSV and Excel into SQLite and PostgreSQL, beside pandas.

Every figure is one process of its own, so that start-up counts and memory is that of the whole.
The peer does what a user would write: read the file with pandas and write it with to_sql, without
any check.
"""

import argparse
import csv
import json
import os
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import xlsxwriter
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from scripts.benchmarks.measure import MATCHMAKER, ROOT, run_process

ROWS, QUICK_ROWS = 100_000, 2_000
POSTGRES_URL = os.environ.get(
    "MATCHMAKER_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/test"
)
POSTGRES_DATABASE = "matchmaker_bench"
PANDAS = (
    "import sys, pandas, sqlalchemy; "
    "read = pandas.read_excel if sys.argv[1].endswith('x') else pandas.read_csv; "
    "read(sys.argv[1]).to_sql('patent', sqlalchemy.create_engine(sys.argv[2]), index=False)"
)


@dataclass(frozen=True)
class Figure:
    """One measured process; ratio: its time over the peer's on the same file, if there is one."""

    what: str
    seconds: float
    peak_mb: float
    ratio: float | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rows", type=int, default=None)
    parser.add_argument("--json", type=Path, default=None)
    arguments = parser.parse_args()
    rows = arguments.rows or (QUICK_ROWS if arguments.quick else ROWS)
    with tempfile.TemporaryDirectory() as name:
        figures = measure(Path(name), rows)
    print(f"{rows} rows, {os.cpu_count()} cores")
    print(f"{'what':<44}{'seconds':>9}{'peak MB':>9}{'ratio':>8}")
    for figure in figures:
        ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
        print(f"{figure.what:<44}{figure.seconds:>9.1f}{figure.peak_mb:>9.0f}{ratio:>8}")
    if arguments.json:
        report = {"rows": rows, "figures": [asdict(figure) for figure in figures]}
        arguments.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


def measure(folder: Path, rows: int) -> list[Figure]:
    table = make_table(folder, rows)
    workbook = make_workbook(table)
    figures = []
    for path in (table, workbook):
        peer = run(f"pandas {path.suffix} to SQLite", [PANDAS, path, f"sqlite:///{folder}/p.db"])
        (folder / "p.db").unlink()
        for store, url in stores(folder):
            what = f"import {path.suffix} into {store}"
            first = run(what, [MATCHMAKER, "import", "patents", path], url)
            again = run(f"{what}, again", [MATCHMAKER, "import", "patents", path], url)
            ratio = first.seconds / peer.seconds
            figures.append(Figure(first.what, first.seconds, first.peak_mb, ratio))
            figures.append(
                Figure(again.what, again.seconds, again.peak_mb, again.seconds / first.seconds)
            )
        figures.append(peer)
    return figures


def make_table(folder: Path, rows: int) -> Path:
    command = [ROOT / "scripts" / "make_sample.py", "--out", folder / "sample"]
    run_process([*command, "--patents", rows, "--demands", 300], {})
    return folder / "sample" / "patents.csv"


def make_workbook(table: Path) -> Path:
    path = table.with_suffix(".xlsx")
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    with table.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file)):
            sheet.write_row(number, 0, row)
    book.close()
    return path


def stores(folder: Path) -> list[tuple[str, str]]:
    """Return the databases to fill, each of them empty; PostgreSQL only where it answers."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    found = [("SQLite", f"sqlite:///{folder / 'data' / 'bench.db'}")]
    engine = create_engine(POSTGRES_URL, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {POSTGRES_DATABASE} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {POSTGRES_DATABASE}"))
    except OperationalError:
        print("PostgreSQL does not answer and is left out", file=sys.stderr)
        return found
    url = engine.url.set(database=POSTGRES_DATABASE).render_as_string(hide_password=False)
    return [*found, ("PostgreSQL", url)]


def run(what: str, arguments: list[object], url: str = "") -> Figure:
    """Run a program text with its arguments as a process and return its figures."""
    done = run_process(["-c", *arguments], {"MATCHMAKER_DATABASE_URL": url})
    return Figure(what, done.seconds, done.peak_mb or 0.0)


if __name__ == "__main__":
    main()

"""The choice of a year's model cases as files."""

from pathlib import Path

from sqlalchemy import Engine

from matchmaker.jobs.files import record_export, write_if_changed
from matchmaker.reports import case_ranking
from matchmaker.reports.case_booklet import booklet_file
from matchmaker.services.cases.round_view import load_round
from matchmaker.services.list_hands import Author
from models.queries import case_rounds as round_queries
from models.session import make_session


def export_round(engine: Engine, year: int, folder: Path, author: Author) -> list[Path]:
    """Write the order of a year's cases and, once the choice is made, the chosen ones.

    Returns the files; raises NotFound where the year has no round.
    """
    with make_session(engine) as session:
        found = round_queries.get_round(session, year)
        view = load_round(session, found)
        contents = {case_ranking.file_name(view): case_ranking.build(view, author.at)}
        if found.locked_at is not None:
            booklet = booklet_file(session, year, author)
            contents[booklet.name] = booklet.content
    paths = [folder / name for name in contents]
    record_export(engine, f"{year} 年典型案例", "评分排名和汇编", paths, author)
    return [write_if_changed(folder / name, content) for name, content in contents.items()]

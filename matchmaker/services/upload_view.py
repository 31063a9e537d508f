"""What is wrong with the rows of a file, cell by cell, before and after it is loaded."""

from collections.abc import Sequence

from sqlmodel import Session

from ingest.labels import field_label
from ingest.mapping import IGNORED
from ingest.sources import SOURCES
from ingest.types import Refusal, RejectedRow
from models.enums import ImportKind
from models.import_batch import RefusedRow
from models.queries import uploads as upload_queries

MOST_SHOWN = 200


def bad_cells(rejected: Sequence[RejectedRow]) -> list[Refusal]:
    """Return the cells for which rows of a preview are refused, the first MOST_SHOWN."""
    return [one for row in rejected[:MOST_SHOWN] for one in row.refusals][:MOST_SHOWN]


def stored_bad_cells(session: Session, batch_id: int) -> list[RefusedRow]:
    """Return the cells for which rows of an import were refused, the first MOST_SHOWN."""
    return upload_queries.list_refused(session, batch_id)[:MOST_SHOWN]


def mappable_fields(kind: ImportKind) -> list[tuple[str, str]]:
    """Return what a column of a file can be read as, with names in Chinese; leaving it out last."""
    fields = [(name, field_label(name)) for name in SOURCES[kind][-1].aliases]
    return [*fields, (IGNORED, "不导入这一列")]

"""The refused rows of an import that is stored, as a workbook to correct and send again."""

from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from ingest.types import Refusal, RejectedRow
from matchmaker.reports import refused_rows
from matchmaker.reports.refused_rows import RefusedSheet
from models.errors import Conflict, NotFound
from models.import_batch import RefusedRow
from models.queries import uploads as upload_queries


def build_stored(session: Session, batch_id: int, now: datetime) -> bytes:
    """Return the refused rows of a stored import as the workbook that --errors-out writes.

    Raises NotFound where there is no such import or it refused nothing, Conflict where it is from
    before the headers of its file were kept.
    """
    batch = upload_queries.get_batch(session, batch_id)
    refusals = upload_queries.list_refused(session, batch_id)
    if not refusals:
        raise NotFound(f"导入“{batch.file_name}”没有拒收的行")
    if not batch.sheet_headers:
        raise Conflict(
            f"导入“{batch.file_name}”早于本版本，没有保存表头。请重新导入原文件以取得拒收的行"
        )
    rejected = [
        _rejected(list(rows))
        for _, rows in groupby(refusals, key=lambda row: (row.sheet, row.row_number))
    ]
    sheets = [
        RefusedSheet(name, headers, [row for row in rejected if row.sheet == name])
        for name, headers in batch.sheet_headers.items()
    ]
    return refused_rows.build(sheets, now)


def _rejected(rows: list[RefusedRow]) -> RejectedRow:
    first = rows[0]
    return RejectedRow(
        sheet=first.sheet,
        row_number=first.row_number,
        cells=tuple(first.cells),
        refusals=tuple(
            Refusal(row.sheet, row.row_number, row.column, row.value, row.reason, row.remedy)
            for row in rows
        ),
    )

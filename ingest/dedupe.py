"""Rows of one file that are about the same record."""

from ingest.types import Refusal, RejectedRow, ValidRow


class SeenKeys:
    """Remembers the first row of every key of a file."""

    def __init__(self, key_column: str) -> None:
        self._key_column = key_column
        self._first: dict[str, ValidRow] = {}

    def check(self, row: ValidRow, cells: tuple[str, ...]) -> RejectedRow | None:
        """Return the row as refused where an earlier one says something else of the same record.

        A repetition to the letter passes: it changes nothing.
        """
        first = self._first.setdefault(row.key, row)
        if first is row or (first.values == row.values and first.owners == row.owners):
            return None
        place = f"{first.sheet} " if first.sheet != row.sheet else ""
        refusal = Refusal(
            sheet=row.sheet,
            row_number=row.row_number,
            column=self._key_column,
            value=row.key,
            reason=f"与{place}第 {first.row_number} 行是同一条记录，但内容不同",
            remedy="请只保留其中正确的一行",
        )
        return RejectedRow(row.sheet, row.row_number, cells, (refusal,))

"""Rows of one file that are about the same record."""

from typing import Any

from ingest.labels import field_label
from ingest.types import KnownRow, ValidRow


class SeenKeys:
    """Remembers of every key of a file the first row and a digest of what it says."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, int, bytes, str]] = {}

    def __contains__(self, key: str) -> bool:
        """Whether a row of the record was met."""
        return key in self._first

    def note(self, row: KnownRow) -> None:
        """Remember a row that an earlier import took."""
        said = (row.sheet, row.row_number, row.content_digest, row.publication_number)
        self._first[row.key] = said

    def check(self, row: ValidRow) -> str:
        """Return what is wrong where an earlier row says something else of the same record.

        A repetition to the letter passes, since it changes nothing, and so does another
        publication of the same application: first the application, then the granted patent.
        """
        published = row.values.get("publication_number", "")
        said = (row.sheet, row.row_number, row.content_digest, published)
        sheet, row_number, digest, first_published = self._first.setdefault(row.key, said)
        if digest == said[2] or (published and first_published not in {"", published}):
            return ""
        place = f"表“{sheet}”" if sheet != row.sheet else ""
        return f"与{place}第 {row_number} 行是同一条记录，但内容不同"


class SeenBatches(SeenKeys):
    """Remembers of every batch of a list when and by whom it was published, too."""

    def __init__(self) -> None:
        super().__init__()
        self._batches: dict[tuple[int, int], tuple[str, int, dict[str, Any]]] = {}

    def check(self, row: ValidRow) -> str:
        """Return what is wrong where an earlier row says otherwise of the firm or the batch."""
        batch = row.values["year"], row.values["number"]
        told = {name: row.values.get(name) for name in ("listed_on", "issuer", "batch_name")}
        sheet, row_number, first = self._batches.setdefault(
            batch, (row.sheet, row.row_number, told)
        )
        for name, value in told.items():
            if value is not None and first[name] is None:
                first[name] = value
            if value is not None and first[name] != value:
                place = f"表“{sheet}”" if sheet != row.sheet else ""
                return f"与{place}第 {row_number} 行是同一批次，但{field_label(name)}不同"
        return super().check(row)


class SeenFigures(SeenKeys):
    """Remembers of every key each of its figures: rows may tell different ones of one city."""

    def __init__(self) -> None:
        super().__init__()
        self._figures: dict[tuple[str, str], tuple[str, int, Any]] = {}

    def check(self, row: ValidRow) -> str:
        """Return what is wrong where an earlier row has another number for the same figure."""
        said = {(row.key, name): value for name, value in row.values.items()}
        for figure, value in said.items():
            sheet, row_number, first = self._figures.get(figure, (row.sheet, row.row_number, value))
            if first != value:
                place = f"表“{sheet}”" if sheet != row.sheet else ""
                return f"与{place}第 {row_number} 行是同一市州同一时间，但数字不同"
        for figure, value in said.items():
            self._figures.setdefault(figure, (row.sheet, row.row_number, value))
        return ""

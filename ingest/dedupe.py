"""Rows of one file that are about the same record."""

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

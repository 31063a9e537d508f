"""Rows of one file that are about the same record."""

from functools import lru_cache
from hashlib import blake2b

from ingest.types import ValidRow
from models.values.org_name import org_key

DIGEST_BYTES = 16

# A file names the same few bodies over and over.
body_key = lru_cache(maxsize=10_000)(org_key)


class SeenKeys:
    """Remembers of every key of a file the first row and a digest of what it says."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, int, bytes, str]] = {}

    def check(self, row: ValidRow) -> str:
        """Return what is wrong where an earlier row says something else of the same record.

        A repetition to the letter passes, since it changes nothing, and so does another
        publication of the same application: first the application, then the granted patent.
        """
        published = row.values.get("publication_number", "")
        said = (row.sheet, row.row_number, row_digest(row), published)
        sheet, row_number, digest, first_published = self._first.setdefault(row.key, said)
        if digest == said[2] or (published and first_published not in {"", published}):
            return ""
        place = f"表“{sheet}”" if sheet != row.sheet else ""
        return f"与{place}第 {row_number} 行是同一条记录，但内容不同"


def row_digest(row: ValidRow) -> bytes:
    """Return a digest of what a row says of its record."""
    owners = [body_key(name) for name in row.owners]
    content = repr((sorted(row.values.items()), owners, sorted(row.extra.items())))
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()

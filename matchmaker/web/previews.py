"""What files would bring, kept between the looks that somebody takes at one of them.

To read a file takes a process of its own, seconds where a page has a moment; what it says is asked
for again with every look, and with the workbook of rows to correct.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from sqlmodel import Session

from matchmaker.access.import_rows import RowLimit
from matchmaker.services.previews import Preview
from models.queries.stamp import Stamp, stock_stamp
from models.upload import Upload

# Of the files that are looked at at the same time; one with thousands of wrong rows is large.
KEPT = 8

Key = tuple[int, str, str, tuple[tuple[str, str], ...], RowLimit | None, date, Stamp]


@dataclass
class PreviewKeeper:
    """The previews of a process; one is made anew where file, reading, stock or day is another."""

    _kept: dict[Key, Preview] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, key: Key, make: Callable[[], Preview]) -> Preview:
        """Return what is kept under a key, or what is made now; raise what making it raises."""
        with self._lock:
            found = self._kept.pop(key, None)
        # Not within the lock: nobody waits for the file of somebody else.
        preview = make() if found is None else found
        with self._lock:
            self._kept[key] = preview
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return preview


def preview_key(session: Session, upload: Upload, limit: RowLimit | None, today: date) -> Key:
    """Return all that a preview depends on."""
    mapping = tuple(sorted(upload.mapping.items()))
    day = upload.source_date or today
    return upload.id or 0, upload.sha256, upload.owner, mapping, limit, day, stock_stamp(session)

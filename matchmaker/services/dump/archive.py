"""The archive of a dump: the same records of the same day give the same bytes."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from matchmaker.services.dump.declare import SCHEMA_VERSION, DumpKind, DumpScope
from matchmaker.services.dump.dictionary import as_json, as_markdown
from matchmaker.services.dump.rows import KINDS, count_rows, read_lines, seen_kinds

MANIFEST = "manifest.json"
DICTIONARY, READABLE = "dictionary.json", "dictionary.md"
ROWS_A_TURN = 500

# Label of the kind, rows read in all, rows in all at most.
OnRows = Callable[[str, int, int], None]


@dataclass(frozen=True)
class DumpFile:
    """A file of a dump; rows: None for what holds no records; size: in bytes."""

    name: str
    rows: int | None
    size: int
    sha256: str


@dataclass(frozen=True)
class DumpManifest:
    """What a dump holds; day: of its records; left_out: kinds that whoever asked may not read."""

    schema_version: int
    day: str
    files: tuple[DumpFile, ...]
    left_out: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many records there are in all."""
        return sum(file.rows or 0 for file in self.files)


def write_dump(path: Path, scope: DumpScope, day: date, on_rows: OnRows) -> DumpManifest:
    """Write a dump and return its manifest, which stands in it last; a file there is replaced."""
    kinds = seen_kinds(scope.viewer)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        writer = _Writer(archive, day)
        files = [
            writer.add(DICTIONARY, [as_json(kinds)], None),
            writer.add(READABLE, [as_markdown(kinds)], None),
            *_write_kinds(writer, scope, kinds, on_rows),
        ]
        manifest = DumpManifest(
            SCHEMA_VERSION,
            day.isoformat(),
            tuple(files),
            tuple(kind.name for kind in KINDS if kind not in kinds),
        )
        content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode() + b"\n"
        writer.add(MANIFEST, [content], None)
    return manifest


def _write_kinds(
    writer: "_Writer", scope: DumpScope, kinds: Sequence[DumpKind], on_rows: OnRows
) -> list[DumpFile]:
    counts = {kind.name: count_rows(scope.session, kind) for kind in kinds}
    total, before, written = sum(counts.values()), 0, []
    for kind in kinds:

        def tell(done: int, kind: DumpKind = kind, before: int = before) -> None:
            on_rows(kind.label, before + done, total)

        tell(0)
        written.append(writer.add(kind.file, read_lines(scope, kind), tell))
        before += counts[kind.name]
    return written


class _Writer:
    """Files put into an archive one after the other, none of them held in memory."""

    def __init__(self, archive: ZipFile, day: date) -> None:
        self._archive = archive
        self._stamp = (day.year, day.month, day.day, 0, 0, 0)

    def add(
        self, name: str, lines: Iterable[bytes], on_line: Callable[[int], None] | None
    ) -> DumpFile:
        """Write a file and return what the manifest says of it; on_line: None for no records."""
        digest, size, rows = sha256(), 0, 0
        info = ZipInfo(name, date_time=self._stamp)
        info.compress_type = ZIP_DEFLATED
        with self._archive.open(info, "w", force_zip64=True) as file:
            for line in lines:
                digest.update(line)
                size += len(line)
                rows += 1
                file.write(line)
                if on_line is not None and rows % ROWS_A_TURN == 0:
                    on_line(rows)
        return DumpFile(name, None if on_line is None else rows, size, digest.hexdigest())

"""What a city states in a summary table that it sends, read by a process of its own."""

from collections.abc import Iterable
from functools import partial

from ingest.parse_statement import Statement, read_statement
from matchmaker.jobs.apart import Bounds, run_apart
from matchmaker.services.upload_files import receive_bytes
from matchmaker.services.upload_names import clean_name
from matchmaker.settings import Settings


def receive_statement(
    settings: Settings, sent: tuple[str, Iterable[bytes]], city_code: str
) -> Statement:
    """Return what a city states; nothing of the file is kept.

    sent: name, as the sender calls it, and content. Raises SourceError, StorageFull.
    """
    name = clean_name(sent[0])
    bounds = Bounds(settings.reader_memory_mb, settings.reader_seconds)
    with receive_bytes(settings.evidence_dir, sent[1], name, settings.limits) as incoming:
        work = partial(read_statement, incoming.path, settings.limits, city_code)
        return run_apart(work, name, bounds)

"""The audit log: what is written into it, whether it is whole, and its archives.

The Cybersecurity Law of the PRC, article 21 (3), asks that such logs be kept for six months at
least.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.services.audit_archive import Header, read_archive, write_archive
from matchmaker.services.list_hands import Author
from models.audit import AuditAnchor, AuditKind, AuditRecord
from models.errors import Conflict
from models.queries import audit as audit_queries
from models.values.audit_chain import (
    GENESIS,
    Break,
    Entry,
    Flaw,
    Link,
    digest,
    find_break,
    moment_text,
    require_exact,
)
from models.values.dates import months_before

KEPT_MONTHS = 6


@dataclass(frozen=True)
class Verdict:
    """What a check found: the records after start, up to end, with the first flaw or without."""

    start: Link
    end: Link
    broken: Break | None

    @property
    def count(self) -> int:
        """How many records there should be."""
        return self.end.number - self.start.number


def append(
    session: Session,
    kind: AuditKind,
    subject: str,
    details: Mapping[str, Any],
    author: Author,
) -> AuditRecord:
    """Write a record in the transaction of what it tells of; return it.

    details: texts, whole numbers, truth values, None, and lists and objects of these; raises
    TypeError for others. From here to the end of the transaction nobody else can append, so do it
    last. Raises Conflict where the log has lost its head.
    """
    require_exact(details)
    head = audit_queries.hold_head(session)
    entry = Entry(
        number=head.number + 1,
        made_at=moment_text(author.at),
        actor=author.actor,
        kind=kind.value,
        subject=subject,
        details=dict(details),
        previous_hash=head.hash,
        hash="",
    )
    record = AuditRecord(
        number=entry.number,
        made_at=author.at,
        actor=entry.actor,
        kind=kind,
        subject=subject,
        details=entry.details,
        previous_hash=head.hash,
        hash=digest(entry),
    )
    audit_queries.add_record(session, record)
    return record


def verify(session: Session) -> Verdict:
    """Check the records of the database, from the newest archive on, against the head."""
    told: set[Link] = set()
    with audit_queries.open_chain(session) as chain:
        if chain is None:
            return Verdict(GENESIS, GENESIS, Break(0, Flaw.NO_HEAD))
        broken = find_break(chain.start, _noting_archives(chain.entries, told), chain.end)
    if broken is None and chain.start not in {GENESIS, *told}:
        broken = Break(chain.start.number, Flaw.UNTOLD)
    return Verdict(chain.start, chain.end, broken)


def verify_archive(session: Session, path: Path) -> Verdict:
    """Check an archive file against what the database knows of it.

    Raises SourceError for a file that is none, and NotFound for one that is of another database.
    """
    header, entries = read_archive(path)
    anchor = audit_queries.get_anchor(session, header.last_number)
    start = Link(anchor.first_number - 1, anchor.previous_hash)
    end = Link(anchor.last_number, anchor.last_hash)
    if header != _header(anchor):
        return Verdict(start, end, Break(anchor.first_number, Flaw.OTHER_HEADER))
    return Verdict(start, end, find_break(start, entries, end))


def archive(session: Session, before: date, folder: Path, author: Author) -> tuple[Path, Verdict]:
    """Move the records made before a day, in China, to a file; return it and what it holds.

    The file is on disk before its records go. If the transaction then fails, the file holds
    nothing that the log lacks, and the next call writes the same. Raises BadQuery for a day within
    the last six months or one before all records, Conflict where the log is not whole.
    """
    latest = months_before(author.at.astimezone(CHINA).date(), KEPT_MONTHS)
    if before > latest:
        raise BadQuery(f"审计日志至少保留 {KEPT_MONTHS} 个月，--before 最晚为 {latest}")
    audit_queries.hold_head(session)
    verdict = verify(session)
    if verdict.broken is not None:
        raise Conflict(f"审计日志不完整，不能归档：{describe(verdict.broken)}")
    last = audit_queries.last_before(session, datetime.combine(before, time(), CHINA))
    if last is None:
        raise BadQuery(f"{before} 之前没有可归档的记录")
    start, first = verdict.start, verdict.start.number + 1
    anchor = AuditAnchor(
        first_number=first,
        last_number=last.number,
        previous_hash=start.hash,
        last_hash=last.hash,
        file_name=f"audit-{first:09d}-{last.number:09d}.jsonl.gz",
        made_at=author.at,
    )
    path = folder / anchor.file_name
    write_archive(path, _header(anchor), audit_queries.read_records(session, first, last.number))
    audit_queries.archive_records(session, anchor)
    details = {"first": first, "last": last.number, "last_hash": last.hash}
    append(session, AuditKind.ARCHIVED, anchor.file_name, details, author)
    return path, replace(verdict, end=last)


def describe(broken: Break) -> str:
    """Return in words which record is wrong and how."""
    return f"第 {broken.number} 号：{broken.flaw.label}"


def _header(anchor: AuditAnchor) -> Header:
    return Header(anchor.first_number, anchor.last_number, anchor.previous_hash, anchor.last_hash)


def _noting_archives(entries: Iterator[Entry], told: set[Link]) -> Iterator[Entry]:
    """Return the records as they come, and note of which archives they tell."""
    for entry in entries:
        if entry.kind == AuditKind.ARCHIVED and isinstance(entry.details, dict):
            last, last_hash = entry.details.get("last"), entry.details.get("last_hash")
            if isinstance(last, int) and isinstance(last_hash, str):
                told.add(Link(last, last_hash))
        yield entry

"""What is different between two versions of a timetable."""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from matchmaker.services.organisation_names import body_labels
from models.meeting import MeetingRow, TimetableVersion
from models.queries import timetables as timetable_queries


class ChangeKind(StrEnum):
    """What became of a pair's meeting."""

    DROPPED = "dropped"
    MOVED = "moved"
    ADDED = "added"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"dropped": "取消", "moved": "改时间或桌号", "added": "新增"}[self.value]


@dataclass(frozen=True)
class Change:
    """A meeting that is not where it was; before, after: (slot, table) from 1, None for none."""

    kind: ChangeKind
    enterprise: str
    institution: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None


def changes_between(
    session: Session, first: TimetableVersion, second: TimetableVersion
) -> list[Change]:
    """Return what the second version changes: what falls away, moves and comes, each by pair."""
    old = {_pair(row): row for row in timetable_queries.list_meetings(session, first)}
    new = {_pair(row): row for row in timetable_queries.list_meetings(session, second)}
    labels = body_labels(session, {body for pair in old.keys() | new.keys() for body in pair})
    found = []
    for pair in sorted(old.keys() | new.keys()):
        before, after = _place(old.get(pair)), _place(new.get(pair))
        if before != after:
            kind = ChangeKind.MOVED if before and after else ChangeKind.ADDED
            kind = kind if after else ChangeKind.DROPPED
            found.append(Change(kind, labels[pair[0]].name, labels[pair[1]].name, before, after))
    order = list(ChangeKind)
    return sorted(found, key=lambda change: order.index(change.kind))


def _pair(row: MeetingRow) -> tuple[int, int]:
    return row.enterprise_id, row.institution_id


def _place(row: MeetingRow | None) -> tuple[int, int] | None:
    return None if row is None else (row.slot + 1, row.table_number + 1)

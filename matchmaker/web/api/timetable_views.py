"""What the routes of timetables answer with."""

from datetime import datetime

from pydantic import BaseModel, Field

from matchmaker.services.timetable_changes import Change, ChangeKind
from matchmaker.services.timetable_view import MeetingView, PartyView, TimetableView
from matchmaker.services.timetables import PlannedVersion
from matchmaker.services.unplaced import UnplacedView
from models.meeting import TimetableVersion
from models.meeting_enums import Side, TimetableStatus


class TimetableSummary(BaseModel):
    """A version of a timetable; actor: who made it."""

    version: int
    status: TimetableStatus
    status_label: str = Field(examples=["已发布"])
    made_at: datetime
    published_at: datetime | None
    actor: str

    @classmethod
    def of(cls, found: TimetableVersion) -> "TimetableSummary":
        """Return the summary of a stored version."""
        return cls(
            version=found.version,
            status=found.status,
            status_label=found.status.label,
            made_at=found.made_at,
            published_at=found.published_at,
            actor=found.actor,
        )


class Meeting(BaseModel):
    """A meeting; slot and table count from 1; fixed: set by a person and kept by later plans."""

    slot: int
    starts: datetime
    ends: datetime
    table: int
    zone: str
    enterprise_id: int
    enterprise: str
    institution_id: int
    institution: str
    reason: str
    fixed: bool

    @classmethod
    def of(cls, found: MeetingView) -> "Meeting":
        """Return a meeting of a view."""
        return cls(
            slot=found.slot.number,
            starts=found.slot.starts,
            ends=found.slot.ends,
            table=found.table,
            zone=found.zone,
            enterprise_id=found.enterprise_id,
            enterprise=found.enterprise,
            institution_id=found.institution_id,
            institution=found.institution,
            reason=found.reason,
            fixed=found.fixed,
        )


class TimetableDetail(TimetableSummary):
    """A version with its meetings by slot and table; method: how it was found, and how good."""

    method: str
    notices: list[str]
    meetings: list[Meeting]

    @classmethod
    def of_view(cls, found: TimetableVersion, view: TimetableView) -> "TimetableDetail":
        """Return a stored version with its view."""
        return cls(
            **TimetableSummary.of(found).model_dump(),
            method=view.method,
            notices=list(view.notices),
            meetings=[Meeting.of(meeting) for meeting in view.meetings],
        )


class PlannedView(BaseModel):
    """A version, whether this call made it, and how many meetings changed against the last."""

    version: int
    made: bool
    meetings: int
    kept: int
    moved: int
    dropped: int
    added: int

    @classmethod
    def of(cls, planned: PlannedVersion) -> "PlannedView":
        """Return what a change of a timetable came to."""
        names = set(cls.model_fields) - {"version"}
        counts = {name: getattr(planned, name) for name in names}
        return cls(version=planned.version.version, **counts)


class ChangeView(BaseModel):
    """A meeting that is not where it was; places: slot and table from 1, null for none."""

    kind: ChangeKind
    label: str = Field(examples=["改时间或桌号"])
    enterprise: str
    institution: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None

    @classmethod
    def of(cls, change: Change) -> "ChangeView":
        """Return a change."""
        names = set(cls.model_fields) - {"label"}
        return cls(label=change.kind.label, **{name: getattr(change, name) for name in names})


class Unplaced(BaseModel):
    """A participant without a meeting, and the best one that it could still get."""

    side: Side
    name: str
    partners: int
    partner: str
    slot: int | None
    table: int | None
    given_up: list[str]
    advice: str

    @classmethod
    def of(cls, found: UnplacedView) -> "Unplaced":
        """Return who has no meeting."""
        values = {name: getattr(found, name) for name in cls.model_fields}
        return cls(**{**values, "given_up": list(found.given_up)})


class OwnMeetings(BaseModel):
    """The meetings of one's own organisation on one side of an event."""

    side: Side
    organisation_id: int
    name: str
    checked_in_at: datetime | None
    meetings: list[Meeting]

    @classmethod
    def of(cls, view: TimetableView, party: PartyView) -> "OwnMeetings":
        """Return the meetings of a party."""
        return cls(
            side=party.side,
            organisation_id=party.organisation_id,
            name=party.name,
            checked_in_at=party.checked_in_at,
            meetings=[Meeting.of(meeting) for meeting in view.meetings_of(party)],
        )


class OwnTimetable(BaseModel):
    """The published timetable as far as it is one's own; version: null before there is one."""

    version: int | None
    parties: list[OwnMeetings]

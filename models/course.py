"""Training courses: when and where, who has registered, and who was there."""

from datetime import datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import EnumText, UtcDateTime, revision_kwargs
from models.course_enums import CourseKind, SeatState


class Course(SQLModel, table=True):
    """A course; city_code: whose course it is, None for the province's.

    capacity: how many places there are, None for any number; place: empty where it is online
    alone; topics: with 、 between them; is_void: called off, it neither takes place nor counts.
    """

    __tablename__ = "course"

    id: int | None = Field(default=None, primary_key=True)
    kind: CourseKind = Field(sa_type=EnumText(CourseKind), index=True)
    title: str
    city_code: str | None = Field(default=None, index=True)
    place: str = ""
    is_online: bool = False
    capacity: int | None = None
    audience: str = ""
    lecturer: str = ""
    topics: str = ""
    note: str = ""
    is_void: bool = False
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )


class CourseSession(SQLModel, table=True):
    """One sitting of a course."""

    __tablename__ = "course_session"
    __table_args__ = (UniqueConstraint("course_id", "starts_at"),)

    id: int | None = Field(default=None, primary_key=True)
    course_id: int = Field(foreign_key="course.id", ondelete="CASCADE")
    starts_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ends_at: datetime = Field(sa_type=UtcDateTime)


class CourseSeat(SQLModel, table=True):
    """Somebody's registration for a course, who is known by the account and by nothing else.

    asked_at: when they registered last, which is the order in which places go.
    """

    __tablename__ = "course_seat"
    __table_args__ = (UniqueConstraint("course_id", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    course_id: int = Field(foreign_key="course.id", ondelete="CASCADE")
    account_id: int = Field(foreign_key="account.id", index=True)
    state: SeatState = Field(sa_type=EnumText(SeatState))
    asked_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def has_moved_up(self) -> bool:
        """Whether a place came only after waiting, at changed_at."""
        return self.state is SeatState.TAKEN and self.changed_at > self.asked_at


class CourseAttendance(SQLModel, table=True):
    """That somebody was there at a sitting."""

    __tablename__ = "course_attendance"

    session_id: int = Field(foreign_key="course_session.id", primary_key=True, ondelete="CASCADE")
    seat_id: int = Field(
        foreign_key="course_seat.id", primary_key=True, index=True, ondelete="CASCADE"
    )
    actor: str
    marked_at: datetime = Field(sa_type=UtcDateTime)

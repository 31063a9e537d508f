"""A stored list of firms as somebody may see it, and what two versions of it differ in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.events.chain_candidates import Ground
from matchmaker.events.hand_work import moved
from matchmaker.industry.chains import chain_name
from matchmaker.services.firm_lists.hands import load_hands
from matchmaker.services.firm_lists.make import require_finance
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_frozen import thaw_event
from matchmaker.services.list_view import event_facts
from matchmaker.services.organisation_names import UNKNOWN_CITY, body_labels
from models.enums import ListStatus
from models.event import Event
from models.firm_list import FirmEntry
from models.meeting_enums import ParticipantStatus, Side
from models.queries import firm_lists as firm_list_queries
from models.queries import participants as participant_queries
from models.values.region import find_region

# What of a firm only its own city and the province may know: whether it asks for finance and is on
# the white list. To others it is never told, also not by a score.
GUARDED = frozenset({Ground.FINANCE.value, Ground.LISTED.value})
WITHHELD = "融资与白名单情况只有省局和该企业所在市州可见"
# A city's code, None for an unknown one → whether all may be told of its firms.
Sees = Callable[[str | None], bool]


@dataclass(frozen=True)
class FirmLine:
    """A firm on a list; score: None where it is not told.

    hand: what a person did, in Chinese, empty for nothing; status: how it stands with the event,
    None where it is not invited.
    """

    organisation_id: int
    place: int
    name: str
    city: str
    score: float | None
    reasons: tuple[str, ...]
    note: str
    hand: str
    status: ParticipantStatus | None

    @property
    def reason(self) -> str:
        """The reasons in one line."""
        return "；".join(self.reasons)

    @property
    def answer(self) -> str:
        """How it stands with the event, in Chinese."""
        return self.status.label if self.status else "未邀请"


@dataclass(frozen=True)
class FirmListView:
    """A version with its firms; month: that of the event's day, as 2024 年 6 月."""

    slug: str
    event_name: str
    held_on: date
    place: str
    campaign: str
    chain: str
    chain_name: str
    version: int
    status: ListStatus
    most: int
    created_at: datetime
    locked_at: datetime | None
    notices: tuple[str, ...]
    firms: tuple[FirmLine, ...]

    @property
    def month(self) -> str:
        """The month of the event."""
        return f"{self.held_on.year} 年 {self.held_on.month} 月"

    @property
    def uninvited(self) -> int:
        """How many firms are not invited yet."""
        return sum(one.status is None for one in self.firms)


@dataclass(frozen=True)
class FirmChange:
    """A firm on both versions."""

    before: FirmLine
    after: FirmLine


@dataclass(frozen=True)
class FirmDifference:
    """From one version to another: who came, who went (with why), whose place or score changed.

    moved: the fewest firms whose places explain the new order; told: other score or reasons.
    """

    old: int
    new: int
    came: tuple[FirmLine, ...]
    went: tuple[tuple[FirmLine, str], ...]
    moved: tuple[FirmChange, ...]
    told: tuple[FirmChange, ...]


@dataclass(frozen=True)
class RemovedFirm:
    """A firm that a person took off and that comes back only when it is restored."""

    organisation_id: int
    name: str
    reason: str


def everything(_city_code: str | None) -> bool:
    """Say that all may be told: on the command line, and for the province."""
    return True


def sees_of(viewer: Viewer) -> Sees:
    """Return of which firms all may be told to a viewer."""

    def sees(city_code: str | None) -> bool:
        owned = Owned(frozenset({city_code} if city_code else ()))
        needed = (Permission.DEMAND_WRITE, Permission.LEDGER_READ)
        return all(viewer.may(permission, owned) for permission in needed)

    return sees


def view_firms(
    session: Session, event: Event, version: int | None, sees: Sees = everything
) -> FirmListView:
    """Return a version, the newest where none is named; raise NotFound."""
    require_finance(event)
    found = firm_list_queries.get_version(session, event, version)
    status = {
        one.organisation_id: one.status
        for one in participant_queries.list_participants(session, event)
        if one.side is Side.ENTERPRISE
    }
    said = (
        event_facts(event, industries_in_force(session).names)
        if found.locked_at is None
        else thaw_event(found.frozen)
    )
    return FirmListView(
        slug=event.slug,
        event_name=said.name,
        held_on=said.held_on,
        place=said.place,
        campaign=said.campaign,
        chain=found.chain,
        chain_name=chain_name(found.chain),
        version=found.version,
        status=found.status,
        most=found.most,
        created_at=found.created_at,
        locked_at=found.locked_at,
        notices=tuple(found.notices),
        firms=tuple(
            _line(one, status.get(one.organisation_id), told=sees(one.city_code))
            for one in firm_list_queries.list_entries(session, found)
        ),
    )


def compare_firms(
    session: Session, event: Event, new: int | None, old: int | None, sees: Sees = everything
) -> FirmDifference:
    """Return what differs; new: None for the newest version, old: None for the one before it.

    Raises NotFound for a version that there is not.
    """
    after = view_firms(session, event, new, sees)
    before = view_firms(session, event, after.version - 1 if old is None else old, sees)
    why = {one.organisation_id: f"人工移出：{one.reason}" for one in removed_firms(session, event)}
    for version in firm_list_queries.list_versions(session, event):
        if before.version < version.version <= after.version:
            why.update((firm, text) for firm, text in version.gone)
    return compare(before, after, why)


def compare(before: FirmListView, after: FirmListView, why: Mapping[int, str]) -> FirmDifference:
    """Return what differs between two views; why: firm → why it left on the way."""
    was = {one.organisation_id: one for one in before.firms}
    now = {one.organisation_id: one for one in after.firms}
    both = {firm: FirmChange(was[firm], line) for firm, line in now.items() if firm in was}
    shifted = moved(list(was), list(now))
    return FirmDifference(
        old=before.version,
        new=after.version,
        came=tuple(line for firm, line in now.items() if firm not in was),
        went=tuple(
            (line, why.get(firm, "人工移出")) for firm, line in was.items() if firm not in now
        ),
        moved=tuple(one for firm, one in both.items() if firm in shifted),
        told=tuple(
            one
            for one in both.values()
            if (one.before.score, one.before.reasons) != (one.after.score, one.after.reasons)
        ),
    )


def removed_firms(session: Session, event: Event) -> list[RemovedFirm]:
    """Return the firms that people took off, by id."""
    removed = {
        firm: hand.removed
        for firm, hand in load_hands(session, event).items()
        if hand.removed is not None
    }
    labels = body_labels(session, removed)
    return [RemovedFirm(firm, labels[firm].name, removed[firm]) for firm in sorted(removed)]


def _line(entry: FirmEntry, status: ParticipantStatus | None, *, told: bool) -> FirmLine:
    reasons = [text for ground, _, text in entry.parts if told or ground not in GUARDED]
    deeds = ((entry.added, "手工加入"), (entry.pinned, "固定"))
    region = find_region(entry.city_code) if entry.city_code else None
    return FirmLine(
        organisation_id=entry.organisation_id,
        place=entry.position,
        name=entry.name,
        city=region.short_name if region else UNKNOWN_CITY,
        score=entry.score if told else None,
        reasons=tuple(reasons if told else [*reasons, WITHHELD]),
        note=entry.note,
        hand="、".join(label for done, label in deeds if done),
        status=status,
    )

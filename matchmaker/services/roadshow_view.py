"""A stored selection with everything that a reader of it wants to see."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from matchmaker.events.roadshow_criteria import Criterion
from matchmaker.events.roadshow_scoring import ScoreRow
from matchmaker.matching.gates import Gate
from matchmaker.services.wording import tell_value, tell_values
from models.event import Event
from models.patent import Patent
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.queries import roadshow as roadshow_queries
from models.roadshow import RoadshowEntry, RoadshowSelection
from models.values.region import find_region

UNKNOWN = "未知"


@dataclass(frozen=True)
class ShownPatent:
    """A line of a selection; mark_mean, mark_spread: of the marks as given, 0..100.

    rows: what the score is made of; demand_count: how many demands the patent fits.
    """

    place: int
    application_number: str
    title: str
    owner: str
    legal_state: str
    expiry_date: date | None
    maturity: str
    transfer_modes: str
    price: str
    score: float
    mark_mean: float | None
    mark_spread: float | None
    mark_count: int
    demand_count: int
    rows: tuple[ScoreRow, ...]

    @property
    def reason(self) -> str:
        """What is known of the patent, the largest shares first."""
        known = sorted((row for row in self.rows if row.known), key=lambda row: -row.share)
        return "；".join(row.sentence for row in known)

    def row(self, criterion: str) -> ScoreRow | None:
        """Return the row of a criterion; None for the reviewers' where nobody marked anything."""
        return next((row for row in self.rows if row.criterion == criterion), None)


@dataclass(frozen=True)
class ShiftView:
    """What a moved weight changes among the first ten, in titles; weights as parts of one."""

    label: str
    weight: float
    moved: float
    leaves: tuple[str, ...]
    enters: tuple[str, ...]


@dataclass(frozen=True)
class SelectionView:
    """A version of an event's selection; gates: reason → how many it held back."""

    slug: str
    event_name: str
    kind: str
    held_on: date
    place: str
    version: int
    as_of: date
    made_at: datetime
    weights: dict[str, float]
    blend: float
    size: int
    per_institution: int
    algorithm: str
    patent_count: int
    demand_count: int
    gates: dict[str, int]
    notices: tuple[str, ...]
    patents: tuple[ShownPatent, ...]
    shifts: tuple[ShiftView, ...]

    @property
    def rules(self) -> str:
        """The limits and the part of the reviewers in words."""
        return (
            f"至多 {self.size} 件，单个单位至多 {self.per_institution} 件，重复专利只取一件；"
            f"评审分占 {self.blend:.0%}"
        )


def view_selection(session: Session, event: Event, version: int | None) -> SelectionView:
    """Return a version of an event's selection, the newest where none is named; raise NotFound."""
    selection = roadshow_queries.get_version(session, event, version)
    entries = roadshow_queries.list_entries(session, selection)
    patents = patent_queries.by_ids(session, [entry.patent_id for entry in entries])
    owners = owner_names(session, sorted(patents))
    said = selection.settings
    region = find_region(event.city_code)
    return SelectionView(
        slug=event.slug,
        event_name=event.name,
        kind=event.kind.label,
        held_on=event.held_on,
        place=(region.short_name if region else UNKNOWN)
        + (f"　{event.venue}" if event.venue else ""),
        version=selection.version,
        as_of=selection.as_of,
        made_at=selection.made_at,
        weights={Criterion(name).label: weight for name, weight in said["weights"].items()},
        blend=said["blend"],
        size=said["size"],
        per_institution=said["per_institution"],
        algorithm=said["algorithm"],
        patent_count=said["patent_count"],
        demand_count=said["demand_count"],
        gates={Gate(name).label: count for name, count in said["gates"].items()},
        notices=tuple(selection.notices),
        patents=tuple(
            _shown(entry, patents[entry.patent_id], owners[entry.patent_id]) for entry in entries
        ),
        shifts=_shifts(session, selection),
    )


def owner_names(session: Session, patent_ids: list[int]) -> dict[int, list[str]]:
    """Return patent id → the names of its owners, the first owner first."""
    ids = patent_queries.owner_ids(session, patent_ids)
    wanted = {owner for owners in ids.values() for owner in owners}
    names = organisation_queries.names_by_id(session, wanted)
    return {
        patent_id: [names[owner] for owner in ids.get(patent_id, ())] for patent_id in patent_ids
    }


def price_of(patent: Patent) -> str:
    """Return what an owner asks in words, empty where nothing is said of it."""
    columns = ("price_low_cny", "price_high_cny", "price_negotiable")
    told = dict(tell_values({name: getattr(patent, name) for name in columns}))
    return told.get("price_low_cny", "")


def _shown(entry: RoadshowEntry, patent: Patent, owners: list[str]) -> ShownPatent:
    rows = tuple(ScoreRow(**row) for row in entry.rows)
    return ShownPatent(
        place=entry.position,
        application_number=patent.display_number,
        title=patent.title,
        owner="、".join(owners) or UNKNOWN,
        legal_state=patent.legal_state.label,
        expiry_date=patent.expiry_date,
        maturity=patent.maturity_text,
        transfer_modes=tell_value("transfer_modes", patent.transfer_modes),
        price=price_of(patent),
        score=entry.score,
        mark_mean=entry.mark_mean,
        mark_spread=entry.mark_spread,
        mark_count=entry.mark_count,
        demand_count=len(entry.demands),
        rows=rows,
    )


def _shifts(session: Session, selection: RoadshowSelection) -> tuple[ShiftView, ...]:
    """Return the shifts in titles; a patent that is gone is told by its id."""
    shifts: list[dict[str, Any]] = selection.sensitivity
    ids = {i for shift in shifts for i in (*shift["leaves"], *shift["enters"])}
    titles = {
        patent_id: label.title for patent_id, label in patent_queries.labels(session, ids).items()
    }
    return tuple(
        ShiftView(
            shift["label"],
            shift["weight"],
            shift["moved"],
            tuple(titles.get(i, f"专利 {i}") for i in shift["leaves"]),
            tuple(titles.get(i, f"专利 {i}") for i in shift["enters"]),
        )
        for shift in shifts
    )

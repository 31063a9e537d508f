"""What two versions of a list differ in, and why."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from sqlmodel import Session

from matchmaker.events.hand_work import PairKey, moved
from matchmaker.matching.algorithms import ALGORITHMS
from matchmaker.services.list_types import EntryView, ListView
from matchmaker.services.list_view import view_list
from models.event import Event
from models.queries import candidate_lists as list_queries

# Scores are shown to four places.
SHOWN_CHANGE = 0.00005
REASONS = 3
_LABELS = {
    feature.slug: feature.label
    for algorithm in ALGORITHMS.values()
    for feature in algorithm.features
}


@dataclass(frozen=True)
class Change:
    """A line of both versions, as it is now; before: as it was; why: what moved its score."""

    before: EntryView
    after: EntryView
    why: str = ""


@dataclass(frozen=True)
class Difference:
    """From one version to another: came in, went out (with why), moved, and scores that changed.

    moved: the fewest lines whose places explain the new order, and those that changed sheets.
    """

    old: int
    new: int
    came: tuple[EntryView, ...]
    went: tuple[tuple[EntryView, str], ...]
    moved: tuple[Change, ...]
    scored: tuple[Change, ...]


def compare_versions(
    session: Session,
    event: Event,
    old: int | None = None,
    new: int | None = None,
    seen: Callable[[ListView], ListView] = lambda view: view,
) -> Difference:
    """Return what differs; new: None for the newest version, old: None for the one before it.

    seen: takes from either version what a reader may not see. Raises NotFound for a version that
    there is not.
    """
    after = list_queries.get_version(session, event, new)
    old = after.version - 1 if old is None else old
    return compare_with(session, event, old, seen(view_list(session, event, after)), seen)


def compare_with(
    session: Session,
    event: Event,
    old: int,
    after: ListView,
    seen: Callable[[ListView], ListView] = lambda view: view,
) -> Difference:
    """Return what differs from a version to a list that is viewed already; see compare_versions."""
    before = list_queries.get_version(session, event, old)
    why: dict[PairKey, str] = {}
    for version in list_queries.list_versions(session, event):
        if before.version < version.version <= after.version:
            why.update({(demand, patent): text for demand, patent, text in version.gone})
    return compare(seen(view_list(session, event, before)), after, why)


def compare(before: ListView, after: ListView, why: Mapping[PairKey, str]) -> Difference:
    """Return what differs between two views; why: pair → why it left on the way."""
    was = {entry.key: entry for entry in before.entries}
    now = {entry.key: entry for entry in after.entries}
    both = [
        Change(was[key], entry, _why(was[key], entry)) for key, entry in now.items() if key in was
    ]
    shifted = _moved(before, after)
    return Difference(
        before.version,
        after.version,
        came=tuple(entry for key, entry in now.items() if key not in was),
        went=tuple(
            (entry, why.get(key, "人工移出")) for key, entry in was.items() if key not in now
        ),
        moved=tuple(change for change in both if change.after.key in shifted),
        scored=tuple(
            change
            for change in both
            if abs(change.after.score - change.before.score) >= SHOWN_CHANGE
        ),
    )


def _moved(before: ListView, after: ListView) -> set[PairKey]:
    """Return the pairs whose order within their sheet changed, or whose sheet did."""
    old, new = _sheets(before), _sheets(after)
    found = set()
    for industry, keys in new.items():
        found |= moved(old.get(industry, []), keys)
    sheet_of = {entry.key: entry.industry for entry in before.entries}
    return found | {
        entry.key
        for entry in after.entries
        if entry.key in sheet_of and sheet_of[entry.key] != entry.industry
    }


def _sheets(view: ListView) -> dict[str, list[PairKey]]:
    sheets: dict[str, list[PairKey]] = defaultdict(list)
    for entry in view.entries:
        sheets[entry.industry].append(entry.key)
    return sheets


def _why(before: EntryView, after: EntryView) -> str:
    """Return which features changed the score, the largest change first, in Chinese."""
    changes: dict[str, float] = defaultdict(float)
    for sign, entry in ((-1.0, before), (1.0, after)):
        for row in entry.rows:
            changes[row.feature] += sign * row.share
    largest = sorted(changes.items(), key=lambda change: (-abs(change[1]), change[0]))
    return "，".join(
        f"{_LABELS.get(feature, feature)} {change:+.4f}"
        for feature, change in largest[:REASONS]
        if abs(change) >= SHOWN_CHANGE
    )


@dataclass(frozen=True)
class DifferenceLine:
    """A change as a row of a table, in Chinese."""

    change: str
    industry: str
    demand: str
    patent: str
    before: str
    after: str
    why: str


LINE_FIELDS = tuple(field.name for field in fields(DifferenceLine))


def lines_of(found: Difference) -> list[DifferenceLine]:
    """Return a line for every change: what came, went, moved, and whose score changed."""
    return [
        *(_line("新进", entry, after=_score(entry), why=entry.reason) for entry in found.came),
        *(_line("退出", entry, before=_score(entry), why=why) for entry, why in found.went),
        *(
            _line("移位", move.after, before=_place(move.before), after=_place(move.after))
            for move in found.moved
        ),
        *(
            _line(
                "得分",
                change.after,
                before=_score(change.before),
                after=_score(change.after),
                why=change.why,
            )
            for change in found.scored
        ),
    ]


def _score(entry: EntryView) -> str:
    return f"{entry.score:.4f}"


def _place(entry: EntryView) -> str:
    return f"{entry.industry} {entry.place}"


def _line(
    change: str, entry: EntryView, *, before: str = "", after: str = "", why: str = ""
) -> DifferenceLine:
    demand = f"{entry.demand_number} {entry.demand_title}"
    patent = f"{entry.application_number} {entry.patent_title}"
    return DifferenceLine(change, entry.industry, demand, patent, before, after, why)

"""A candidate list as somebody may see it who does not print it for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.secrecy import Sight
from matchmaker.access.viewer import Viewer
from matchmaker.matching.explain import reason_text
from matchmaker.services.kin import load_kin
from matchmaker.services.list_types import EntryView, ListView
from matchmaker.services.list_view import industry_order, view_part
from matchmaker.services.release import WITHHELD, shown_rows
from matchmaker.services.visible_demands import load_sights, seer_of
from models.candidate_list import CandidateList
from models.errors import NotFound
from models.event import Event
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries
from models.queries import list_actions as action_queries
from models.queries import list_pages as list_page_queries
from models.queries.list_pages import EntryFilter


def shown_list(session: Session, viewer: Viewer, view: ListView) -> ListView:
    """Return the list with what the viewer may see of its demands as they are released today.

    Entries on demands of which they may not know are left out, also of a locked list. Whoever
    does not organise sees no notices, notes, hand work or counts of what was held back either: they
    tell of other parties.
    """
    sights = load_sights(session, viewer, [entry.demand_id for entry in view.entries])
    entries = [
        _shown(entry, sights[entry.demand_id], viewer)
        for entry in view.entries
        if entry.demand_id in sights
    ]
    if viewer.is_organiser:
        return replace(view, entries=tuple(entries))
    return replace(view, entries=tuple(entries), notices=(), gates={})


def known_acted(session: Session, viewer: Viewer, event: Event) -> dict[int, Sight]:
    """Return those of the demands on whose pairs somebody acted of which the viewer may know."""
    return load_sights(session, viewer, sorted(action_queries.acted_demands(session, event)))


def own_filter(
    session: Session, viewer: Viewer, version: CandidateList, industry_slug: str | None = None
) -> EntryFilter:
    """Return the filter for the entries of a version that the viewer may see.

    For whoever reaches no further than their organisations those that concern these.
    """
    own = viewer.reach(Permission.LIST_READ) is Reach.OWN
    seer = seer_of(viewer, load_kin(session))
    return EntryFilter(version.id or 0, seer, industry_slug, viewer.organisations if own else None)


@dataclass(frozen=True)
class PageOfList:
    """A list with a page of its entries; ended: what the next page comes after, None at the end."""

    view: ListView
    ended: tuple[int, ...] | None


def page_list(
    session: Session,
    viewer: Viewer,
    version: CandidateList,
    wanted: EntryFilter,
    after: Sequence[int] | None,
    limit: int,
) -> PageOfList:
    """Return a list with a page of the entries that the viewer may see; raise NotFound.

    after: as PageOfList.ended has it. Members of an organisation see of an entry what is printed,
    not what its score is made of, which tells of the other side.
    """
    order = industry_order(session)
    event = event_queries.get_by_id(session, version.event_id)
    found = list_page_queries.page_entries(session, wanted, order, after, limit)
    shown, more = found[:limit], len(found) > limit
    view = shown_list(session, viewer, view_part(session, event, version, shown))
    if wanted.parties is not None:
        view = replace(view, entries=tuple(replace(entry, rows=()) for entry in view.entries))
    last = shown[-1][0] if more else None
    ended = (order[last.industry_slug], last.position, last.id or 0) if last else None
    return PageOfList(view, ended)


def seen_versions(session: Session, viewer: Viewer, event: Event) -> list[CandidateList]:
    """Return the versions that the viewer may see: members of an organisation the locked ones."""
    if viewer.reach(Permission.LIST_READ) is Reach.OWN:
        return list_page_queries.locked_versions(session, event)
    return list_queries.list_versions(session, event)


def seen_version(
    session: Session, viewer: Viewer, event: Event, number: int | None
) -> CandidateList:
    """Return a version that the viewer may see, the newest where none is named; raise NotFound."""
    seen = seen_versions(session, viewer, event)
    found = [one for one in seen if number in (None, one.version)]
    if not found:
        which = "" if number is None else f"第 {number} 版"
        raise NotFound(f"活动 {event.slug} 没有{which}名单，或尚未锁定。请稍后再看")
    return found[-1]


def count_seen(session: Session, viewer: Viewer, version: CandidateList) -> int:
    """Return how many entries of a version the viewer may see."""
    return list_page_queries.count_entries(session, own_filter(session, viewer, version))


def _shown(entry: EntryView, sight: Sight, viewer: Viewer) -> EntryView:
    if not viewer.is_organiser:
        entry = replace(entry, note="", hand="")
    if sight is Sight.FULL:
        return entry
    rows = shown_rows(sight, entry.rows)
    return replace(entry, demand_title=WITHHELD, rows=rows, reason=reason_text(rows))

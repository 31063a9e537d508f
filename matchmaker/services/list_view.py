"""A stored candidate list with everything that a reader of it wants to see."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlmodel import Session

from matchmaker.events.selection_types import Method
from matchmaker.industry.taxonomy import load_areas
from matchmaker.matching.gates import Gate
from matchmaker.matching.types import ExplanationRow
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_frozen import thaw_entry, thaw_event
from matchmaker.services.list_rules import rules_text
from matchmaker.services.list_types import EntryView, EventFacts, ListView
from matchmaker.services.release import released_notices, released_reason, released_title
from models.candidate_list import CandidateEntry, CandidateList
from models.demand import Demand
from models.errors import NotFound
from models.event import Event
from models.matching import Match, MatchRun
from models.organisation import Organisation
from models.patent import Patent
from models.queries import candidate_lists as list_queries
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.queries.candidate_lists import ReasonRow
from models.values.money import Money
from models.values.region import find_region
from models.values.transfer_mode import TransferMode


def view_list(session: Session, event: Event, version: CandidateList) -> ListView:
    """Return a stored list for reading; industries in official order, places within them."""
    order = industry_order(session)
    stored = sorted(
        list_queries.list_entries(session, version),
        key=lambda pair: (order[pair[0].industry_slug], pair[0].position),
    )
    return view_part(session, event, version, stored)


def industry_order(session: Session) -> dict[str, int]:
    """Return industry → its place in official order."""
    return {slug: place for place, slug in enumerate(industries_in_force(session).names)}


def view_part(
    session: Session,
    event: Event,
    version: CandidateList,
    stored: Sequence[tuple[CandidateEntry, Match]],
) -> ListView:
    """Return a stored list with some of its entries only, in the order in which they are given."""
    run = session.get(MatchRun, version.run_id)
    if run is None:
        raise NotFound(f"名单 {event.slug} 第 {version.version} 版的匹配记录缺失")
    names = industries_in_force(session).names
    entries = _entries(session, stored, names)
    said, notices = event_facts(event, names), tuple(version.notices)
    if version.locked_at is None:
        notices = released_notices(session, notices)
    else:
        said = thaw_event(version.frozen)
        entries = tuple(
            thaw_entry(view, entry.frozen) for view, (entry, _) in zip(entries, stored, strict=True)
        )
    return ListView(
        slug=event.slug,
        event_name=said.name,
        kind=said.kind,
        held_on=said.held_on,
        place=said.place,
        scope=said.scope,
        campaign=said.campaign,
        version=version.version,
        status=version.status.label,
        as_of=version.as_of,
        created_at=version.created_at,
        locked_at=version.locked_at,
        algorithm=run.algorithm,
        method=Method(version.settings.get("method", Method.GREEDY)).label,
        index_version=run.index_version,
        caps=rules_text(version.settings, names),
        demand_count=run.demand_count,
        patent_count=run.patent_count,
        gates={Gate(name).label: count for name, count in run.gate_counts.items()},
        notices=notices,
        entries=entries,
    )


def _entries(
    session: Session, stored: Sequence[tuple[CandidateEntry, Match]], names: Mapping[str, str]
) -> tuple[EntryView, ...]:
    matches = [match for _, match in stored]
    reasons = list_queries.list_reasons(session, [match.id or 0 for match in matches])
    patents = patent_queries.by_ids(session, [match.patent_id for match in matches])
    demands = demand_queries.by_ids(session, [match.demand_id for match in matches])
    owner_ids = patent_queries.owner_ids(session, sorted(patents))
    wanted = {owner for owners in owner_ids.values() for owner in owners}
    wanted |= {demand.organisation_id for demand in demands.values()}
    organisations = organisation_queries.by_ids(session, wanted)
    return tuple(
        _entry(
            entry,
            match,
            names[entry.industry_slug],
            (demands[match.demand_id], organisations[demands[match.demand_id].organisation_id]),
            (
                patents[match.patent_id],
                [organisations[i].name for i in owner_ids.get(match.patent_id, ())],
            ),
            reasons[match.id or 0],
        )
        for entry, match in stored
    )


def _entry(
    entry: CandidateEntry,
    match: Match,
    industry: str,
    asked: tuple[Demand, Organisation],
    offered: tuple[Patent, list[str]],
    reasons: Sequence[ReasonRow],
) -> EntryView:
    demand, enterprise = asked
    patent, owners = offered
    rows = tuple(ExplanationRow(*reason) for reason in reasons)
    return EntryView(
        demand_id=match.demand_id,
        patent_id=match.patent_id,
        place=entry.position,
        industry=industry,
        demand_number=demand.display_number,
        demand_title=released_title(demand),
        enterprise=enterprise.name,
        enterprise_city=_city(demand.city_code or enterprise.city_code),
        application_number=patent.display_number,
        patent_title=patent.title,
        owner="、".join(owners),
        legal_state=patent.legal_state.label,
        expiry_date=patent.expiry_date,
        maturity=patent.maturity_text,
        transfer_modes="、".join(TransferMode(mode).label for mode in patent.transfer_modes),
        price=_price(patent),
        score=match.score,
        reason=released_reason(demand, rows),
        note=entry.note,
        hand=_hand(entry),
        rows=rows,
    )


def _hand(entry: CandidateEntry) -> str:
    deeds = ((entry.added, "手工加入"), (entry.pinned, "固定"), (entry.placed, "定位"))
    return "、".join(label for done, label in deeds if done)


def _price(patent: Patent) -> str:
    low, high = patent.price_low_cny, patent.price_high_cny
    if low is None and high is None:
        return "面议" if patent.price_negotiable else ""
    return Money(
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
        patent.price_negotiable,
    ).display


def _city(code: str | None) -> str:
    region = find_region(code) if code else None
    return region.short_name if region else "未知"


def event_facts(event: Event, industries: Mapping[str, str]) -> EventFacts:
    """Return what a list says of an event as it is now; industries: slug → name."""
    return EventFacts(
        name=event.name,
        kind=event.kind.label,
        held_on=event.held_on,
        place=_city(event.city_code) + (f"　{event.venue}" if event.venue else ""),
        scope=_scope(event, industries),
        campaign=event.campaign,
    )


def _scope(event: Event, names: Mapping[str, str]) -> str:
    area = next((a.name for a in load_areas() if a.slug == event.area_slug), "")
    if not area:
        area = "全省" if event.kind.value == "provincial_docking" else _city(event.city_code)
    fields = "、".join(names[slug] for slug in event.industries)
    return f"{area}，{fields}" if fields else f"{area}，全部产业"

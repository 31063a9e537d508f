"""Events from a campaign file (TOML) or from a command."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session

from ingest.errors import SourceError
from matchmaker.errors import BadConfiguration
from matchmaker.industry.chains import load_chains
from matchmaker.industry.taxonomy import Taxonomy, load_areas
from matchmaker.services.audit import append
from matchmaker.services.chain_notices import notices_of
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.enums import EventKind
from models.errors import InvalidValue
from models.event import LARGEST_FIRMS, Event
from models.queries import events as event_queries
from models.values.region import get_city

REQUIRED = ("slug", "name", "kind", "date", "city")
OPTIONAL = (
    "area",
    "industries",
    "format",
    "venue",
    "chain",
    "per_demand",
    "per_patent",
    "institution_share",
    "per_enterprise",
    "per_city",
    "total",
    "repeats",
    "most_firms",
    "quotas",
)
# What its lists have to keep, which nobody changes without a trace.
RULES = OPTIONAL[OPTIONAL.index("chain") :]
# The least that a rule may say; total may also be left out.
_LEAST = {
    "per_demand": 1,
    "per_patent": 1,
    "per_enterprise": 0,
    "per_city": 0,
    "total": 1,
    "most_firms": 1,
}


@dataclass(frozen=True)
class CampaignReport:
    """How many events a file brought; notices: what is unusual of them."""

    new: int
    changed: int
    unchanged: int
    notices: tuple[str, ...]


def load_campaign(session: Session, path: Path, author: Author) -> CampaignReport:
    """Add or update the events of a campaign file; events that it lacks are left alone."""
    data = _read(path)
    campaign = str(data.get("name", path.stem))
    events = [
        _checked(session, (path, number), entry, campaign)
        for number, entry in enumerate(data.get("event", []), start=1)
    ]
    if not events:
        raise SourceError(path.name, "没有 [[event]] 条目", "请按 docs/lists.md 的样例写明各场活动")
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for outcome in save_events(session, events, author):
        counts[outcome] += 1
    told = notices_of(session, events)
    notices = [f"{event.slug}：{text}" for event in events for text in told[event.slug]]
    return CampaignReport(**counts, notices=tuple(notices))


def save_events(session: Session, events: Iterable[Event], author: Author) -> list[str]:
    """Add events or bring them up to date; say of each whether it is new, changed or unchanged.

    Changed rules of an event that there was before go into the audit log, after all events are
    saved, since nobody else can write there from then on.
    """
    outcomes, changes = [], []
    for event in events:
        stored = event_queries.find_event(session, event.slug)
        before = {} if stored is None else stored.model_dump(include=set(RULES))
        outcomes.append(event_queries.save_event(session, event))
        changed = {
            name: [_exact(before[name]), _exact(getattr(event, name))]
            for name in RULES
            if name in before and before[name] != getattr(event, name)
        }
        if changed:
            changes.append((event.slug, changed))
    for slug, changed in changes:
        append(session, AuditKind.RULE_CHANGE, slug, changed, author)
    return outcomes


def change_event(
    session: Session, event: Event, changes: Mapping[str, Any], author: Author
) -> Event:
    """Give an event other values and return it; changes: entries of a campaign file.

    Raises InvalidValue or BadConfiguration for what is wrong, and for another slug.
    """
    if changes.get("slug", event.slug) != event.slug:
        raise InvalidValue(str(changes["slug"]), "活动的代号不能改", "请另建一场活动")
    taxonomy = industries_in_force(session)
    made = make_event(
        {**as_entry(event), **changes}, event.campaign, taxonomy, industries_of(event)
    )
    save_events(session, [made], author)
    return event_queries.get_event(session, event.slug)


def industries_of(event: Event) -> set[str]:
    """Return the industries that an event names, its quotas' among them."""
    return {*event.industries, *event.quotas}


def as_entry(event: Event) -> dict[str, Any]:
    """Return an event as an entry of a campaign file has it."""
    quotas = {
        slug: {"least": least} | ({} if most is None else {"most": most})
        for slug, (least, most) in event.quotas.items()
    }
    return {
        "slug": event.slug,
        "name": event.name,
        "kind": event.kind.value,
        "date": event.held_on,
        "city": event.city_code,
        "area": event.area_slug or "",
        "industries": list(event.industries),
        "quotas": quotas,
        **{name: getattr(event, name) for name in OPTIONAL[2:-1]},
    }


def _exact(value: Any) -> Any:
    """Return a value as the audit log takes it: a share as a text."""
    return str(value) if isinstance(value, float) else value


def make_event(
    entry: dict[str, Any], campaign: str, taxonomy: Taxonomy, kept: Collection[str] = ()
) -> Event:
    """Return the event of an entry; raise InvalidValue or BadConfiguration for what is wrong.

    kept: slugs of industries that it may name though they are retired.
    """
    unknown = sorted(set(entry) - {*REQUIRED, *OPTIONAL})
    if unknown:
        known = "、".join([*REQUIRED, *OPTIONAL])
        raise InvalidValue("、".join(unknown), "不认得的项", f"可用的项是：{known}")
    missing = [name for name in REQUIRED if not entry.get(name)]
    if missing:
        raise InvalidValue("、".join(missing), "缺少必需的项", "请补上")
    kinds = [kind.value for kind in EventKind]
    if entry["kind"] not in kinds:
        raise InvalidValue(str(entry["kind"]), "活动类型不认得", f"可选：{'、'.join(kinds)}")
    if type(entry["date"]) is not date:
        raise InvalidValue(str(entry["date"]), "日期应不加引号", "例如 date = 2024-06-18")
    areas = [area.slug for area in load_areas()]
    chain = str(entry.get("chain") or "")
    _check_chain(EventKind(entry["kind"]), chain)
    if entry.get("area") and entry["area"] not in areas:
        raise InvalidValue(entry["area"], "片区不认得", f"可选：{'、'.join(areas)}")
    event = Event(
        slug=str(entry["slug"]),
        name=str(entry["name"]),
        kind=EventKind(entry["kind"]),
        held_on=entry["date"],
        city_code=get_city(str(entry["city"])).code,
        area_slug=entry.get("area") or None,
        industries=[_slug(taxonomy, name, kept) for name in entry.get("industries", [])],
        campaign=campaign,
        quotas=_quotas(entry.get("quotas", {}), taxonomy, kept),
        **{name: entry[name] for name in OPTIONAL[2:-1] if name in entry and name != "chain"},
        chain=chain,
    )
    _check_rules(event)
    return event


def _quotas(given: Any, taxonomy: Taxonomy, kept: Collection[str]) -> dict[str, list[int | None]]:
    """Return industry → [least, most] of a table such as {"北斗" = {least = 2, most = 9}}."""
    if not isinstance(given, dict):
        raise InvalidValue(str(given), "quotas 应为表", _QUOTA_REMEDY)
    found: dict[str, list[int | None]] = {}
    for name, bounds in given.items():
        if not isinstance(bounds, dict) or not bounds or set(bounds) - {"least", "most"}:
            raise InvalidValue(f"{name} = {bounds}", "产业配额的写法不认得", _QUOTA_REMEDY)
        if any(type(number) is not int or number < 0 for number in bounds.values()):
            raise InvalidValue(f"{name} = {bounds}", "产业配额应为非负整数", _QUOTA_REMEDY)
        least, most = bounds.get("least", 0), bounds.get("most")
        if most is not None and most < least:
            raise InvalidValue(f"{name} = {bounds}", "至多少于至少", "请核对两个数")
        found[_slug(taxonomy, name, kept)] = [least, most]
    return found


def _slug(taxonomy: Taxonomy, name: str, kept: Collection[str]) -> str:
    """Return the industry of a name; raise BadConfiguration for none, InvalidValue if retired."""
    industry = taxonomy.find(name)
    if industry.retired and industry.slug not in kept:
        raise InvalidValue(name, "这个产业已停用", "请改选其他产业")
    return industry.slug


_QUOTA_REMEDY = '例如 quotas = {"北斗" = {least = 2, most = 9}}'


def _check_chain(kind: EventKind, chain: str) -> None:
    if not chain:
        return
    if kind is not EventKind.FINANCE_ROADSHOW:
        raise InvalidValue(chain, f"{kind.label}没有产业链", "请去掉产业链，或把类型改为投融资路演")
    known = {one.slug: one.name for one in load_chains().divided}
    if chain not in known:
        choice = "、".join(f"{slug}（{name}）" for slug, name in known.items())
        raise InvalidValue(chain, "没有这条产业链", f"可选：{choice}")


def _check_rules(event: Event) -> None:
    if type(event.repeats) is not bool:
        raise InvalidValue(str(event.repeats), "repeats 应为 true 或 false", "请改正")
    for name, least in _LEAST.items():
        value = getattr(event, name)
        if value is not None and (type(value) is not int or value < least):
            raise InvalidValue(str(value), f"{name} 应为不小于 {least} 的整数", "请改正")
    if event.most_firms > LARGEST_FIRMS:
        raise InvalidValue(
            str(event.most_firms), f"most_firms 应不大于 {LARGEST_FIRMS}", "请改小路演企业的家数"
        )
    if not 0.0 < event.institution_share <= 1.0:
        raise InvalidValue(
            str(event.institution_share), "institution_share 应大于 0、不超过 1", "例如 0.4"
        )


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise SourceError(str(path), "文件不存在", "请检查路径与文件名后重试")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(path.name, f"不是有效的 TOML（{error}）", "请核对该处的写法") from error


def _checked(
    session: Session, place: tuple[Path, int], entry: dict[str, Any], campaign: str
) -> Event:
    path, number = place
    stored = event_queries.find_event(session, str(entry.get("slug", "")))
    kept = set() if stored is None else industries_of(stored)
    try:
        return make_event(entry, campaign, industries_in_force(session), kept)
    except InvalidValue as error:
        reason = f"{error.reason}：“{error.value}”"
        raise SourceError(path.name, reason, error.remedy, f"第 {number} 场活动") from error
    except BadConfiguration as error:
        raise SourceError(path.name, str(error), "请改用其中之一", f"第 {number} 场活动") from error

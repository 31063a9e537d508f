"""How an event selects what is shown at it: weights and limits, set by people or by default."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.roadshow_criteria import Criterion
from matchmaker.events.roadshow_scoring import DEFAULT_WEIGHTS, Scheme, normalise_weights
from matchmaker.events.roadshow_selection import Limits
from models.enums import EventKind
from models.errors import InvalidValue
from models.event import Event
from models.roadshow import RoadshowSettings

ROADSHOWS = frozenset({EventKind.ROADSHOW, EventKind.FINANCE_ROADSHOW})
# A day of ten minutes each; what a hall bears of one institution; people who have read the patents
# weigh a third, what is counted two thirds. Conventions of this project, to be set per event.
DEFAULT_LIMITS = Limits(size=20, per_institution=3)
DEFAULT_BLEND = 0.35
LARGEST_SIZE = 200


@dataclass(frozen=True)
class Plan:
    """What counts how much, how many are chosen, and whether a person said so."""

    scheme: Scheme
    limits: Limits
    is_default: bool = False


@dataclass(frozen=True)
class PlanChanges:
    """What a person sets anew; None leaves a thing as it is.

    weights: those of the criteria that are named, in the proportion to the others in force, which
    are told as parts of one hundred.
    """

    weights: Mapping[Criterion, float]
    size: int | None = None
    per_institution: int | None = None
    blend: float | None = None


def require_roadshow(event: Event) -> None:
    """Raise BadQuery for an event of another kind."""
    if event.kind not in ROADSHOWS:
        raise BadQuery(f"活动 {event.slug} 是{event.kind.label}，不是路演。对接会请生成名单")


def get_plan(session: Session, event: Event) -> Plan:
    """Return the plan of an event, the default where none was set."""
    stored = session.get(RoadshowSettings, event.id)
    if stored is None:
        scheme = Scheme(normalise_weights(DEFAULT_WEIGHTS), DEFAULT_BLEND)
        return Plan(scheme, DEFAULT_LIMITS, is_default=True)
    weights = {Criterion(name): weight for name, weight in stored.weights.items()}
    return Plan(
        Scheme({criterion: weights.get(criterion, 0.0) for criterion in Criterion}, stored.blend),
        Limits(stored.size, stored.per_institution),
    )


def set_plan(session: Session, event: Event, changes: PlanChanges) -> Plan:
    """Store what a person changes and return the plan; raise InvalidValue for what cannot be."""
    require_roadshow(event)
    present = get_plan(session, event)
    weights = present.scheme.weights
    if changes.weights:
        told = {criterion: round(100 * weight, 6) for criterion, weight in weights.items()}
        weights = normalise_weights({**told, **changes.weights})
    blend = present.scheme.blend if changes.blend is None else changes.blend
    if not 0.0 <= blend <= 1.0:
        raise InvalidValue(str(blend), "评审占比应在 0 到 1 之间", "例如 0.35")
    limits = present.limits
    if changes.size is not None:
        limits = replace(limits, size=_count(changes.size, "入选件数"))
    if changes.per_institution is not None:
        limits = replace(limits, per_institution=_count(changes.per_institution, "单个单位的上限"))
    stored = session.get(RoadshowSettings, event.id) or RoadshowSettings(
        event_id=event.id or 0, size=0, per_institution=0, blend=0.0
    )
    stored.weights = {criterion.value: weight for criterion, weight in weights.items()}
    stored.size, stored.per_institution, stored.blend = limits.size, limits.per_institution, blend
    session.add(stored)
    session.flush()
    return Plan(Scheme(weights, blend), limits)


def parse_weights(texts: list[str]) -> dict[Criterion, float]:
    """Return the weights of words such as maturity=30 or 技术成熟度=30; raise InvalidValue."""
    known = {name: c for c in Criterion for name in (c.value, c.label)}
    weights: dict[Criterion, float] = {}
    for text in texts:
        name, mark, number = text.partition("=")
        criterion = known.get(name.strip())
        if not mark or criterion is None:
            choice = "、".join(f"{c.label}（{c.value}）" for c in Criterion)
            raise InvalidValue(text, "应写成 标准=权重", f"可用的标准：{choice}")
        try:
            weights[criterion] = float(number)
        except ValueError:
            raise InvalidValue(number.strip(), "权重不是数字", "例如 maturity=30") from None
    return weights


def _count(number: int, what: str) -> int:
    if not 1 <= number <= LARGEST_SIZE:
        raise InvalidValue(str(number), f"{what}应在 1 到 {LARGEST_SIZE} 之间", "请改为正整数")
    return number

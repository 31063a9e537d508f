"""The demands of a firm as its own people see them: their state, and what has been judged."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.services.demand_advice import Advice, advise
from matchmaker.services.kin import load_kin
from matchmaker.services.visible_demands import DemandTexts, DemandView, page_visible
from models.feedback_enums import Opinion
from models.queries import feedback as feedback_queries
from models.queries.visible import DemandFilter
from models.values.secrecy import Confidentiality

# Where only those who organise, or nobody, see it.
_UNSEEN = frozenset({Confidentiality.HIDDEN})


@dataclass(frozen=True)
class OwnDemand:
    """A demand in the list of its firm; judged: how many patents were given each opinion."""

    id: int
    number: str
    title: str
    level: str
    state: str
    deadline: date | None
    judged: Mapping[Opinion, int]
    advice: tuple[Advice, ...]

    @property
    def judged_in_all(self) -> int:
        """How many patents somebody has said something of."""
        return sum(self.judged.values())


def own_bodies(session: Session, viewer: Viewer) -> frozenset[int]:
    """Return every record of the viewer's organisations and of their parts."""
    return load_kin(session).down(viewer.organisations)


def page_own(
    session: Session, viewer: Viewer, after: int, limit: int, today: date
) -> list[OwnDemand]:
    """Return the own demands with an id after one, by id, one more than the limit if more are."""
    bodies = own_bodies(session, viewer)
    # A filter of no organisations would be one of all.
    if not bodies:
        return []
    found = page_visible(session, viewer, DemandFilter(organisation_ids=bodies), after, limit)
    counts = _judged(session, [view.id for view in found], bodies)
    return [_own(view, view.texts, counts, today) for view in found if view.texts is not None]


def cells_of(view: DemandView, texts: DemandTexts) -> dict[str, str]:
    """Return field → what a person would write into a form to get the same demand."""
    names = (
        "title",
        "problem",
        "target",
        "description",
        "key_technique",
        "basis",
        "industry_text",
        "budget",
        "cooperation_modes",
        "intended_partner",
    )
    return {
        **{name: getattr(texts, name) for name in names},
        "keywords": "；".join(texts.keywords),
        "deadline": texts.deadline.isoformat() if texts.deadline else "",
        "confidentiality": view.level.value,
    }


def _judged(
    session: Session, demand_ids: Collection[int], bodies: Collection[int]
) -> dict[int, Counter[Opinion]]:
    counts: dict[int, Counter[Opinion]] = {one: Counter() for one in demand_ids}
    for word in feedback_queries.newest_on(session, demand_ids, bodies):
        counts[word.demand_id][word.opinion] += 1
    return counts


def _own(
    view: DemandView, texts: DemandTexts, counts: Mapping[int, Counter[Opinion]], today: date
) -> OwnDemand:
    return OwnDemand(
        id=view.id,
        number=view.number,
        title=texts.title,
        level=view.level.label,
        state=_state(view.level, texts.deadline, today),
        deadline=texts.deadline,
        judged=dict(counts[view.id]),
        advice=(*_on_time(texts.deadline, today), *advise(cells_of(view, texts))),
    )


def _on_time(deadline: date | None, today: date) -> list[Advice]:
    if deadline is None or deadline >= today:
        return []
    return [Advice("deadline", "需求时限已过，不再列入对接名单：仍需要的请改期，或清空为长期有效")]


def _state(level: Confidentiality, deadline: date | None, today: date) -> str:
    if deadline is not None and deadline < today:
        return "已过时限"
    return "不对外" if level in _UNSEEN else "征集中"

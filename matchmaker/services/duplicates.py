"""The same thing listed twice: found after an import, linked, and shown once in lists.

A patent filed on one day as invention and as utility model (同日申请, Implementing Rules art. 47)
points from the utility model to the invention; a demand sent twice by one firm points from the
later record to the earlier one.
"""

from collections import defaultdict
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Select
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.demand import Demand
from models.enums import ImportKind
from models.patent import Patent, PatentOwner
from models.queries.bulk import update_rows
from models.values.patent_kind import PatentKind
from models.values.text import fold

# Likeness in per cent from which two titles, or two texts, say the same.
ALIKE_TITLES = 85.0
ALIKE_TEXTS = 85.0
# Words by which titles of an invention and of its utility model differ.
_CLAIMED = ("一种", "的", "及其", "方法", "装置", "设备", "系统", "结构", "工艺", "和", "与")


def link_duplicates(session: Session, kind: ImportKind) -> int:
    """Link the records of a kind that are listed twice; return how many were newly linked."""
    if kind is ImportKind.PATENTS:
        return _link_patents(session)
    return _link_demands(session) if kind is ImportKind.DEMANDS else 0


def _link_patents(session: Session) -> int:
    statement: Select[Any] = (
        select_columns(  # type: ignore[call-overload]
            col(Patent.id),
            Patent.kind,
            Patent.filing_date,
            Patent.title,
            PatentOwner.organisation_id,
        )
        .where(
            PatentOwner.patent_id == Patent.id,
            PatentOwner.position == 0,
            col(Patent.duplicate_of_id).is_(None),
            col(Patent.filing_date).is_not(None),
            col(Patent.kind) != PatentKind.DESIGN,
        )
        .order_by(col(Patent.id))
    )
    groups: dict[tuple[object, int], list[tuple[int, PatentKind, str]]] = defaultdict(list)
    for row_id, kind, filed, title, owner in session.execute(statement):
        groups[filed, owner].append((row_id or 0, kind, title))
    links = []
    for members in groups.values():
        inventions = [m for m in members if m[1] is PatentKind.INVENTION]
        models = [m for m in members if m[1] is PatentKind.UTILITY_MODEL]
        for model_id, _, title in models:
            twin = _most_alike(title, inventions)
            if twin:
                links.append((model_id, {"duplicate_of_id": twin}))
    update_rows(session, Patent, links)
    return len(links)


def _most_alike(title: str, inventions: list[tuple[int, PatentKind, str]]) -> int:
    scored = [(fuzz.ratio(_core(title), _core(other)), -row_id) for row_id, _, other in inventions]
    best, negative_id = max(scored, default=(0.0, 0))
    return -negative_id if best >= ALIKE_TITLES else 0


def _core(title: str) -> str:
    text = fold(title)
    for word in _CLAIMED:
        text = text.replace(word, "")
    return text


def _link_demands(session: Session) -> int:
    statement = select(Demand).where(col(Demand.duplicate_of_id).is_(None)).order_by(col(Demand.id))
    groups: dict[int, list[Demand]] = defaultdict(list)
    for demand in session.exec(statement):
        groups[demand.organisation_id].append(demand)
    links: dict[int, int] = {}
    for members in groups.values():
        for first, second in combinations(members, 2):
            if second.id not in links and first.id not in links and _same_demand(first, second):
                links[second.id or 0] = first.id or 0
    update_rows(session, Demand, [(d, {"duplicate_of_id": o}) for d, o in sorted(links.items())])
    return len(links)


def _same_demand(first: Demand, second: Demand) -> bool:
    titles = fuzz.ratio(fold(first.title), fold(second.title))
    return titles >= ALIKE_TITLES and fuzz.ratio(_text(first), _text(second)) >= ALIKE_TEXTS


def _text(demand: Demand) -> str:
    parts = (demand.description, demand.problem, demand.key_technique, demand.target)
    return fold("".join(parts)) or fold(demand.title)

"""The stock of one's own organisations: filtered, counted, and what its records leave unsaid."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func
from sqlmodel import Session, col, select

from models.listing import ListingProposal
from models.listing_enums import OPEN_STATES, ListingState
from models.patent import Patent, PatentOwner
from models.queries.bulk import KEYS_PER_QUERY
from models.queries.patent_search import PatentFilter, filter_conditions, is_offered

# After every day on which a listing can end, and more than any price.
_NEVER = date(9999, 12, 31)
_DEAREST = 2**62


class Gap(StrEnum):
    """What a record does not say, though rankings read it."""

    ABSTRACT = "abstract"
    CLASSIFICATION = "classification_main"
    MODES = "transfer_modes"
    PRICE = "price"
    MATURITY = "maturity"

    @property
    def label(self) -> str:
        """The name of the field in Chinese."""
        return _GAPS[self][0]

    @property
    def cost(self) -> str:
        """What is lost without it, in Chinese."""
        return _GAPS[self][1]


_GAPS = {
    Gap.ABSTRACT: ("摘要", "只能按名称与需求比对，容易漏配"),
    Gap.CLASSIFICATION: ("主分类号", "不能按技术领域与需求比对"),
    Gap.MODES: ("转化方式", "不知道能否满足企业想要的合作方式"),
    Gap.PRICE: ("价格", "不能与企业的预算比较"),
    Gap.MATURITY: ("技术成熟度", "在要成熟技术的需求里排得靠后"),
}
_IS_MISSING: Mapping[Gap, Callable[[], ColumnElement[bool]]] = {
    Gap.ABSTRACT: lambda: col(Patent.abstract) == "",
    Gap.CLASSIFICATION: lambda: col(Patent.classification_main) == "",
    Gap.MODES: lambda: cast(col(Patent.transfer_modes), String) == "[]",
    Gap.PRICE: lambda: and_(
        col(Patent.price_low_cny).is_(None),
        col(Patent.price_high_cny).is_(None),
        col(Patent.price_negotiable).is_(False),
    ),
    Gap.MATURITY: lambda: col(Patent.maturity_trl).is_(None),
}

ORDERS: Mapping[str, tuple[str, Callable[[], Sequence[ColumnElement[Any]]]]] = {
    "-id": ("最近入库在前", lambda: (col(Patent.id).desc(),)),
    "title": ("名称", lambda: (col(Patent.title).asc(), col(Patent.id).asc())),
    "number": ("申请号", lambda: (col(Patent.application_number).asc(),)),
    "listed_until": (
        "挂牌到期日",
        lambda: (func.coalesce(Patent.listed_until, _NEVER).asc(), col(Patent.id).asc()),
    ),
    "price": (
        "价格从低到高",
        lambda: (func.coalesce(Patent.price_low_cny, _DEAREST).asc(), col(Patent.id).asc()),
    ),
    "-maturity": (
        "成熟度从高到低",
        lambda: (func.coalesce(Patent.maturity_trl, 0).desc(), col(Patent.id).asc()),
    ),
}
FIRST_ORDER = "-id"


@dataclass(frozen=True)
class OwnFilter:
    """Which patents of the organisations; gap: those that leave this unsaid.

    is_offered: those on offer on the day, or those that are not; None for either.
    """

    organisations: frozenset[int]
    day: date
    patents: PatentFilter
    gap: Gap | None = None
    is_offered: bool | None = None


@dataclass(frozen=True)
class StockCounts:
    """How many patents there are, are on offer, end soon, have ended, and leave what unsaid."""

    patents: int
    offered: int
    ending: int
    ended: int
    gaps: Mapping[Gap, int]


def find_own(session: Session, wanted: OwnFilter, sort: str, first: int, most: int) -> list[Patent]:
    """Return patents in one of ORDERS; first: how many are passed over, most: how many at most."""
    _, order = ORDERS[sort]
    statement = select(Patent).where(*_conditions(wanted)).order_by(*order())
    return list(session.exec(statement.offset(first).limit(most)))


def count_own(session: Session, wanted: OwnFilter) -> int:
    """Return how many find_own would return in all."""
    statement = select(func.count(col(Patent.id))).where(*_conditions(wanted))
    return session.exec(statement).one()


def count_stock(
    session: Session, organisations: frozenset[int], day: date, soon: date
) -> StockCounts:
    """Return the counts of the whole stock at once; soon: the last day that is soon."""
    until, consents = col(Patent.listed_until), col(Patent.owner_consents).is_(True)
    ending = and_(consents, until >= day, until <= soon)
    ended = and_(consents, until < day)
    counted = [is_offered(day), ending, ended, *(_IS_MISSING[gap]() for gap in Gap)]
    sums = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in counted]
    statement = select(func.count(col(Patent.id)), *sums).where(_is_owned(organisations))
    row = list(session.execute(statement).one())
    patents, offered, ends_soon, has_ended, *gaps = map(int, row)
    return StockCounts(patents, offered, ends_soon, has_ended, dict(zip(Gap, gaps, strict=True)))


def gaps_of(patent: Patent) -> list[Gap]:
    """Return what the record of a patent leaves unsaid."""
    unpriced = patent.price_low_cny is None and patent.price_high_cny is None
    missing = {
        Gap.ABSTRACT: not patent.abstract,
        Gap.CLASSIFICATION: not patent.classification_main,
        Gap.MODES: not patent.transfer_modes,
        Gap.PRICE: unpriced and not patent.price_negotiable,
        Gap.MATURITY: patent.maturity_trl is None,
    }
    return [gap for gap in Gap if missing[gap]]


def open_states(session: Session, patent_ids: Sequence[int]) -> dict[int, ListingState]:
    """Return patent → for which review its newest open proposal waits, where there is one."""
    found: dict[int, ListingState] = {}
    for start in range(0, len(patent_ids), KEYS_PER_QUERY):
        statement = (
            select(ListingProposal.patent_id, ListingProposal.state)
            .where(
                col(ListingProposal.patent_id).in_(patent_ids[start : start + KEYS_PER_QUERY]),
                col(ListingProposal.state).in_(OPEN_STATES),
            )
            .order_by(col(ListingProposal.id))
        )
        for patent_id, state in session.exec(statement):
            found[patent_id] = ListingState(state)
    return found


def _conditions(wanted: OwnFilter) -> list[ColumnElement[bool]]:
    conditions = [_is_owned(wanted.organisations), *filter_conditions(wanted.patents)]
    if wanted.gap is not None:
        conditions.append(_IS_MISSING[wanted.gap]())
    if wanted.is_offered is not None:
        offered = is_offered(wanted.day)
        conditions.append(offered if wanted.is_offered else ~offered)
    return conditions


def _is_owned(organisations: frozenset[int]) -> ColumnElement[bool]:
    owned = select(PatentOwner.patent_id).where(
        col(PatentOwner.organisation_id).in_(sorted(organisations))
    )
    return col(Patent.id).in_(owned)

"""What stands behind a figure: its records by name and address."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from matchmaker.ledger.contribution import Contribution
from matchmaker.services.city_names import city_name
from models.city_request import CityRequest
from models.course import Course
from models.event import Event
from models.ledger import Activity, Deal
from models.model_case import ModelCase
from models.open_licence import OpenLicence, OpenLicenceUse
from models.organisation import Organisation
from models.patent import Patent
from models.product import Product
from models.queries.bulk import KEYS_PER_QUERY
from models.values.indicator import Indicator, by_slug
from models.white_list import WhiteListBatch, WhiteListEntry

# Id → name and address.
Named = Iterator[tuple[int, tuple[str, str]]]


@dataclass(frozen=True)
class SourceRow:
    """What a record adds to a figure, in the figure's unit; path: the page of the record."""

    indicator: Indicator
    city: str
    day: date
    value: int
    kind: str
    name: str
    path: str


def source_rows(session: Session, parts: Iterable[Contribution]) -> list[SourceRow]:
    """Return the records of some contributions, in their order."""
    wanted = list(parts)
    names = _names(session, wanted)
    known = by_slug()
    return [
        SourceRow(
            known[part.indicator],
            city_name(part.city_code),
            part.day,
            part.value,
            _KINDS[part.record[0]],
            *names[part.record],
        )
        for part in wanted
    ]


_KINDS = {
    "activity": "台账活动",
    "course": "培训课程",
    "event": "对接与路演活动",
    "deal": "合同",
    "open_licence": "开放许可声明",
    "open_use": "开放许可实施",
    "product": "专利产品",
    "white_list": "白名单企业",
    "case": "典型案例",
    "request": "市州诉求",
}


def _names(
    session: Session, parts: Iterable[Contribution]
) -> dict[tuple[str, int], tuple[str, str]]:
    """Return record → its name and address."""
    ids: dict[str, set[int]] = defaultdict(set)
    for part in parts:
        ids[part.record[0]].add(part.record[1])
    return {
        (kind, known): told
        for kind, name in _NAMERS.items()
        for some in _chunks(ids[kind])
        for known, told in name(session, some)
    }


def _activities(session: Session, ids: list[int]) -> Named:
    for one in session.exec(select(Activity).where(col(Activity.id).in_(ids))):
        yield one.id or 0, (one.title, f"/office/ledger/activities/{one.id}")


def _events(session: Session, ids: list[int]) -> Named:
    for one in session.exec(select(Event).where(col(Event.id).in_(ids))):
        yield one.id or 0, (one.name, f"/office/events/{one.slug}")


def _deals(session: Session, ids: list[int]) -> Named:
    for one in session.exec(select(Deal).where(col(Deal.id).in_(ids))):
        name = f"{one.giver_name} → {one.taker_name}（{one.kind.label}）"
        yield one.id or 0, (name, f"/office/ledger/deals/{one.id}")


def _courses(session: Session, ids: list[int]) -> Named:
    for one in session.exec(select(Course).where(col(Course.id).in_(ids))):
        yield one.id or 0, (one.title, f"/office/courses/{one.id}")


def _cases(session: Session, ids: list[int]) -> Named:
    for one in session.exec(select(ModelCase).where(col(ModelCase.id).in_(ids))):
        yield one.id or 0, (one.title, f"/office/ledger/cases/{one.id}")


def _requests(session: Session, ids: list[int]) -> Named:
    for one in session.exec(select(CityRequest).where(col(CityRequest.id).in_(ids))):
        yield one.id or 0, (one.subject, f"/office/requests/{one.id}")


def _declarations(session: Session, ids: list[int]) -> Named:
    statement = select(OpenLicence, Patent).where(
        col(OpenLicence.id).in_(ids), col(Patent.id) == col(OpenLicence.patent_id)
    )
    for licence, patent in session.exec(statement):
        yield licence.id or 0, (patent.title, f"/patents/{patent.display_number}")


def _uses(session: Session, ids: list[int]) -> Named:
    statement = select(OpenLicenceUse, Patent).where(
        col(OpenLicenceUse.id).in_(ids),
        col(OpenLicence.id) == col(OpenLicenceUse.open_licence_id),
        col(Patent.id) == col(OpenLicence.patent_id),
    )
    for use, patent in session.exec(statement):
        name = f"{patent.title} → {use.licensee}"
        yield use.id or 0, (name, f"/patents/{patent.display_number}")


def _products(session: Session, ids: list[int]) -> Named:
    statement = select(Product, Organisation).where(
        col(Product.id).in_(ids), col(Organisation.id) == col(Product.organisation_id)
    )
    for product, firm in session.exec(statement):
        name = f"{firm.name}：{product.name}（{product.year} 年）"
        yield product.id or 0, (name, f"/office/products/{product.id}")


def _listed_firms(session: Session, ids: list[int]) -> Named:
    statement = select(WhiteListEntry, WhiteListBatch).where(
        col(WhiteListEntry.id).in_(ids), col(WhiteListBatch.id) == col(WhiteListEntry.batch_id)
    )
    for entry, batch in session.exec(statement):
        yield (
            entry.id or 0,
            (f"{entry.firm_name}（{batch.title}）", f"/office/white-list/{entry.id}"),
        )


_NAMERS: dict[str, Callable[[Session, list[int]], Named]] = {
    "activity": _activities,
    "course": _courses,
    "event": _events,
    "deal": _deals,
    "open_licence": _declarations,
    "open_use": _uses,
    "product": _products,
    "white_list": _listed_firms,
    "case": _cases,
    "request": _requests,
}


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (
        ordered[start : start + KEYS_PER_QUERY] for start in range(0, len(ordered), KEYS_PER_QUERY)
    )

"""Demands as rows for another platform: what their level lets be told outside, and no more.

A public demand is told whole, without its contact. Of a restricted one (限定) that is told which is
printed on every list: number, title, firm and place. Of one that is meant for named parties (定向),
or hidden (不公开), nothing leaves the service, not even that it is there.
"""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.exchange.fields import FIELDS, Amount, Given, Row, SheetKind
from matchmaker.services.exchange.request import SheetRequest, bodies
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.kin import load_kin
from matchmaker.services.visible_demands import seer_of
from models.demand import Demand
from models.enums import RecordKind
from models.queries import industries as industry_queries
from models.queries import organisations as organisation_queries
from models.queries import visible as visible_queries
from models.queries.visible import DemandFilter, SeenRow
from models.values.region import find_region
from models.values.secrecy import Confidentiality
from models.values.transfer_mode import TransferMode

ROWS_AT_ONCE = 500
# What is printed of a restricted demand.
RELEASED = frozenset(
    {"demand_number", "title", "organisation", "uscc", "city", "district", "confidentiality"}
)
_AS_THEY_STAND = (
    "title",
    "district",
    "industry_text",
    "technical_field",
    "description",
    "problem",
    "key_technique",
    "target",
    "basis",
    "intended_partner",
    "deadline",
)


class ReleasedDemands:
    """The demands of a request that are open on a day; left_out: how many their level keeps back.

    total: None, since only reading tells.
    """

    total = None

    def __init__(
        self, session: Session, viewer: Viewer, request: SheetRequest, today: date
    ) -> None:
        self._session = session
        self._seer = seer_of(viewer, load_kin(session))
        self._wanted = DemandFilter(
            city_code=request.city_code,
            industry_slug=request.industry,
            organisation_ids=bodies(session, request.organisation_id) or frozenset(),
            open_on=today,
        )
        self._industries = industries_in_force(session).names
        self.left_out = 0

    def rows(self) -> Iterator[Row]:
        """Yield the rows by the ids of the demands."""
        after = 0
        while True:
            found = visible_queries.page_rows(
                self._session, self._seer, self._wanted, after, ROWS_AT_ONCE
            )
            if not found:
                return
            after = found[-1][0].id or 0
            yield from self._page(found)
            self._session.expunge_all()

    def _page(self, found: list[SeenRow]) -> Iterator[Row]:
        ids = [demand.id or 0 for demand, *_ in found]
        tags = industry_queries.stored_tags(self._session, RecordKind.DEMAND, ids)
        firms = organisation_queries.by_ids(
            self._session, {demand.organisation_id for demand, *_ in found}
        )
        for demand, firm, city_code, _seen in found:
            if demand.duplicate_of_id is not None:
                continue
            if demand.confidentiality.is_unlisted:
                self.left_out += 1
                continue
            of_demand = tags.get(demand.id or 0, {})
            yield _released(
                demand.confidentiality,
                {
                    **_texts(demand),
                    "organisation": firm,
                    "uscc": firms[demand.organisation_id].uscc or "",
                    "city": _city(city_code),
                    "industries": tuple(
                        name for slug, name in self._industries.items() if slug in of_demand
                    ),
                },
            )


def _texts(demand: Demand) -> dict[str, Given]:
    return {
        **{name: getattr(demand, name) for name in _AS_THEY_STAND},
        # What the firm calls it: our own id would be taken for a number when it is read back.
        "demand_number": demand.demand_number,
        "confidentiality": demand.confidentiality.label,
        "keywords": tuple(demand.keywords),
        "budget": Amount(demand.budget_low_cny, demand.budget_high_cny, demand.budget_negotiable),
        "cooperation_modes": tuple(TransferMode(mode).label for mode in demand.cooperation_modes),
    }


def _released(level: Confidentiality, row: dict[str, Given]) -> Row:
    if level is Confidentiality.PUBLIC:
        return row
    return {
        field.name: row[field.name] if field.name in RELEASED else None
        for field in FIELDS[SheetKind.DEMANDS]
    }


def _city(code: str | None) -> str:
    region = find_region(code) if code else None
    return region.name if region else ""

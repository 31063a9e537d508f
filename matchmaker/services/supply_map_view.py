"""Where demands are many and patents few: both by industry and by city or area."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.industry.taxonomy import load_areas
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.kin import load_kin
from matchmaker.services.visible_demands import seer_of
from models.queries import supply_map as map_queries
from models.queries.supply_map import Cells
from models.values.region import HUBEI_CITIES

ELSEWHERE = "省外或未知"
MOST_GAPS = 15


class Places(StrEnum):
    """Into which places the province is divided."""

    CITY = "city"
    AREA = "area"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"city": "市州", "area": "片区"}[self.value]


class Measure(StrEnum):
    """What a cell tells."""

    GAP = "gap"
    DEMANDS = "demands"
    PATENTS = "patents"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"gap": "缺口", "demands": "需求", "patents": "专利"}[self.value]

    @property
    def unit(self) -> str:
        """What is counted."""
        return {"gap": "百分点", "demands": "项", "patents": "件"}[self.value]


@dataclass(frozen=True)
class Cell:
    """An industry in a place; gap: its share of all demands less that of all patents, in points."""

    industry: str
    place: str
    demands: int
    patents: int
    gap: float

    def value(self, measure: Measure) -> float:
        """Return what a measure tells of it."""
        return {
            Measure.GAP: self.gap,
            Measure.DEMANDS: self.demands,
            Measure.PATENTS: self.patents,
        }[measure]


@dataclass(frozen=True)
class SupplyMap:
    """Rows of cells by industry, a cell for each place; gaps: the widest first.

    hidden: demands that are left out, since no more of them is seen than that they are there.
    """

    industries: tuple[str, ...]
    places: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    gaps: tuple[Cell, ...]
    hidden: int


def view_supply_map(session: Session, viewer: Viewer, places: Places, supply: Cells) -> SupplyMap:
    """Return supply and demand by industry and place, of demands that the viewer sees in full.

    supply: the patents by industry and city. What belongs to several industries counts in each.
    """
    seer = seer_of(viewer, load_kin(session))
    names = _place_names(places)
    demands = _by_place(map_queries.demand_cells(session, seer), names)
    patents = _by_place(supply, names)
    order = [*dict.fromkeys(names.values())]
    if any(place == ELSEWHERE for _, place in (*demands, *patents)):
        order.append(ELSEWHERE)
    taxonomy = industries_in_force(session)
    tagged = {slug for slug, _ in (*demands, *patents)}
    industries = [one for one in taxonomy.industries if not one.retired or one.slug in tagged]
    all_demands, all_patents = demands.total() or 1, patents.total() or 1
    rows = tuple(
        tuple(
            Cell(
                industry=one.name,
                place=place,
                demands=(wanted := demands[one.slug, place]),
                patents=(offered := patents[one.slug, place]),
                gap=round(100 * (wanted / all_demands - offered / all_patents), 1),
            )
            for place in order
        )
        for one in industries
    )
    return SupplyMap(
        industries=tuple(one.name for one in industries),
        places=tuple(order),
        rows=rows,
        gaps=_widest(rows),
        hidden=map_queries.count_left_out(session, seer),
    )


def _widest(rows: Sequence[Sequence[Cell]]) -> tuple[Cell, ...]:
    """Return the cells in which more is asked for than is offered, by how much more."""
    short = [cell for row in rows for cell in row if cell.gap > 0 and cell.place != ELSEWHERE]
    short.sort(key=lambda cell: -cell.gap)
    return tuple(short[:MOST_GAPS])


def _place_names(places: Places) -> dict[str, str]:
    """Return the code of a city → the place in which it lies."""
    if places is Places.CITY:
        return {city.code: city.short_name for city in HUBEI_CITIES}
    return {code: area.name for area in load_areas() for code in area.cities}


def _by_place(cells: Cells, names: dict[str, str]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for (slug, code), count in cells.items():
        found[slug, names.get(code or "", ELSEWHERE)] += count
    return found

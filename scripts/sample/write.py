"""Writes the sample: row by row, so that a large stock needs no memory."""

import csv
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sample import demands, legal, patents, planted
from sample.dice import Dice
from sample.firms import FirmRegister
from sample.legal import Life
from sample.numbers import application_number, serial
from sample.patents import Text
from sample.phrase import shared_run
from sample.places import CITIES, City
from sample.planted import Cell, Plan, PlantedPatent

SHARED_RUN = 8
LEAST_PER_CITY = 5
STRENGTH = 5.0


@dataclass(frozen=True)
class PlantedDemand:
    """A planted demand as it was written."""

    number: str
    words: str


@dataclass(frozen=True)
class PlacedDemand:
    """A demand before it is written: its solution, its city, whether it is planted."""

    cell: Cell
    city: City
    planted: bool


def write_sample(out: Path, patent_count: int, demand_count: int, seed: int) -> None:
    """Write patents.csv, demands.csv, planted.csv and campaign.toml."""
    dice = Dice(seed)
    out.mkdir(parents=True, exist_ok=True)
    plan = planted.make_plan(patent_count, demand_count, dice.fork())
    found: dict[tuple[str, int], PlantedDemand] = {}
    demand_rows = _demand_rows(plan, demand_count, found, dice.fork())
    _write_csv(out / "demands.csv", demands.COLUMNS, demand_rows)
    links: list[list[str]] = []
    patent_rows = _patent_rows(plan, patent_count, found, links, dice.fork())
    _write_csv(out / "patents.csv", patents.COLUMNS, patent_rows)
    _write_csv(out / "planted.csv", planted.COLUMNS, sorted(links))
    _copy_campaign(out)


def _write_csv(path: Path, columns: tuple[str, ...], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _copy_campaign(out: Path) -> None:
    shipped = Path(__file__).parents[2] / "matchmaker" / "data" / "sample" / "campaign.toml"
    if shipped.resolve() != (out / "campaign.toml").resolve():
        shutil.copyfile(shipped, out / "campaign.toml")


def _quotas(count: int) -> list[int]:
    """Demands per city, at least five where there are enough of them."""
    least = min(LEAST_PER_CITY, count // len(CITIES))
    rest = count - least * len(CITIES)
    total = sum(city.weight for city in CITIES)
    quotas = [least + int(rest * city.weight / total) for city in CITIES]
    quotas[0] += count - sum(quotas)
    return quotas


def _placed(plan: Plan, count: int, dice: Dice) -> list[PlacedDemand]:
    """Every demand with its city: one planted demand for each city first, then by strength."""
    taken = [(cell.topic.key, cell.index) for cell in plan.cells]
    free = [cell for cell in planted.all_cells() if (cell.topic.key, cell.index) not in taken]
    cells = list(plan.cells)
    while len(cells) < count:
        cells += dice.shuffled(free)
    quotas = _quotas(count)
    result = []
    for place, cell in enumerate(cells[:count]):
        weights = [float(quota) for quota in quotas]
        if place < len(CITIES) and min(quotas) > 0:
            weights = [float(index not in _used(result)) for index in range(len(CITIES))]
        for index, city in enumerate(CITIES):
            weights[index] *= STRENGTH if cell.topic.industry in city.strengths else 1.0
        city = dice.weighted(CITIES, weights)
        quotas[CITIES.index(city)] -= 1
        result.append(PlacedDemand(cell, city, place < len(plan.cells)))
    return dice.shuffled(result)


def _used(placed: list[PlacedDemand]) -> list[int]:
    return [CITIES.index(demand.city) for demand in placed]


def _demand_rows(
    plan: Plan, count: int, found: dict[tuple[str, int], PlantedDemand], dice: Dice
) -> Iterator[list[str]]:
    register = FirmRegister(dice.fork())
    for place, demand in enumerate(_placed(plan, count, dice), 1):
        topic = demand.cell.topic
        firm = register.new_firm(demand.city, topic.firm_words)
        number = f"JSXQ2024{place:05d}"
        row = demands.row(number, firm, topic, demand.cell.angle, dice)
        if demand.planted:
            words = demands.own_words(row)
            found[topic.key, demand.cell.index] = PlantedDemand(number, words)
        yield row


def _patent_rows(
    plan: Plan,
    count: int,
    found: dict[tuple[str, int], PlantedDemand],
    links: list[list[str]],
    dice: Dice,
) -> Iterator[list[str]]:
    places = dict(zip(dice.shuffled(range(count)), plan.patents, strict=False))
    background = _endless_cells(dice.fork())
    offset = dice.below(1_000_000)
    for place in range(count):
        number = serial(place, offset)
        made_for = places.get(place)
        if made_for is None:
            text, life = _ordinary(next(background), dice)
        else:
            demand = found[made_for.cell.topic.key, made_for.cell.index]
            text, life = _made_for(made_for, demand, dice)
            links.append(
                [
                    planted.kind_column(made_for),
                    demand.number,
                    application_number(life.filed.year, life.kind, number),
                    planted.note(made_for),
                ]
            )
        yield patents.row(text, life, number, dice, blemishes=made_for is None)


def _endless_cells(dice: Dice) -> Iterator[Cell]:
    """All cells in random order, and again in another order."""
    cells = planted.all_cells()
    while True:
        yield from dice.shuffled(cells)


def _kind(title: str, dice: Dice) -> int:
    return 2 if patents.may_be_utility_model(title) and dice.chance(0.45) else 1


def _ordinary(cell: Cell, dice: Dice) -> tuple[Text, Life]:
    kind = _kind(cell.angle.title, dice)
    return patents.topic_text(cell.topic, cell.angle, kind, dice), legal.ordinary(
        kind, cell.topic.since, dice
    )


def _life(made_for: PlantedPatent, title: str, dice: Dice) -> Life:
    if made_for.kind == "term_over":
        return legal.term_over(dice)
    makers = {"lapsed": legal.lapsed, "licensed": legal.exclusively_licensed}
    return makers.get(made_for.kind, legal.in_force)(
        _kind(title, dice), made_for.cell.topic.since, dice
    )


def _made_for(made_for: PlantedPatent, demand: PlantedDemand, dice: Dice) -> tuple[Text, Life]:
    """A text in other words than the demand's; a bank that cannot give one is an error."""
    if made_for.trap:
        life = legal.in_force(1, 0, dice)
        return patents.trap_text(made_for.trap, dice), life
    cell = made_for.cell
    life = _life(made_for, cell.angle.title, dice)
    for _ in range(30):
        text = patents.topic_text(cell.topic, cell.angle, life.kind, dice)
        run = shared_run(demand.words, text.title + "\n" + text.abstract, SHARED_RUN)
        if run is None:
            return text, life
    raise ValueError(f"{cell.topic.key}/{cell.index}: demand and patent share “{run}”")

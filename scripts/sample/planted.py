"""What is planted: right pairs, and patents that must not be offered for a demand."""

from dataclasses import dataclass

from sample import bank
from sample.bank import Angle, Topic, Trap
from sample.dice import Dice
from sample.patents import may_be_utility_model

PAIRS_PER_INDUSTRY = 11
UNSUITED = {"term_over": 12, "lapsed": 20, "licensed": 25}
OLDEST = 2012
COLUMNS = ("kind", "demand_number", "application_number", "note")


@dataclass(frozen=True)
class Cell:
    """One solution of one topic."""

    topic: Topic
    index: int

    @property
    def angle(self) -> Angle:
        return self.topic.angles[self.index]


@dataclass(frozen=True)
class PlantedPatent:
    """A patent made for the demand of a cell; trap is set for the kind "field"."""

    kind: str
    cell: Cell
    trap: Trap | None = None


@dataclass(frozen=True)
class Plan:
    """The cells that get a demand of their own, and the patents made for these demands."""

    cells: tuple[Cell, ...]
    patents: tuple[PlantedPatent, ...]


def all_cells() -> list[Cell]:
    return [
        Cell(topic, index)
        for industry in bank.industries()
        for topic in industry.topics
        for index in range(len(topic.angles))
    ]


def make_plan(patents: int, demands: int, dice: Dice) -> Plan:
    """The plan for a stock of that size; small stocks get fewer planted rows."""
    trapped = [Cell(bank.topic(trap.topic), trap.angle) for trap in bank.traps()]
    cells = _planted_cells(trapped, dice)[: min(demands * 11 // 20, patents // 6)]
    unsuited = _unsuited(cells, patents, dice)
    found = {(cell.topic.key, cell.index) for cell in cells}
    fields = [
        PlantedPatent("field", cell, trap)
        for cell, trap in zip(trapped, bank.traps(), strict=True)
        if (cell.topic.key, cell.index) in found
    ]
    planted = [PlantedPatent("pair", cell) for cell in cells] + unsuited
    return Plan(tuple(cells), tuple(planted + fields[: patents // 12]))


def _unsuited(cells: list[Cell], patents: int, dice: Dice) -> list[PlantedPatent]:
    """Excellent patents that may not be offered, each for another demand."""
    rest = dice.shuffled(cells)
    result = []
    for kind, wanted in UNSUITED.items():
        count = min(wanted, patents // 40)
        # Only a device can be a utility model, and an old one needs an old technique.
        chosen = [cell for cell in rest if kind != "term_over" or _is_old_device(cell)][:count]
        rest = [cell for cell in rest if cell not in chosen]
        result += [PlantedPatent(kind, cell) for cell in chosen]
    return result


def _is_old_device(cell: Cell) -> bool:
    return cell.topic.since <= OLDEST and may_be_utility_model(cell.angle.title)


def _planted_cells(trapped: list[Cell], dice: Dice) -> list[Cell]:
    """Per industry the cells that have a trap, filled up with cells of other topics."""
    columns = []
    for industry in bank.industries():
        cells: list[Cell] = []
        for cell in trapped:
            if cell.topic.industry == industry.slug and cell not in cells:
                cells.append(cell)
        used = [cell.topic.key for cell in cells]
        for topic in dice.shuffled(industry.topics):
            if topic.key not in used and len(cells) < PAIRS_PER_INDUSTRY:
                cells.append(Cell(topic, dice.below(len(topic.angles))))
        columns.append(dice.shuffled(cells))
    longest = max(len(column) for column in columns)
    return [column[place] for place in range(longest) for column in columns if place < len(column)]


NOTES = {
    "pair": "同一技术问题、同一解决手段",
    "lapsed": "内容相符，但权利已终止",
    "term_over": "内容相符，法律状态仍写授权，但保护期已满",
    "licensed": "内容相符，但已独占或排他许可",
}


def note(patent: PlantedPatent) -> str:
    return f"字面相近而领域不同：{patent.trap.shared}" if patent.trap else NOTES[patent.kind]


def kind_column(patent: PlantedPatent) -> str:
    return "expired" if patent.kind in ("lapsed", "term_over") else patent.kind

"""The one-page sheet of a patent at a roadshow: a Word document and a page to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.table import _Cell
from jinja2 import Environment, PackageLoader, StrictUndefined

from matchmaker.reports.word import (
    BODY_FONT,
    HEADING_FONT,
    TABLE_FONT,
    add_text,
    centre,
    document_bytes,
    new_document,
    set_columns,
    set_padding,
    set_spacing,
    shade,
)
from matchmaker.services.project_sheet import ProjectSheet

LABEL_CM, TEXT_CM = 3.0, 14.0


@dataclass(frozen=True)
class Density:
    """How texts are set: size and room around them in points, and the distance of lines."""

    name: str
    points: float
    padding: float
    spacing: float


USUAL = Density("usual", 12, 4, 1.2)
DENSE = Density("dense", 10.5, 2, 1.0)
# Lines of the usual size that a page holds beside title and margins; a text column holds so many
# Han characters a line.
USUAL_LINES, USUAL_CHARACTERS = 22, 31
LABEL_FILL = "E8EEF5"
ACCENT = "1F4E79"
GREY = "5B6B7A"
Row = tuple[str, tuple[str, ...]]


def build(view: ProjectSheet) -> bytes:
    """Return the Word document."""
    document = new_document(view.title, view.made_at)
    head = document.add_paragraph()
    add_text(head, _occasion(view), TABLE_FONT, 9, GREY)
    set_spacing(head, 1.0, 6)
    title = document.add_paragraph()
    centre(title)
    add_text(title, view.title, HEADING_FONT, 20, ACCENT)
    set_spacing(title, 1.1, 4)
    below = document.add_paragraph()
    centre(below)
    add_text(below, _identity(view), TABLE_FONT, 10.5, GREY)
    set_spacing(below, 1.1, 8)
    density = choose_density(view)
    for rows, font in ((story(view), BODY_FONT), (facts(view), TABLE_FONT)):
        table = document.add_table(rows=0, cols=2)
        table.style = document.styles["Table Grid"]
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for label, lines in rows:
            cells = table.add_row().cells
            _set_cell(cells[0], (label,), HEADING_FONT, density)
            shade(cells[0], LABEL_FILL)
            centre(cells[0].paragraphs[0])
            _set_cell(cells[1], lines, font, density)
        set_columns(table, (LABEL_CM, TEXT_CM))
        set_padding(table, density.padding)
        gap = document.add_paragraph()
        set_spacing(gap, 0.5)
    note = document.add_paragraph()
    add_text(note, NOTE, TABLE_FONT, 9, GREY)
    set_spacing(note, 1.0)
    return document_bytes(document)


def build_page(view: ProjectSheet) -> bytes:
    """Return the same as a page to print, in UTF-8: no script, no outside address."""
    page = (
        _environment()
        .get_template("project_sheet.html")
        .render(
            title=view.title,
            occasion=_occasion(view),
            identity=_identity(view),
            tables=(("story", story(view)), ("facts", facts(view))),
            note=NOTE,
            density=choose_density(view).name,
        )
    )
    return page.encode("utf-8")


def choose_density(view: ProjectSheet) -> Density:
    """Return how texts are set so that all of them stand on one page."""
    lines = [line for _, told in (*story(view), *facts(view)) for line in told]
    needed = sum(-(-len(line) // USUAL_CHARACTERS) for line in lines)
    return USUAL if needed <= USUAL_LINES else DENSE


def story(view: ProjectSheet) -> list[Row]:
    """Return what the page tells: label and lines."""
    firms = [f"{firm.enterprise}：{firm.demand}" for firm in view.firms]
    return [
        ("解决什么问题", (view.problem,)),
        ("怎么做", (view.way,)),
        ("好在哪里", (view.gain,)),
        ("用在哪里", (view.use,)),
        ("成熟程度", (view.maturity,)),
        ("谁在找它", tuple(line for line in (*firms, view.others) if line)),
    ]


def facts(view: ProjectSheet) -> list[Row]:
    """Return on which terms the patent is offered: label and lines."""
    return [
        ("合作方式", (view.transfer_modes,)),
        ("价格", (view.price,)),
        ("权利人", (view.owner,)),
        ("法律状态", (f"{view.legal_state}，保护期届满日：{view.expiry}",)),
        ("联系人", (view.contact,)),
    ]


NOTE = "问题、做法与效果摘自专利文本；法律状态以国家知识产权局登记为准；联系方式经双方同意后提供。"


def _occasion(view: ProjectSheet) -> str:
    return f"{view.event_name}　{view.held_on:%Y年%m月%d日}　项目 {view.place:02d}"


def _identity(view: ProjectSheet) -> str:
    return f"{view.kind}专利　{view.application_number}"


def _set_cell(cell: _Cell, lines: Sequence[str], font: str, density: Density) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for place, line in enumerate(lines):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        add_text(paragraph, line, font, density.points)
        set_spacing(paragraph, density.spacing)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("matchmaker.reports"), autoescape=True, undefined=StrictUndefined
    )

"""Bar charts that Word draws itself, sharp at any size and in its fonts (ECMA-376, DrawingML)."""

from dataclasses import dataclass
from html import escape
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from matchmaker.services.ledger.report_fields import ChartData

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
# English Metric Units, as DrawingML measures: 36,000 a millimetre.
EMU = 36_000
WIDTH, HEIGHT = 156 * EMU, 75 * EMU
# This year dark, the year before light: apart in grey print, too.
COLOURS = ("1F4E79", "9DB4C8", "E67E22")
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


@dataclass
class Drawing:
    """A chart where a template names it; template: the document that is being filled."""

    template: Any
    data: ChartData

    def __html__(self) -> str:
        """Return what stands in the run, having put the chart into the document."""
        part = self.template.current_rendering_part
        package = part.package
        number = 1 + sum(
            str(one.partname).startswith("/word/charts/") for one in package.iter_parts()
        )
        name = PackURI(f"/word/charts/chart{number}.xml")
        chart = Part(name, CONTENT_TYPE, chart_xml(self.data).encode(), package)
        known = part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
        return f"</w:t></w:r><w:r>{_frame(self.data.title, known, number)}</w:r><w:r><w:t>"

    __str__ = __html__


def chart_xml(data: ChartData) -> str:
    """Return the part of a chart: columns side by side, a legend below."""
    series = "".join(
        _series(place, name, data.names, values) for place, (name, values) in enumerate(data.series)
    )
    axes = '<c:axId val="111"/><c:axId val="222"/>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:roundedCorners val="0"/>'
        f"<c:chart>{_title(data.title)}"
        '<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/>'
        f'<c:grouping val="clustered"/><c:varyColors val="0"/>{series}<c:gapWidth val="60"/>{axes}'
        "</c:barChart>"
        '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="b"/><c:crossAx val="222"/></c:catAx>'
        '<c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/>'
        '</c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines>'
        '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="DDDDDD"/></a:solidFill></a:ln>'
        "</c:spPr>"
        '</c:majorGridlines><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:crossAx val="111"/></c:valAx>'
        '</c:plotArea><c:legend><c:legendPos val="b"/></c:legend><c:plotVisOnly val="1"/>'
        "</c:chart></c:chartSpace>"
    )


def _title(text: str) -> str:
    return (
        "<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz='1200' b='1'/></a:pPr>"
        f"<a:r><a:rPr lang='zh-CN' sz='1200' b='1'/><a:t>{escape(text)}</a:t></a:r></a:p></c:rich>"
        '</c:tx><c:overlay val="0"/></c:title>'
    )


def _series(place: int, name: str, names: tuple[str, ...], values: tuple[float, ...]) -> str:
    colour = COLOURS[place % len(COLOURS)]
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>'
        f"<c:tx><c:strRef><c:f>A{place}</c:f>{_texts((name,))}</c:strRef></c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        f"<c:cat><c:strRef><c:f>B</c:f>{_texts(names)}</c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>C{place}</c:f>{_numbers(values)}</c:numRef></c:val></c:ser>"
    )


def _texts(texts: tuple[str, ...]) -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{escape(text)}</c:v></c:pt>' for place, text in enumerate(texts)
    )
    return f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'


def _numbers(values: tuple[float, ...]) -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{value:g}</c:v></c:pt>' for place, value in enumerate(values)
    )
    return (
        f"<c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache>'
    )


def _frame(title: str, relation: str, number: int) -> str:
    """Return the frame of a chart in the line of text; descr: read out to those who do not see."""
    said = escape(title)
    return (
        f'<w:drawing><wp:inline xmlns:wp="{_WP}"><wp:extent cx="{WIDTH}" cy="{HEIGHT}"/>'
        f'<wp:docPr id="{1000 + number}" name="chart{number}" descr="{said}"/>'
        f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}">'
        f'<c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )

"""The chosen model cases of a year as one Word document, each made of the office's template."""

from copy import deepcopy
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.reports.campaign_files import CampaignFile
from matchmaker.reports.official import body, signature, title
from matchmaker.reports.word import document_bytes
from matchmaker.reports.word_template import fill_template
from matchmaker.services.cases.print_fields import case_fields
from matchmaker.services.ledger.report_fields import PROVINCE_OFFICE, chinese_day
from matchmaker.services.ledger.report_templates import load_template
from matchmaker.services.list_hands import Author
from models.case_enums import CaseState
from models.model_case import ModelCase
from models.queries import model_cases as case_queries
from models.report_template import ReportKind

# As the campaign calls them when there are as many.
TEN, TEN_WORD = 10, "十大"
CAMPAIGN = "“知识产权服务万里行”专利转化运用专项活动"
_SECTION = qn("w:sectPr")


def booklet_file(session: Session, year: int, author: Author) -> CampaignFile:
    """Return the chosen cases of a year; raise BadQuery where none was chosen."""
    chosen = case_queries.cases_in(session, year, [CaseState.CHOSEN])
    if not chosen:
        raise BadQuery(f"{year} 年还没有入选的典型案例。请先确定入选案例")
    filled = [_filled(session, one, author) for one in chosen]
    titles = [str(case_fields(session, one, author)["案例名称"]) for one in chosen]
    whole = Document(BytesIO(filled[0]))
    _begin(whole, year, titles, author.at)
    for content in filled[1:]:
        _append(whole, Document(BytesIO(content)))
    whole.core_properties.title = f"{year} 年典型案例"
    name = f"典型案例汇编_{year}.docx"
    return CampaignFile(name, document_bytes(whole), "典型案例汇编", f"{year} 年典型案例")


def one_file(session: Session, case: ModelCase, author: Author) -> CampaignFile:
    """Return one case."""
    name = f"典型案例_{case.id}.docx"
    return CampaignFile(name, _filled(session, case, author), "典型案例", f"典型案例 {case.id}")


def _filled(session: Session, case: ModelCase, author: Author) -> bytes:
    name, content = load_template(session, ReportKind.CASE)
    return fill_template(name, content, case_fields(session, case, author))


def _begin(whole: DocumentObject, year: int, titles: list[str], at: datetime) -> None:
    """Put what the booklet is, and its cases by name, before the first one."""
    first = whole.element.body[0]
    before = len(whole.element.body)
    number = TEN_WORD if len(titles) == TEN else ""
    title(whole, f"{year}年{CAMPAIGN}{number}典型案例")
    for place, text in enumerate(titles, start=1):
        body(whole, f"{place}. {text}")
    signature(whole, PROVINCE_OFFICE, chinese_day(at.date()))
    whole.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    # They were added at the end, before the section's own element.
    for element in list(whole.element.body)[before - 1 : -1]:
        first.addprevious(element)


def _append(whole: DocumentObject, other: DocumentObject) -> None:
    """Add another case on a new page; of one template all have the same styles and pictures."""
    whole.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    end = whole.element.body[-1]
    for element in other.element.body:
        if element.tag != _SECTION:
            end.addprevious(deepcopy(element))

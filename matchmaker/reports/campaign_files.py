"""What the campaign asks for as files: summary table, summary report, model case, city's plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.reports import check_book, summary_table
from matchmaker.reports.word_template import fill_template
from matchmaker.services.ledger.case_fields import case_context
from matchmaker.services.ledger.kpi import CITIES, Kpi
from matchmaker.services.ledger.last_year import months_before
from matchmaker.services.ledger.records import source_rows
from matchmaker.services.ledger.report_fields import summary_context
from matchmaker.services.ledger.report_templates import load_template
from matchmaker.services.list_hands import Author
from matchmaker.services.submissions.check import Check
from matchmaker.services.submissions.plan_fields import plan_context
from matchmaker.services.submissions.report_texts import report_texts
from matchmaker.services.submissions.view import last_year
from models.ledger import Deal
from models.report_template import ReportKind
from models.submission import CitySubmission

# Each event stands once among the sources of this figure.
_EVENTS = "docking_events"


@dataclass(frozen=True)
class CampaignFile:
    """A file; whose: the office that reports, what: as the audit log calls it."""

    name: str
    content: bytes
    what: str
    whose: str


def table_file(session: Session, kpi: Kpi, now: datetime) -> CampaignFile:
    """Return the summary table (活动成效汇总表)."""
    content = summary_table.build(kpi, source_rows(session, kpi.parts), now)
    return CampaignFile(summary_table.file_name(kpi), content, "成效汇总表", kpi.period.label)


def report_file(session: Session, kpi: Kpi, now: datetime) -> CampaignFile:
    """Return the summary report (活动总结报告); raise BadQuery where its template does not do."""
    events = source_rows(session, [part for part in kpi.parts if part.indicator == _EVENTS])
    cities = CITIES if kpi.city_code is None else (kpi.city_code,)
    before = months_before(session, kpi.period.year, cities)
    written = report_texts(session, kpi.period.year, kpi.city_code)
    context = summary_context(kpi, events, before, now.date(), written)
    name = f"活动总结报告_{context['单位']}_{kpi.period.label.replace(' ', '')}.docx"
    return _filled(session, ReportKind.SUMMARY, context, name)


def check_file(session: Session, check: Check, now: datetime) -> CampaignFile:
    """Return merge and check (汇总校核表), with the records behind the figures that differ."""
    differing = {(one.indicator.slug, one.cell.city_code) for one in check.differences}
    parts = [one for one in check.parts if (one.indicator, one.city_code) in differing]
    content = check_book.build(check, source_rows(session, parts), now)
    return CampaignFile(check_book.file_name(check), content, "汇总校核表", f"{check.year} 年")


def plan_file(session: Session, plan: CitySubmission) -> CampaignFile:
    """Return the plan (活动方案) of a city; raise BadQuery where its template does not do."""
    context = plan_context(plan, last_year(session, plan.year, plan.city_code))
    name = f"活动方案_{context['单位']}_{plan.year}年.docx"
    return _filled(session, ReportKind.PLAN, context, name)


def case_file(session: Session, deal: Deal, city_code: str | None, author: Author) -> CampaignFile:
    """Return a model case (典型案例) of a contract.

    city_code: whose office writes it, None for the province's. Raises BadQuery for what is no
    contract or void, or where the template cannot be filled.
    """
    if deal.is_void or not deal.kind.is_contract:
        raise BadQuery("只能为有效的合同写典型案例，意向和已作废的记录不行")
    context = case_context(session, deal, city_code, author)
    name = f"典型案例_{deal.id}_{deal.giver_name}.docx"
    return _filled(session, ReportKind.CASE, context, name)


def _filled(
    session: Session, kind: ReportKind, context: Mapping[str, Any], name: str
) -> CampaignFile:
    template, content = load_template(session, kind)
    return CampaignFile(
        name, fill_template(template, content, context), kind.label, context["单位"]
    )

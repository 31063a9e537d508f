"""matchmaker submission list | show | import | return | file | due | plan | check."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from ingest.parse_statement import read_statement
from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, moment, now, today
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.jobs.files import log_download, write_if_changed
from matchmaker.reports.campaign_files import CampaignFile, check_file, plan_file
from matchmaker.services.ledger.kpi import CITIES
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.submissions import keep
from matchmaker.services.submissions.check import view_check
from matchmaker.services.submissions.check_words import explained, number, verdict
from matchmaker.services.submissions.days import due_day, set_due_day
from matchmaker.services.submissions.keep import Place
from matchmaker.services.submissions.statement import take_statement
from matchmaker.services.submissions.view import CityRow, view_rows
from matchmaker.services.submissions.words import told_figures
from matchmaker.settings import get_settings
from models.errors import NotFound
from models.queries import submissions as submission_queries
from models.session import make_session
from models.submission import CitySubmission
from models.submission_enums import SubmissionKind
from models.values.region import get_city

LIST_LABELS = {
    "city": "市州",
    "state": "状态",
    "timing": "是否按时",
    "sent_at": "报送时间",
    "figures": "指标（项）",
    "activities": "活动（项）",
}
FIGURE_LABELS = {"name": "指标", "unit": "单位", "value": "数值"}
CHECK_LABELS = {
    "city": "市州",
    "indicator": "指标",
    "stated": "填报",
    "counted": "台账",
    "verdict": "结论",
    "note": "可能的原因",
}

KindArgument = Annotated[SubmissionKind, typer.Argument(help="plan 活动方案，report 活动总结")]
YearArgument = Annotated[int, typer.Argument(min=2000, max=2100, help="年份")]
CityArgument = Annotated[str, typer.Argument(help="市州名称或代码")]
OutOption = Annotated[Path | None, typer.Option("--out", help="写入的文件夹")]

app = typer.Typer(
    help="市州报送：活动方案与活动总结的进度、备案、退回，汇总校核。", no_args_is_help=True
)


@app.command("list")
def list_(kind: KindArgument, year: YearArgument, form: FormatOption = Format.TABLE) -> None:
    """列出各市州报送到哪一步，谁逾期。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        rows = view_rows(session, kind, year, today(), CITIES)
        due_on = due_day(session, kind, year)
    if form is Format.TABLE:
        console.print(f"{year} 年{kind.label}，{due_on} 截止")
    emit([_row(row) for row in rows], LIST_LABELS, form)


@app.command()
def show(
    kind: KindArgument, year: YearArgument, city: CityArgument, form: FormatOption = Format.TABLE
) -> None:
    """列出一个市州计划或填报的指标。"""
    place = _place(kind, year, city)
    with database(get_settings()) as engine, make_session(engine) as session:
        found = submission_queries.find_submission(session, kind, year, place.city_code)
        figures = {} if found is None else found.figures
    rows = [
        {"name": one.name, "unit": one.unit, "value": number(one, figures[one.slug])}
        for one in told_figures(kind)
        if one.slug in figures
    ]
    emit(rows, FIGURE_LABELS, form)


@app.command("import")
def import_(
    year: YearArgument,
    city: CityArgument,
    file: Annotated[Path, typer.Argument(help="填好的汇总表")],
    actor: ActorOption = COMMAND_LINE,
) -> None:
    """把填好的成效汇总表导入一个市州的活动总结。"""
    settings, place = get_settings(), _place(SubmissionKind.REPORT, year, city)
    statement = read_statement(file, settings.limits, place.city_code)
    with database(settings) as engine, make_session(engine) as session:
        take_statement(session, place, statement, file.name, Author(actor, now()))
        session.commit()
    console.print(f"{place.label}已导入 {len(statement.figures)} 项指标")
    if statement.unknown:
        console.print(f"不认识、没有导入的：{'、'.join(statement.unknown)}")


@app.command("return")
def return_(
    kind: KindArgument,
    year: YearArgument,
    city: CityArgument,
    reason: Annotated[str, typer.Option("--reason", help="退回的原因")],
    actor: ActorOption = COMMAND_LINE,
) -> None:
    """退回给市州修改。"""
    place = _place(kind, year, city)
    with database(get_settings()) as engine, make_session(engine) as session:
        found = _get(session, place)
        keep.give_back(session, place, found.revision or 0, reason, Author(actor, now()))
        session.commit()
    console.print(f"{place.label}已退回")


@app.command("file")
def file_(
    kind: KindArgument, year: YearArgument, city: CityArgument, actor: ActorOption = COMMAND_LINE
) -> None:
    """备案：从此计入全省。"""
    place = _place(kind, year, city)
    with database(get_settings()) as engine, make_session(engine) as session:
        found = _get(session, place)
        keep.file(session, place, found.revision or 0, Author(actor, now()))
        session.commit()
    console.print(f"{place.label}已备案")


@app.command()
def due(
    kind: KindArgument,
    year: YearArgument,
    day: Annotated[str, typer.Option("--set", help="改为这一天，写成 2024-06-15")] = "",
    reason: Annotated[str, typer.Option("--reason", help="更改的原因")] = "",
    actor: ActorOption = COMMAND_LINE,
) -> None:
    """查看或更改一年的截止日。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        if day:
            set_due_day(session, kind, _day(day, year), reason, Author(actor, now()))
            session.commit()
        console.print(f"{year} 年{kind.label}：{due_day(session, kind, year)} 截止")


@app.command()
def plan(
    year: YearArgument,
    city: CityArgument,
    out: OutOption = None,
    actor: ActorOption = COMMAND_LINE,
) -> None:
    """导出一个市州的活动方案（Word）。"""
    place = _place(SubmissionKind.PLAN, year, city)
    with database(get_settings()) as engine, make_session(engine) as session:
        made = plan_file(session, _get(session, place))
        log_download(session, made.whose, made.what, [made.name], Author(actor, now()))
        session.commit()
    _write(made, out)


@app.command()
def check(
    year: YearArgument,
    out: OutOption = None,
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """汇总校核：市州填报与台账的每处差异；给出 --out 时写成表格文件。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found = view_check(session, year, today())
        if out is not None:
            made = check_file(session, found, now())
            log_download(session, made.whose, made.what, [made.name], Author(actor, now()))
            session.commit()
            _write(made, out)
            return
    rows = [
        {
            "city": one.city,
            "indicator": one.indicator.title,
            "stated": "" if one.cell.stated is None else number(one.indicator, one.cell.stated),
            "counted": number(one.indicator, one.cell.counted.value),
            "verdict": verdict(one.indicator, one.cell),
            "note": explained(one),
        }
        for one in found.differences
    ]
    emit(rows, CHECK_LABELS, form)


def _place(kind: SubmissionKind, year: int, city: str) -> Place:
    code = get_city(city).code
    if code not in CITIES:
        raise BadQuery(f"“{city}”不是湖北省的 17 个市州")
    return Place(kind, year, code)


def _get(session: Session, place: Place) -> CitySubmission:
    found = submission_queries.find_submission(session, place.kind, place.year, place.city_code)
    if found is None:
        raise NotFound(f"{place.label}还没有填写")
    return found


def _day(text: str, year: int) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadQuery(f"“{text}”不是日期。请写成 {year}-06-15 的样子") from None
    if day.year != year:
        raise BadQuery(f"截止日应在 {year} 年")
    return day


def _write(made: CampaignFile, out: Path | None) -> None:
    folder = out or get_settings().output_dir
    console.print(f"已写入 {write_if_changed(folder / made.name, made.content)}")


def _row(row: CityRow) -> dict[str, object]:
    found = row.submission
    return {
        "city": row.city,
        "state": row.state,
        "timing": row.timing,
        "sent_at": moment(None if found is None else found.sent_at),
        "figures": 0 if found is None else len(found.figures),
        "activities": 0 if found is None else len(found.activities),
    }

"""matchmaker case list | ranking | export."""

from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, emit, emit_json, now
from matchmaker.jobs.cases import export_round
from matchmaker.jobs.database import database
from matchmaker.services.cases.round_view import CaseRow, load_round
from matchmaker.services.city_names import city_name
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.settings import get_settings
from models.case_enums import CaseState
from models.model_case import ModelCase
from models.queries import case_rounds as round_queries
from models.queries import model_cases as case_queries
from models.queries.model_cases import CaseFilter
from models.session import make_session
from models.values.region import get_city

LIST_LABELS = {
    "id": "编号",
    "year": "年度",
    "city": "市州",
    "title": "案例",
    "category": "类别",
    "state": "状态",
    "sent_on": "首次报送",
    "consent": "同意公开",
}
RANKING_LABELS = {
    "place": "名次",
    "id": "编号",
    "title": "案例",
    "city": "市州",
    "score": "得分",
    "spread": "标准差",
    "reviewers": "评委数",
    "state": "状态",
}

YearArgument = Annotated[int, typer.Argument(min=2000, max=2099, help="年度")]

app = typer.Typer(help="典型案例：列出、查看评分排名、导出排名与汇编。", no_args_is_help=True)


@app.command("list")
def list_(
    state: Annotated[CaseState | None, typer.Option("--state", help="状态")] = None,
    city: Annotated[str, typer.Option("--city", help="市州名称或代码")] = "",
    year: Annotated[int | None, typer.Option("--year", min=2000, max=2099, help="年度")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出典型案例，新的在前。"""
    code = get_city(city).code if city.strip() else None
    wanted = CaseFilter(year, code, () if state is None else (state,))
    with database(get_settings()) as engine, make_session(engine) as session:
        rows = [_case(one) for one in case_queries.page_cases(session, wanted, None, None)]
    emit(rows, LIST_LABELS, form)


@app.command()
def ranking(year: YearArgument, form: FormatOption = Format.TABLE) -> None:
    """显示一年参评案例的名次、得分与标准差。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        view = load_round(session, round_queries.get_round(session, year))
        rows = [_ranked(one) for one in view.rows]
    emit(rows, RANKING_LABELS, form)


@app.command()
def export(
    year: YearArgument,
    out: Annotated[Path | None, typer.Option("--out", help="输出文件夹")] = None,
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """把评分排名写成 .xlsx；已确定入选的，另把入选案例写成一份 .docx。"""
    settings = get_settings()
    with database(settings) as engine:
        paths = export_round(engine, year, out or settings.output_dir, Author(actor, now()))
    if form is Format.JSON:
        emit_json([str(path) for path in paths])
        return
    emit([{"file": str(path)} for path in paths], {"file": "文件"}, form)


def _case(one: ModelCase) -> dict[str, object]:
    return {
        "id": one.id,
        "year": one.year,
        "city": city_name(one.city_code),
        "title": one.title,
        "category": one.category.label,
        "state": one.state.label,
        "sent_on": one.sent_on,
        "consent": one.consent_by,
    }


def _ranked(row: CaseRow) -> dict[str, object]:
    spread = row.ranked.spread
    return {
        "place": row.ranked.place,
        "id": row.case.id,
        "title": row.case.title,
        "city": row.city,
        "score": None if row.score is None else round(row.score, 2),
        "spread": None if spread is None else round(spread, 2),
        "reviewers": len(row.ranked.by_reviewer),
        "state": row.case.state.label,
    }

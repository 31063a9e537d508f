"""matchmaker rank."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from matchmaker.cli.asking import open_desk, warn
from matchmaker.cli.options import (
    AlgorithmOption,
    AnyStateOption,
    AnywhereOption,
    AsOfOption,
    FormatOption,
)
from matchmaker.cli.output import Format, emit, progress, today
from matchmaker.errors import BadQuery
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.jobs.database import database
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.types import DemandDoc
from matchmaker.services.answers import RankedPatent, rank_patents
from matchmaker.services.judged_files import read_demands
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.ranking import (
    DEFAULT_TOP,
    RankOptions,
    classify_demand,
    get_demand_doc,
    load_reader,
)
from matchmaker.settings import get_settings
from models.session import make_session
from models.values.region import get_city

LABELS = {
    "demand_id": "需求",
    "rank": "名次",
    "application_number": "申请号",
    "title": "专利名称",
    "score": "得分",
    "reason": "理由",
}
TYPED = "text"


def rank(
    demand: Annotated[str | None, typer.Option("--demand", help="库中需求的编号")] = None,
    text: Annotated[str | None, typer.Option("--text", help="直接写出的需求")] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="需求 CSV：demand_id 与 title、content 或 text 列"),
    ] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=500, help="每项需求几件")] = DEFAULT_TOP,
    industry: Annotated[str | None, typer.Option("--industry", help="产业代号或名称")] = None,
    city: Annotated[str | None, typer.Option("--city", help="权利人所在市州")] = None,
    anywhere: AnywhereOption = False,
    any_state: AnyStateOption = False,
    as_of: AsOfOption = None,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    form: FormatOption = Format.TABLE,
) -> None:
    """为一项或一批需求推荐专利，并说明理由。"""
    settings = get_settings()
    options = RankOptions(
        as_of=as_of.date() if as_of else today(),
        province=settings.province,
        top=top,
        industry=load_taxonomy().find(industry).slug if industry else None,
        city=get_city(city).code if city else None,
        anywhere=anywhere,
        any_state=any_state,
        algorithm=find_algorithm(algorithm, settings.models_dir, settings.dense_model_dir),
    )
    with database(settings) as engine, progress() as bars, make_session(engine) as session:
        bars.add_task("匹配", total=None)
        docs = _demands(session, demand, text, file)
        desk = open_desk(session, settings, options.algorithm)
        answers = rank_patents(session, desk, list(docs.values()), options)
    rows = [
        _row(demand_id, patent)
        for demand_id, answer in zip(docs, answers, strict=True)
        for patent in answer
    ]
    emit(rows, LABELS, form)
    if not rows:
        warn("没有符合条件的专利。可试 --anywhere 或 --any-state")


def _demands(
    session: Session, number: str | None, text: str | None, file: Path | None
) -> dict[str, DemandDoc]:
    if sum(value is not None for value in (number, text, file)) != 1:
        raise BadQuery("请在 --demand、--text、--file 中恰好给出一个")
    if number is not None:
        return {number: get_demand_doc(session, number)}
    if text is not None:
        if not text.strip():
            raise BadQuery("--text 是空的，请写出技术需求")
        return {TYPED: classify_demand(text, "", reader=load_reader(session))}
    if file is None:
        raise AssertionError("one of the three is given")
    reader = load_reader(session)
    return {
        key: classify_demand(doc.title, doc.body, doc.id, reader)
        for key, doc in read_demands(file).items()
    }


def _row(demand_id: str, patent: RankedPatent) -> dict[str, object]:
    return {
        "demand_id": demand_id,
        "rank": patent.rank,
        "application_number": patent.application_number,
        "title": patent.title,
        "score": round(patent.score, 6),
        "reason": patent.reason,
    }

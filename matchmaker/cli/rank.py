"""matchmaker rank."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from matchmaker.access.secrecy import Sight
from matchmaker.cli.asking import open_desk, warn
from matchmaker.cli.operator import OPERATOR
from matchmaker.cli.options import (
    AlgorithmOption,
    AnyStateOption,
    AnywhereOption,
    AsOfOption,
    FormatOption,
)
from matchmaker.cli.output import Format, emit, progress, today
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.types import DemandDoc
from matchmaker.services.answers import RankedPatent, rank_patents
from matchmaker.services.declines import load_declines
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.judged_files import read_demands
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.ranking import (
    DEFAULT_TOP,
    RankOptions,
    classify_demand,
    get_demand_doc,
    load_reader,
)
from matchmaker.services.visible_demands import get_visible
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
        city=get_city(city).code if city else None,
        anywhere=anywhere,
        any_state=any_state,
        algorithm=find_algorithm(algorithm, settings.models_dir, settings.dense_model_dir),
    )
    with database(settings) as engine, progress() as bars, make_session(engine) as session:
        bars.add_task("匹配", total=None)
        if industry:
            options = replace(options, industry=industries_in_force(session).find(industry).slug)
        sight, docs = _demands(session, demand, text, file)
        desk = open_desk(session, settings, options.algorithm)
        declined = _declined(session, docs[demand].id) if demand else set()
        answers = rank_patents(session, desk, list(docs.values()), options, declined)
    rows = [
        _row(demand_id, patent.seen(sight))
        for demand_id, answer in zip(docs, answers, strict=True)
        for patent in answer
    ]
    emit(rows, LABELS, form)
    if declined:
        warn(
            f"{len(declined)} 件专利此前被认为不适合这项需求，未列出；"
            f"可用 matchmaker feedback list --demand {demand} 查看"
        )
    if not rows:
        warn("没有符合条件的专利。可试 --anywhere 或 --any-state")


def _demands(
    session: Session, number: str | None, text: str | None, file: Path | None
) -> tuple[Sight, dict[str, DemandDoc]]:
    """Return what is asked for, and how much of it may be told."""
    if sum(value is not None for value in (number, text, file)) != 1:
        raise BadQuery("请在 --demand、--text、--file 中恰好给出一个")
    if number is not None:
        view = get_visible(session, OPERATOR, number)
        return view.sight, {number: get_demand_doc(session, view.id)}
    if text is not None:
        if not text.strip():
            raise BadQuery("--text 是空的，请写出技术需求")
        return Sight.FULL, {TYPED: classify_demand(text, "", reader=load_reader(session))}
    if file is None:
        raise AssertionError("one of the three is given")
    reader = load_reader(session)
    return Sight.FULL, {
        key: classify_demand(doc.title, doc.body, doc.id, reader)
        for key, doc in read_demands(file).items()
    }


def _declined(session: Session, demand_id: int) -> set[int]:
    """Return the ids of the patents that were turned down for a stored demand."""
    return load_declines(session).patents_by_demand().get(demand_id, set())


def _row(demand_id: str, patent: RankedPatent) -> dict[str, object]:
    return {
        "demand_id": demand_id,
        "rank": patent.rank,
        "application_number": patent.application_number,
        "title": patent.title,
        "score": round(patent.score, 6),
        "reason": patent.reason,
    }

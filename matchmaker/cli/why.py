"""matchmaker why."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from matchmaker.access.secrecy import Sight
from matchmaker.cli.operator import OPERATOR
from matchmaker.cli.options import (
    AlgorithmOption,
    AnyStateOption,
    AnywhereOption,
    AsOfOption,
    FormatOption,
    PatentOption,
)
from matchmaker.cli.output import Format, console, emit, emit_json, today
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.explain import marked
from matchmaker.matching.store import load_index
from matchmaker.services.desk import Desk
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.ranking import (
    DEFAULT_TOP,
    RankOptions,
    classify_demand,
    get_demand_doc,
    load_reader,
)
from matchmaker.services.release import WITHHELD
from matchmaker.services.stock import load_offers
from matchmaker.services.visible_demands import get_visible
from matchmaker.services.why_not import FeatureGap, Verdict, WhyNot, why_not
from matchmaker.settings import get_settings
from models.session import make_session
from models.values.region import get_city

ROW_LABELS = {
    "label": "项目",
    "share": "得分",
    "sentence": "说明",
    "in_demand": "需求",
    "in_patent": "专利",
}
GAP_LABELS = {"label": "项目", "share": "本件得分", "last_share": "末位得分", "lack": "相差"}
# How many features a table names: the largest differences say it.
SHOWN_GAPS = 5


def why(
    patent: PatentOption,
    demand: Annotated[str | None, typer.Option("--demand", help="库中需求的编号")] = None,
    text: Annotated[str | None, typer.Option("--text", help="直接写出的需求")] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=500, help="列入几件")] = DEFAULT_TOP,
    industry: Annotated[str | None, typer.Option("--industry", help="产业代号或名称")] = None,
    city: Annotated[str | None, typer.Option("--city", help="权利人所在市州")] = None,
    anywhere: AnywhereOption = False,
    any_state: AnyStateOption = False,
    as_of: AsOfOption = None,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    form: FormatOption = Format.TABLE,
) -> None:
    """说明一件专利为何没有推荐给一项需求：被哪条规则挡下，或排第几、差在哪里。"""
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
    if (demand is None) == (text is None):
        raise BadQuery("请在 --demand、--text 中恰好给出一个")
    if text is not None and not text.strip():
        raise BadQuery("--text 是空的，请写出技术需求")
    sight = Sight.FULL
    with database(settings) as engine, make_session(engine) as session:
        if industry:
            options = replace(options, industry=industries_in_force(session).find(industry).slug)
        if demand is None:
            doc = classify_demand(text or "", "", reader=load_reader(session))
        else:
            view = get_visible(session, OPERATOR, demand)
            sight, doc = view.sight, get_demand_doc(session, view.id)
        index = load_index(settings.index_dir, options.algorithm.encoder)
        desk = Desk(index, load_offers(session))
        found = why_not(session, desk, doc, patent, options).seen(sight)
    rows = [{name: getattr(row, name) for name in ROW_LABELS} for row in found.rows]
    gaps = [_gap_row(gap) for gap in found.gaps]
    if form is Format.JSON:
        placed = [
            {**row, "demand_spans": told.demand_spans, "patent_spans": told.patent_spans}
            for row, told in zip(rows, found.rows, strict=True)
        ]
        emit_json({**_summary(found), "rows": placed, "gaps": gaps})
    elif form is Format.CSV:
        emit(rows, ROW_LABELS, form)
    else:
        _print(found, rows, gaps, top)


def _summary(found: WhyNot) -> dict[str, Any]:
    return {
        "application_number": found.application_number,
        "title": found.title,
        "verdict": found.verdict.value,
        "gate": found.gate.value if found.gate else None,
        "reason": found.reason,
        "rank": found.rank,
        "of": found.of,
        "score": round(found.score, 6),
        "demand_text": found.demand_text,
        "patent_text": found.patent_text,
        "last": {
            "application_number": found.last_number,
            "title": found.last_title,
            "score": round(found.last_score, 6),
        },
    }


def _gap_row(gap: FeatureGap) -> dict[str, Any]:
    return {
        "feature": gap.feature,
        "label": gap.label,
        "share": gap.share,
        "last_share": gap.last_share,
        "lack": gap.lack,
    }


def _print(found: WhyNot, rows: list[dict[str, Any]], gaps: list[dict[str, Any]], top: int) -> None:
    console.print(f"{found.application_number} {found.title}", markup=False)
    if not found.rank:
        console.print(f"没有列入：{found.reason}", markup=False)
        return
    place = f"得分 {found.score:.4f}，在可推介的 {found.of} 件中排第 {found.rank}"
    if found.verdict is Verdict.LISTED:
        console.print(f"已列入前 {top}：{place}")
    else:
        console.print(f"没有列入前 {top}：{found.reason}；{place}")
    emit(rows, ROW_LABELS, Format.TABLE, whole=True)
    asked = [span for row in found.rows for span in row.demand_spans]
    given = [span for row in found.rows for span in row.patent_spans]
    for name, text, spans in (
        ("需求", found.demand_text or WITHHELD, asked),
        ("专利", found.patent_text, given),
    ):
        console.print(f"{name}：{marked(text, spans).strip()}", markup=False, highlight=False)
    if gaps:
        last = f"{found.last_number} {found.last_title}，得分 {found.last_score:.4f}"
        console.print(f"与列入的最后一件（{last}）相比，差在：", markup=False)
        emit([gap for gap in gaps[:SHOWN_GAPS] if gap["lack"] > 0.0], GAP_LABELS, Format.TABLE)

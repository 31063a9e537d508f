"""matchmaker demands-for."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from matchmaker.cli.asking import make_options, open_desk, tell_left_out, warn
from matchmaker.cli.options import (
    AlgorithmOption,
    AnyStateOption,
    AnywhereOption,
    AsOfOption,
    FormatOption,
    PatentOption,
    WithDeclinedOption,
)
from matchmaker.cli.output import Format, console, emit, emit_json, progress
from matchmaker.jobs.database import database
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.candidates import DEMANDS_PER_PATENT
from matchmaker.services.demands_for import RankedDemand
from matchmaker.services.demands_for import demands_for as find_demands
from matchmaker.services.ranking import DEFAULT_TOP
from matchmaker.services.stock import load_demands
from matchmaker.settings import get_settings
from models.session import make_session

LABELS = {
    "rank": "名次",
    "demand_number": "需求编号",
    "title": "需求名称",
    "enterprise": "企业",
    "score": "得分",
    "reason": "理由",
}
DECLINED_LABELS = {**LABELS, "declined": "此前意见"}


def demands_for(
    patent: PatentOption,
    top: Annotated[
        int, typer.Option("--top", min=1, max=DEMANDS_PER_PATENT, help="列出几项需求")
    ] = DEFAULT_TOP,
    anywhere: AnywhereOption = False,
    any_state: AnyStateOption = False,
    with_declined: WithDeclinedOption = False,
    as_of: AsOfOption = None,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    form: FormatOption = Format.TABLE,
) -> None:
    """为一件专利找最合适的企业需求，并说明理由。"""
    settings = get_settings()
    options = make_options(
        settings,
        top,
        as_of,
        algorithm,
        anywhere=anywhere,
        any_state=any_state,
        with_declined=with_declined,
    )
    with database(settings) as engine, progress() as bars, make_session(engine) as session:
        bars.add_task("匹配", total=None)
        desk = open_desk(session, settings, options.algorithm)
        found = find_demands(session, desk, load_demands(session), patent, options)
    labels = DECLINED_LABELS if with_declined else LABELS
    rows = [_row(demand, labels) for demand in found.demands]
    if form is Format.JSON:
        emit_json(
            {
                "application_number": found.application_number,
                "title": found.title,
                "gate": found.gate.value if found.gate else None,
                "reason": found.gate.label if found.gate else "",
                "demands": rows,
                "left_out": found.left_out,
            }
        )
        return
    if form is Format.TABLE:
        console.print(f"{found.application_number} {found.title}", markup=False)
    if found.gate is not None:
        warn(f"这件专利不能推介：{found.gate.label}")
    elif not rows:
        warn("没有符合条件的需求。请确认已导入需求；已过时限和定向、不公开的需求不列出")
    if rows or form is Format.CSV:
        emit(rows, labels, form)
    tell_left_out(found.left_out)


def _row(demand: RankedDemand, labels: Iterable[str]) -> dict[str, Any]:
    row = {name: getattr(demand, name) for name in labels}
    return row | {"score": round(demand.score, 6)}

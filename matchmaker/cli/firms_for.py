"""matchmaker firms-for."""

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
    WithDeclinedOption,
)
from matchmaker.cli.output import Format, console, emit, emit_json, progress
from matchmaker.jobs.database import database
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.services.firms_for import FirmsFor, RankedFirm
from matchmaker.services.firms_for import firms_for as find_firms
from matchmaker.services.organisation_search import get_by_name, list_parts
from matchmaker.services.ranking import DEFAULT_TOP
from matchmaker.services.stock import load_demands
from matchmaker.settings import get_settings
from models.session import make_session

LABELS = {
    "rank": "名次",
    "enterprise": "企业",
    "demand_number": "需求编号",
    "demand_title": "需求名称",
    "application_number": "最合适的专利",
    "patent_title": "专利名称",
    "score": "得分",
    "worthy": "达标专利数",
    "reason": "理由",
}
DECLINED_LABELS = {**LABELS, "declined": "此前意见"}


def firms_for(
    organisation: Annotated[
        str, typer.Option("--organisation", help="单位名称，曾用名、简称等已知写法均可")
    ],
    with_parts: Annotated[bool, typer.Option("--with-parts", help="连同下属单位的专利")] = False,
    top: Annotated[int, typer.Option("--top", min=1, max=500, help="列出几家企业")] = DEFAULT_TOP,
    anywhere: AnywhereOption = False,
    any_state: AnyStateOption = False,
    with_declined: WithDeclinedOption = False,
    as_of: AsOfOption = None,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    form: FormatOption = Format.TABLE,
) -> None:
    """为一个单位的全部专利找最合适的企业，每家企业一行。"""
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
        body = get_by_name(session, organisation)
        name, parts = body.name, list_parts(session, body.id or 0)
        owners = [body.id or 0, *(parts if with_parts else ())]
        desk = open_desk(session, settings, options.algorithm)
        found = find_firms(session, desk, load_demands(session), owners, options)
    labels = DECLINED_LABELS if with_declined else LABELS
    rows = [_row(firm, labels) for firm in found.firms]
    if form is Format.JSON:
        held_back = {gate.value: count for gate, count in sorted(found.stopped.items())}
        emit_json(
            {
                "organisation": name,
                "parts": len(owners) - 1,
                "patents": found.owned,
                "offered": found.offered,
                "held_back": held_back,
                "firms": rows,
                "left_out": found.left_out,
            }
        )
        return
    if form is Format.TABLE:
        console.print(_heading(name, len(owners) - 1, found), markup=False)
    if not rows:
        warn(_nothing(found, has_more=bool(parts) and not with_parts))
    if rows or form is Format.CSV:
        emit(rows, labels, form)
    tell_left_out(found.left_out)


def _row(firm: RankedFirm, labels: Iterable[str]) -> dict[str, Any]:
    row = {name: getattr(firm, name) for name in labels}
    return row | {"score": round(firm.score, 6)}


def _heading(name: str, parts: int, found: FirmsFor) -> str:
    among = f"及下属 {parts} 个单位" if parts else ""
    held_back = "".join(
        f"，{count} 件{gate.label}" for gate, count in sorted(found.stopped.items())
    )
    return f"{name}{among}：专利 {found.owned} 件，可推介 {found.offered} 件{held_back}"


def _nothing(found: FirmsFor, *, has_more: bool) -> str:
    """Say why there is no firm, and what may help."""
    if not found.owned:
        also = "，或加 --with-parts 连同下属单位" if has_more else ""
        return f"该单位名下没有专利。请先导入其专利{also}"
    if not found.offered:
        return "该单位没有可推介的专利。可试 --anywhere 或 --any-state"
    return "没有符合条件的需求。请确认已导入需求；已过时限和定向、不公开的需求不列出"

"""matchmaker similar."""

from typing import Annotated, Any

import typer

from matchmaker.cli.asking import make_options, open_desk, warn
from matchmaker.cli.options import (
    AnyStateOption,
    AnywhereOption,
    AsOfOption,
    FormatOption,
    PatentOption,
)
from matchmaker.cli.output import Format, console, emit, emit_json
from matchmaker.jobs.database import database
from matchmaker.services.ranking import DEFAULT_TOP
from matchmaker.services.similar import SimilarPatent, similar_to
from matchmaker.settings import get_settings
from models.session import make_session

LABELS = {
    "rank": "名次",
    "application_number": "申请号",
    "title": "专利名称",
    "owner": "权利人",
    "score": "相近程度",
    "reason": "理由",
}


def similar(
    patent: PatentOption,
    top: Annotated[int, typer.Option("--top", min=1, max=500, help="列出几件")] = DEFAULT_TOP,
    anywhere: AnywhereOption = False,
    any_state: AnyStateOption = False,
    as_of: AsOfOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """查找与一件专利相近的专利，便于打包推介。"""
    settings = get_settings()
    options = make_options(settings, top, as_of, anywhere=anywhere, any_state=any_state)
    with database(settings) as engine, make_session(engine) as session:
        found = similar_to(session, open_desk(session, settings), patent, options)
    rows = [_row(item) for item in found.patents]
    if form is Format.JSON:
        shared = [{"phrases": p.phrases, "subclasses": p.subclasses} for p in found.patents]
        emit_json(
            {
                "application_number": found.application_number,
                "title": found.title,
                "gate": found.gate.value if found.gate else None,
                "reason": found.gate.label if found.gate else "",
                "patents": [row | more for row, more in zip(rows, shared, strict=True)],
            }
        )
        return
    if form is Format.TABLE:
        console.print(f"{found.application_number} {found.title}", markup=False)
    if found.gate is not None:
        warn(f"注意：这件专利本身不能推介：{found.gate.label}")
    if not rows:
        warn("没有相近的可推介专利。可试 --anywhere 或 --any-state")
    if rows or form is Format.CSV:
        emit(rows, LABELS, form)


def _row(item: SimilarPatent) -> dict[str, Any]:
    row = {name: getattr(item, name) for name in LABELS}
    return row | {"score": round(item.score, 6)}

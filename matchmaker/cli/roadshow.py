"""matchmaker roadshow select | show | weights | sensitivity | sheets | export and its marks."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, TaskID

from matchmaker.cli.asking import warn
from matchmaker.cli.options import (
    AlgorithmOption,
    AnyStateOption,
    AnywhereOption,
    AsOfOption,
    FormatOption,
)
from matchmaker.cli.output import Format, console, emit, emit_json, now, progress
from matchmaker.cli.roadshow_marks import mark, marks_import
from matchmaker.events.roadshow_criteria import CRITERIA, Criterion
from matchmaker.jobs.database import database
from matchmaker.jobs.roadshow import (
    SelectionRequest,
    export_selection,
    select_patents,
    write_sheets,
)
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.services.roadshow_plan import (
    Plan,
    PlanChanges,
    get_plan,
    parse_weights,
    require_roadshow,
    set_plan,
)
from matchmaker.services.roadshow_view import (
    SelectionView,
    ShiftView,
    ShownPatent,
    view_selection,
)
from matchmaker.settings import get_settings
from models.queries import events as event_queries
from models.session import make_session

PATENT_LABELS = {
    "place": "名次",
    "application_number": "申请号",
    "title": "专利名称",
    "owner": "权利人",
    "score": "总分",
    "mark_count": "评审人数",
    "mark_mean": "评审均分",
    "mark_spread": "标准差",
    "demand_count": "相合需求",
    "reason": "依据",
}
# On a screen there is room for the reason or for the figures.
SCREEN_LABELS = {
    "place": "名次",
    "score": "总分",
    "named": "专利",
    "reason": "依据",
}
SHIFT_LABELS = {
    "label": "标准",
    "weight": "权重",
    "moved": "变为",
    "leaves": "退出前十",
    "enters": "进入前十",
}
WEIGHT_LABELS = {"criterion": "代号", "label": "标准", "weight": "权重"}
FILE_LABELS = {"file": "文件"}

SlugArgument = Annotated[str, typer.Argument(help="路演活动的代号")]
VersionOption = Annotated[
    int | None, typer.Option("--version", min=1, help="遴选结果的版本，默认最新")
]
OutOption = Annotated[Path | None, typer.Option("--out", help="输出文件夹")]

app = typer.Typer(help="路演：遴选专利、评审打分、项目单页。", no_args_is_help=True)
app.command("mark")(mark)
app.command("marks-import")(marks_import)


@app.command("select")
def select(
    slug: SlugArgument,
    as_of: AsOfOption = None,
    anywhere: AnywhereOption = False,
    any_state: AnyStateOption = False,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    form: FormatOption = Format.TABLE,
) -> None:
    """从全部专利中遴选；依据没有变化时保留原版本。"""
    settings = get_settings()
    request = SelectionRequest(
        slug, as_of.date() if as_of else None, anywhere, any_state, algorithm
    )
    with database(settings) as engine, progress() as bars:
        task = bars.add_task("读取专利与需求", total=None)
        made = select_patents(engine, settings, request, now(), partial(_step, bars, task))
        with make_session(engine) as session:
            view = view_selection(
                session, event_queries.get_event(session, slug), made.version.version
            )
    if form is Format.TABLE:
        state = "新版本" if made.made else "依据未变，保留原版本"
        console.print(f"{slug} 第 {view.version} 版：{state}", highlight=False)
    _print(view, form)


@app.command("show")
def show(
    slug: SlugArgument, version: VersionOption = None, form: FormatOption = Format.TABLE
) -> None:
    """显示遴选结果与每件专利的依据。"""
    _print(_view(slug, version), form)


@app.command("sensitivity")
def sensitivity(
    slug: SlugArgument, version: VersionOption = None, form: FormatOption = Format.TABLE
) -> None:
    """一项权重增减五分之一时，前十名有谁退出、谁进入。"""
    view = _view(slug, version)
    if form is Format.JSON:
        emit_json([_shift_row(shift, joined=False) for shift in view.shifts])
        return
    emit([_shift_row(shift) for shift in view.shifts], SHIFT_LABELS, form, whole=True)
    if form is Format.TABLE and not any(shift.leaves or shift.enters for shift in view.shifts):
        console.print("任何一项权重增减五分之一，前十名都不变")


@app.command("weights")
def weights(
    slug: SlugArgument,
    values: Annotated[
        list[str] | None, typer.Option("--set", help="标准=权重（百分数或任意正数），可重复")
    ] = None,
    size: Annotated[int | None, typer.Option("--size", help="入选几件")] = None,
    per_institution: Annotated[
        int | None, typer.Option("--per-institution", help="单个单位至多几件")
    ] = None,
    blend: Annotated[float | None, typer.Option("--blend", help="评审分所占的部分，0 到 1")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """显示或修改一场路演的权重与名额；其余权重按比例归一。"""
    changes = PlanChanges(parse_weights(values or []), size, per_institution, blend)
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        require_roadshow(event)
        if changes == PlanChanges({}):
            plan = get_plan(session, event)
        else:
            plan = set_plan(session, event, changes)
            session.commit()
    _print_plan(plan, form)


@app.command("sheets")
def sheets(
    slug: SlugArgument,
    version: VersionOption = None,
    out: OutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """为每件入选专利写一页项目单（.docx 与可打印的 .html）。"""
    settings = get_settings()
    with database(settings) as engine, progress() as bars:
        task = bars.add_task("项目单页", total=None)
        paths = write_sheets(
            engine,
            slug,
            version,
            out or settings.output_dir,
            lambda done, total: bars.update(task, completed=done, total=total),
        )
    _print_files(paths, form)


@app.command("export")
def export(
    slug: SlugArgument,
    version: VersionOption = None,
    out: OutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """把遴选结果写成 .xlsx：排名、得分构成、依据、灵敏度、说明。"""
    settings = get_settings()
    with database(settings) as engine:
        path = export_selection(engine, slug, version, out or settings.output_dir)
    _print_files([path], form)


def _step(bars: Progress, task: TaskID, done: int, total: int) -> None:
    bars.update(task, completed=done, total=total, description="比对需求")


def _view(slug: str, version: int | None) -> SelectionView:
    with database(get_settings()) as engine, make_session(engine) as session:
        return view_selection(session, event_queries.get_event(session, slug), version)


def _print(view: SelectionView, form: Format) -> None:
    if form is Format.JSON:
        emit_json(
            {
                "slug": view.slug,
                "version": view.version,
                "as_of": view.as_of,
                "notices": view.notices,
                "patents": [_patent_details(patent) for patent in view.patents],
            }
        )
        return
    if form is Format.TABLE:
        emit([_screen_row(patent) for patent in view.patents], SCREEN_LABELS, form, whole=True)
    else:
        emit([_patent_row(patent) for patent in view.patents], PATENT_LABELS, form)
    for notice in view.notices:
        warn(f"提示：{notice}")


def _patent_row(patent: ShownPatent) -> dict[str, Any]:
    row = {name: getattr(patent, name) for name in PATENT_LABELS}
    for name in ("mark_mean", "mark_spread"):
        row[name] = None if row[name] is None else round(row[name], 2)
    return row


def _screen_row(patent: ShownPatent) -> dict[str, Any]:
    named = f"{patent.title}\n{patent.application_number}\n{patent.owner}"
    return {
        "place": patent.place,
        "score": patent.score,
        "named": named,
        "reason": patent.reason,
    }


def _patent_details(patent: ShownPatent) -> dict[str, Any]:
    parts = [
        {
            "criterion": row.criterion,
            "weight": row.weight,
            "value": row.value if row.known else None,
            "share": row.share,
            "sentence": row.sentence,
        }
        for row in patent.rows
    ]
    return {**_patent_row(patent), "rows": parts}


def _shift_row(shift: ShiftView, *, joined: bool = True) -> dict[str, Any]:
    return {
        "label": shift.label,
        "weight": round(shift.weight, 4),
        "moved": round(shift.moved, 4),
        "leaves": "；".join(shift.leaves) if joined else shift.leaves,
        "enters": "；".join(shift.enters) if joined else shift.enters,
    }


def _print_plan(plan: Plan, form: Format) -> None:
    if form is Format.JSON:
        emit_json(
            {
                "weights": {c.value: plan.scheme.weights[c] for c in Criterion},
                "size": plan.limits.size,
                "per_institution": plan.limits.per_institution,
                "blend": plan.scheme.blend,
                "is_default": plan.is_default,
            }
        )
        return
    rows = [
        {"criterion": c.value, "label": c.label, "weight": plan.scheme.weights[c]} for c in CRITERIA
    ]
    emit(rows, WEIGHT_LABELS, form)
    if form is Format.TABLE:
        origin = "默认" if plan.is_default else "本场设定"
        console.print(
            f"{origin}：入选 {plan.limits.size} 件，单个单位至多 {plan.limits.per_institution} 件，"
            f"评审分占 {plan.scheme.blend:.0%}",
            highlight=False,
        )


def _print_files(paths: list[Path], form: Format) -> None:
    if form is Format.JSON:
        emit_json([str(path) for path in paths])
        return
    emit([{"file": str(path)} for path in paths], FILE_LABELS, form)

"""matchmaker org list | review | decide | merge | unmerge | history | evaluate."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, emit_json, now
from matchmaker.jobs.database import database
from matchmaker.services import organisations as organisation_services
from matchmaker.services.organisation_evaluation import (
    JudgedComparison,
    judge_pairs,
    load_pairs,
    measure,
)
from matchmaker.settings import get_settings
from models.enums import ReviewStatus
from models.queries import organisation_list
from models.queries import organisations as organisation_queries
from models.queries.organisation_list import OrganisationFilter
from models.session import make_session
from models.values.org_name import OrgType
from models.values.region import get_city

LIST_LABELS = {
    "id": "编号",
    "name": "单位",
    "org_type": "类型",
    "city_code": "城市代码",
    "uscc": "统一社会信用代码",
    "parent": "上级单位",
    "names": "名称数",
    "patents": "专利数",
    "demands": "需求数",
}
REVIEW_LABELS = {
    "id": "编号",
    "name": "新见单位",
    "organisation_id": "单位编号",
    "candidate": "可能是",
    "candidate_id": "候选编号",
    "score": "相似度",
    "reason": "理由",
}
HISTORY_LABELS = {
    "id": "编号",
    "kept": "保留单位",
    "kept_id": "保留编号",
    "merged": "并入单位",
    "merged_id": "并入编号",
    "aliases": "名称",
    "patents": "专利",
    "demands": "需求",
    "reason": "理由",
    "actor": "经办人",
    "merged_at": "时间",
    "undone_by": "撤销人",
    "undone_at": "撤销时间",
}
EVALUATE_LABELS = {
    "pairs": "配对数",
    "precision": "准确率",
    "recall": "召回率(含人工)",
    "handed_over": "转人工率",
    "automatic_recall": "自动召回率",
    "part_recall": "上下级召回率",
    "needless": "多余转交率",
}
MISS_LABELS = {
    "name_a": "名称甲",
    "name_b": "名称乙",
    "label": "标注",
    "verdict": "判定",
    "reason": "理由",
    "note": "备注",
}


class Answer(StrEnum):
    """What a person says of a doubtful pair."""

    SAME = "same"
    DIFFERENT = "different"
    PART = "part"


app = typer.Typer(help="单位：名称归一、疑似重复与合并。", no_args_is_help=True)


@app.command("list")
def list_(
    org_type: Annotated[OrgType | None, typer.Option("--type", help="单位类型")] = None,
    city: Annotated[str | None, typer.Option(help="市州")] = None,
    find: Annotated[str, typer.Option("--find", help="名称（含曾用名）中的文字")] = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """列出单位；已并入其他单位的不列。"""
    wanted = OrganisationFilter(org_type, get_city(city).code if city else None, find)
    with database(get_settings()) as engine, make_session(engine) as session:
        found = organisation_list.list_organisations(session, wanted)
        counts = organisation_list.count_belongings(session)
        parents = organisation_queries.names_by_id(
            session, (body.parent_id for body in found if body.parent_id)
        )
    rows = [
        {
            **body.model_dump(include={"id", "name", "city_code", "uscc"}),
            "org_type": body.org_type.label,
            "parent": parents.get(body.parent_id or 0, ""),
            **{name: of_body.get(body.id or 0, 0) for name, of_body in counts.items()},
        }
        for body in found
    ]
    emit(rows, LIST_LABELS, form)


@app.command("review")
def review(form: FormatOption = Format.TABLE) -> None:
    """列出待核的疑似重复。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        views = organisation_services.list_reviews(session)
    emit(
        [{name: getattr(view, name) for name in REVIEW_LABELS} for view in views],
        REVIEW_LABELS,
        form,
    )


@app.command("decide")
def decide(
    review_id: Annotated[int, typer.Argument(metavar="ID", help="待核记录编号")],
    answer: Annotated[Answer, typer.Argument(help="same 同一单位，different 不同，part 上下级")],
    actor: ActorOption,
) -> None:
    """裁定一条疑似重复；same 把新见单位并入候选单位。"""
    status = ReviewStatus(answer.value)
    with database(get_settings()) as engine, make_session(engine) as session:
        organisation_services.decide_review(session, review_id, status, actor, now())
        session.commit()
    console.print(f"待核记录 {review_id}：{status.label}")


@app.command("merge")
def merge(
    kept: Annotated[int, typer.Argument(help="保留的单位编号")],
    merged: Annotated[int, typer.Argument(help="并入的单位编号")],
    actor: ActorOption,
    reason: Annotated[str, typer.Option("--reason", help="理由")],
) -> None:
    """把一个单位并入另一个：名称、专利、需求、成果一并移过去，可撤销。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        done = organisation_services.merge_organisations(
            session, kept, merged, reason, actor, now()
        )
        number = done.id
        session.commit()
    console.print(f"已把单位 {merged} 并入单位 {kept}（合并 {number}）")


@app.command("unmerge")
def unmerge(
    merge_id: Annotated[int, typer.Argument(metavar="ID", help="合并编号")],
    actor: ActorOption,
) -> None:
    """撤销一次合并，当时移动的都移回去。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        organisation_services.undo_merge(session, merge_id, actor, now())
        session.commit()
    console.print(f"已撤销合并 {merge_id}")


@app.command("history")
def history(form: FormatOption = Format.TABLE) -> None:
    """列出所有合并，新的在前。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        views = organisation_services.history(session)
    emit(
        [{name: getattr(view, name) for name in HISTORY_LABELS} for view in views],
        HISTORY_LABELS,
        form,
    )


@app.command("evaluate")
def evaluate(
    misses: Annotated[bool, typer.Option("--misses", help="列出判错的配对")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """在随附的标注配对上衡量名称归一；不需要数据库。"""
    judged = judge_pairs(load_pairs())
    if misses:
        emit([_miss(item) for item in judged if not item.is_right], MISS_LABELS, form)
        return
    quality = measure(judged)
    row = {name: getattr(quality, name) for name in EVALUATE_LABELS}
    row = {name: round(value, 4) for name, value in row.items()}
    if form is Format.JSON:
        emit_json(row)
    else:
        emit([row], EVALUATE_LABELS, form)


def _miss(item: JudgedComparison) -> dict[str, Any]:
    return {
        "name_a": item.pair.a.name,
        "name_b": item.pair.b.name,
        "label": item.pair.label.label,
        "verdict": item.comparison.verdict.label,
        "reason": item.comparison.reason,
        "note": item.pair.note,
    }

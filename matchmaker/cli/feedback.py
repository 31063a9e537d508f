"""matchmaker feedback add | list | summary | judgements."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from matchmaker.cli.options import ActorOption, FormatOption, PatentOption, parse_reasons
from matchmaker.cli.output import Format, console, emit, errors, moment, now
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.jobs.feedback import export_feedback
from matchmaker.jobs.outcomes import export_feedback_judgements
from matchmaker.services.edits import get_patent
from matchmaker.services.feedback import FeedbackWords, Shown, Speaker, add_feedback
from matchmaker.services.feedback_figures import Figures, feedback_figures
from matchmaker.services.feedback_view import view_feedback
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.organisation_search import get_by_name
from matchmaker.settings import get_settings
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason
from models.queries import demands as demand_queries
from models.queries import events as event_queries
from models.queries import feedback as feedback_queries
from models.queries.feedback import Wanted
from models.session import make_session

LIST_LABELS = {
    "demand": "需求",
    "patent": "专利",
    "side": "一方",
    "organisation": "单位",
    "opinion": "意见",
    "reasons": "原因",
    "note": "备注",
    "event": "活动",
    "algorithm": "算法",
    "score": "得分",
    "rank": "名次",
    "actor": "发言人",
    "said_at": "时间",
    "state": "状态",
}
SUMMARY_LABELS = {
    "kind": "类别",
    "name": "名称",
    "detail": "说明",
    "firms": "企业数",
    "words": "意见数",
    "fit": "合适",
    "unsure": "不确定",
    "unfit": "不合适",
    "improved": "已改进",
    "reasons": "原因",
}

app = typer.Typer(
    help="供需双方对推荐配对的意见：记录、查询、汇总，并供排序学习。", no_args_is_help=True
)


@app.command("add")
def add(
    demand: Annotated[str, typer.Option("--demand", help="需求编号")],
    patent: PatentOption,
    organisation: Annotated[str, typer.Option("--organisation", help="代表哪个单位发表意见")],
    opinion: Annotated[
        Opinion, typer.Option("--opinion", help="fit 合适，unfit 不合适，unsure 不确定")
    ],
    actor: ActorOption,
    reason: Annotated[
        list[str] | None, typer.Option("--reason", help="不合适的原因，可重复，如 描述不清、价格")
    ] = None,
    note: Annotated[str, typer.Option("--note", help="备注")] = "",
    event: Annotated[
        str, typer.Option("--event", help="在哪场活动推荐，活动代号；得分与名次取自其名单")
    ] = "",
    algorithm: Annotated[
        str | None, typer.Option("--algorithm", help="推荐所用算法，与 --score、--rank 同用")
    ] = None,
    score: Annotated[float | None, typer.Option("--score", help="推荐时的得分")] = None,
    rank: Annotated[int | None, typer.Option("--rank", help="推荐时的名次")] = None,
) -> None:
    """记录企业或权利人对一对需求与专利的意见；再记即以后一次为准，前一次保留。"""
    words = FeedbackWords(
        demand=demand,
        patent=patent,
        opinion=opinion,
        reasons=parse_reasons(reason),
        note=note,
        event=event,
        shown=_parse_shown(algorithm, score, rank),
    )
    with database(get_settings()) as engine, make_session(engine) as session:
        body = get_by_name(session, organisation)
        said = add_feedback(session, Speaker(body.id or 0, Author(actor, now())), words)
        side, name = said.feedback.side.label, body.name
        session.commit()
    if not said.made:
        console.print("与已有意见相同，未变")
        return
    again = f"（此前已有 {said.earlier} 次意见，以这次为准）" if said.earlier else ""
    console.print(f"已记录{side}“{name}”的意见：{opinion.label}{again}", markup=False)


@app.command("list")
def list_(
    demand: Annotated[str | None, typer.Option("--demand", help="需求编号")] = None,
    patent: Annotated[str | None, typer.Option("--patent", help="申请号")] = None,
    organisation: Annotated[str | None, typer.Option("--organisation", help="单位名称")] = None,
    event: Annotated[str | None, typer.Option("--event", help="活动代号")] = None,
    history: Annotated[bool, typer.Option("--history", help="连同后来又改的意见")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出意见；会面中的意见见 matchmaker outcome list。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        wanted = Wanted(
            demand_id=demand_queries.get_demand(session, demand).id if demand else None,
            patent_id=get_patent(session, patent).id if patent else None,
            organisation_id=get_by_name(session, organisation).id if organisation else None,
            event_id=event_queries.get_event(session, event).id if event else None,
        )
        find = feedback_queries.history if history else feedback_queries.newest
        views = view_feedback(session, find(session, wanted))
    emit([asdict(view) | {"said_at": moment(view.said_at)} for view in views], LIST_LABELS, form)


@app.command("summary")
def summary(
    out: Annotated[
        Path | None, typer.Option("--out", help="另把工作簿写入这个文件夹，含每条意见")
    ] = None,
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """按单位、产业、专利汇总企业的意见与原因，不合适最多的在前。"""
    with database(get_settings()) as engine:
        with make_session(engine) as session:
            found = feedback_figures(session, for_organisers=True)
        path = export_feedback(engine, out, Author(actor, now())) if out else None
    groups = (("单位", found.institutions), ("产业", found.industries), ("专利", found.patents))
    rows = [_summary_row(kind, one, form) for kind, figures in groups for one in figures]
    emit(rows, SUMMARY_LABELS, form, whole=True)
    if path is not None:
        errors.print(f"已写入 {path}", highlight=False, soft_wrap=True, markup=False)


@app.command("judgements")
def judgements(
    out: Annotated[Path | None, typer.Option("--out", help="输出文件夹")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """把会外的意见写成评判文件，供 evaluate 与 train 使用。"""
    settings = get_settings()
    with database(settings) as engine:
        found, paths = export_feedback_judgements(engine, out or settings.output_dir)
    emit([{"file": str(path)} for path in paths], {"file": "文件"}, form)
    errors.print(
        f"评判 {len(found.pairs)} 对，涉及需求 {len(found.demands)} 项；"
        f"与技术相关性无关的 {found.silent} 对、未公开需求的 {found.withheld} 对未写入",
        highlight=False,
        soft_wrap=True,
    )


def _parse_shown(algorithm: str | None, score: float | None, rank: int | None) -> Shown | None:
    if algorithm is None and score is None and rank is None:
        return None
    if algorithm is None or score is None or rank is None:
        raise BadQuery("--algorithm、--score、--rank 请同时写明，或都不写")
    return Shown(algorithm, score, rank)


def _summary_row(kind: str, one: Figures, form: Format) -> dict[str, Any]:
    reasons = {reason: count for reason, count in one.reasons.items() if count}
    told: Any = {reason.value: count for reason, count in reasons.items()}
    if form is not Format.JSON:
        ordered = sorted(reasons, key=lambda reason: (-reasons[reason], _PLACES[reason]))
        told = "、".join(f"{reason.label} {reasons[reason]}" for reason in ordered)
    return {"kind": kind, **asdict(one), "reasons": told}


_PLACES = {reason: place for place, reason in enumerate(DeclineReason)}

"""matchmaker outcome record | list | judgements."""

from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.options import FormatOption, SlugArgument, parse_reason
from matchmaker.cli.output import Format, console, emit, errors, moment, now
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.jobs.outcomes import export_judgements
from matchmaker.services.outcome_view import view_outcomes
from matchmaker.services.outcomes import OutcomeWords, record_outcome
from matchmaker.settings import get_settings
from models.meeting_enums import OutcomeResult
from models.queries import events as event_queries
from models.session import make_session
from models.values.money import Money

LIST_LABELS = {
    "enterprise": "企业",
    "institution": "高校院所",
    "demand": "需求",
    "patent": "专利",
    "held": "是否会面",
    "result": "结果",
    "reason": "原因",
    "amount_cny": "金额（元）",
    "note": "备注",
    "actor": "记录人",
    "recorded_at": "时间",
    "number": "第几次记录",
}


app = typer.Typer(help="会面结果：记录、更正、查询，并供排序学习。", no_args_is_help=True)


@app.command()
def record(
    slug: SlugArgument,
    enterprise: Annotated[str, typer.Argument(metavar="ENTERPRISE", help="企业")],
    institution: Annotated[str, typer.Argument(metavar="INSTITUTION", help="高校院所")],
    result: Annotated[
        OutcomeResult,
        typer.Option("--result", help="contact 继续接触，intent 意向，contract 签约，none 未达成"),
    ],
    actor: Annotated[str, typer.Option("--by", help="记录人")],
    not_held: Annotated[bool, typer.Option("--not-held", help="会面没有举行")] = False,
    reason: Annotated[str | None, typer.Option(help="未达成的原因，如 成熟度不够、价格")] = None,
    demand: Annotated[str, typer.Option(help="需求编号，与 --patent 同用")] = "",
    patent: Annotated[str, typer.Option(help="申请号，与 --demand 同用")] = "",
    amount: Annotated[str | None, typer.Option(help="金额，如 50万元")] = None,
    note: Annotated[str, typer.Option(help="备注")] = "",
) -> None:
    """记录一场会面的结果；同一事项再记即为更正，原记录保留。"""
    words = OutcomeWords(
        enterprise=enterprise,
        institution=institution,
        result=result,
        held=not not_held,
        reason=parse_reason(reason) if reason is not None else None,
        demand=demand,
        patent=patent,
        amount_cny=_parse_amount(amount),
        note=note,
    )
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        done = record_outcome(session, event, words, actor, now())
        session.commit()
    state = "更正" if done.corrects else "记录"
    console.print(f"已{state}：{result.label}" if done.made else "与已有记录相同，未变")


@app.command("list")
def list_(
    slug: SlugArgument,
    history: Annotated[bool, typer.Option("--history", help="连同已被更正的记录")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出一场活动的会面结果。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        views = view_outcomes(session, event, with_history=history)
    rows = [
        {name: getattr(view, name) for name in LIST_LABELS}
        | {
            "held": "是" if view.held else "否",
            "recorded_at": moment(view.recorded_at),
        }
        for view in views
    ]
    emit(rows, LIST_LABELS, form)


@app.command("judgements")
def judgements(
    out: Annotated[Path | None, typer.Option("--out", help="输出文件夹")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """把全部会面结果写成评判文件，供 evaluate 与 train 使用。"""
    settings = get_settings()
    with database(settings) as engine:
        found, paths = export_judgements(engine, out or settings.output_dir)
    emit([{"file": str(path)} for path in paths], {"file": "文件"}, form)
    errors.print(
        f"评判 {len(found.pairs)} 对，涉及需求 {len(found.demands)} 项；"
        f"与技术相关性无关的结果 {found.silent} 条、未公开需求的结果 {found.withheld} 条未写入",
        highlight=False,
        soft_wrap=True,
    )


def _parse_amount(text: str | None) -> int | None:
    if text is None:
        return None
    money = Money.parse(text)
    if money.low_cny is None or money.low_cny != money.high_cny:
        raise BadQuery(f"金额“{text}”应是一个数，不是范围或面议。例如 50万元")
    return round(money.low_cny)

"""matchmaker industry list | export | edit | train | status | apply | set | evaluate."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from ingest.errors import SourceError
from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import (
    Format,
    console,
    emit,
    emit_json,
    errors,
    now,
    progress,
    today,
)
from matchmaker.errors import BadConfiguration, BadQuery
from matchmaker.industry.list_difference import tell_difference
from matchmaker.industry.list_file import read_list, write_list
from matchmaker.jobs.database import database
from matchmaker.reports import industry_html
from matchmaker.services import industry_tags
from matchmaker.services.industry_editions import (
    ListChange,
    edition_in_force,
    industries_in_force,
    put_in_force,
    valid_since,
)
from matchmaker.services.industry_evaluation import evaluate_labels
from matchmaker.services.industry_training import IndustryCard, load_card, train_industries
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.settings import get_settings
from models.enums import RecordKind
from models.session import make_session

EXIT_REFUSED = 1
LIST_LABELS = {"slug": "代号", "name": "产业", "group": "类别", "status": "状态"}
CARD_LABELS = {
    "patents": "专利数",
    "folds": "交叉验证折数",
    "corrections": "人工纠正",
    "accuracy": "仅凭文字的准确率",
    "macro_f1": "宏平均 F1（30 件以上的产业）",
    "rules_accuracy": "只用词表的准确率",
}
APPLY_LABELS = {"kind": "种类", "records": "记录数", "changed": "归类有变"}
SET_LABELS = {"slug": "代号", "confidence": "把握", "reason": "理由"}
EVALUATE_LABELS = {
    "demands": "需求数",
    "first": "首选与标注一致",
    "accepted": "首选为任一标注产业",
    "found": "标注产业在归类之中",
}
MISS_LABELS = {"demand_id": "需求", "title": "名称", "told": "判为", "labels": "标注"}

app = typer.Typer(help="产业：分类模型的学习与评测，人工纠正，重新归类。", no_args_is_help=True)


@app.command("list")
def list_(form: FormatOption = Format.TABLE) -> None:
    """列出产业及其代号。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        rows = [asdict(industry) for industry in industries_in_force(session).offered]
    emit(rows, LIST_LABELS, form)


@app.command()
def export(out: Annotated[Path, typer.Option("--out", help="写到哪个 TOML 文件")]) -> None:
    """把现行产业目录写成 TOML 文件，可修改后用 industry edit 载入。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        taxonomy, since = industries_in_force(session), valid_since(session)
    out.write_text(write_list(taxonomy, since), encoding="utf-8")
    console.print(f"已写出 {len(taxonomy.industries)} 个产业：{out}", soft_wrap=True)


@app.command()
def edit(
    file: Annotated[Path, typer.Argument(help="产业目录 TOML 文件，样子同 industry export")],
    note: Annotated[str, typer.Option("--note", help="原因或依据")],
    actor: ActorOption = COMMAND_LINE,
) -> None:
    """用文件中的目录替换现行目录，另存为新的一版；文件中没有的产业停用，不删除。"""
    try:
        said = read_list(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SourceError(str(file), "文件不存在", "请检查路径与文件名后重试") from error
    except (BadConfiguration, UnicodeDecodeError) as error:
        raise SourceError(file.name, str(error), "请改正后重试") from error
    with database(get_settings()) as engine, make_session(engine) as session:
        before = industries_in_force(session).industries
        change = ListChange(
            edition_in_force(session),
            said.industries,
            note,
            said.valid_from or today(),
            said.version,
        )
        made = put_in_force(session, change, Author(actor, now()))
        changes = tell_difference(before, industries_in_force(session).industries)
        session.commit()
    console.print(f"产业目录现为第 {made} 版", soft_wrap=True)
    for line in changes:
        console.print(f"  {line}", soft_wrap=True, markup=False)
    console.print("运行 matchmaker industry apply 重新归类已有记录", soft_wrap=True)


@app.command()
def train(form: FormatOption = Format.TABLE) -> None:
    """由库中带分类号的专利、分类表标题与人工纠正学习按文字归类；不优于词表则不采用。"""
    settings = get_settings()
    with database(settings) as engine, make_session(engine) as session, progress() as bars:
        task = bars.add_task("学习", total=None)
        card, kept = train_industries(
            session,
            settings.segmenter,
            now(),
            lambda done, total: bars.update(task, completed=done, total=total),
        )
        session.commit()
    _show(card, form)
    if not kept:
        errors.print("检验结果不优于词表，未采用；请导入更多专利后再试", style="yellow")
        raise typer.Exit(EXIT_REFUSED)
    if form is Format.TABLE:
        console.print("已采用。运行 matchmaker industry apply 重新归类已有记录", soft_wrap=True)


@app.command()
def status(
    report: Annotated[Path | None, typer.Option("--report", help="写出混淆矩阵网页")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """显示当前分类模型的检验结果。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found, names = load_card(session), industries_in_force(session).names
    if found is None:
        raise BadQuery("还没有学习过产业。请先运行 matchmaker industry train")
    card, trained_at = found
    _show(card, form)
    if report is not None:
        report.write_bytes(industry_html.build(card, trained_at, names))
        errors.print(f"已写入 {report}", soft_wrap=True)


@app.command()
def apply(form: FormatOption = Format.TABLE) -> None:
    """按当前规则与模型给全部专利与需求重新归类；人工纠正不变。"""
    with database(get_settings()) as engine, make_session(engine) as session, progress() as bars:
        task = bars.add_task("归类", total=None)
        done = industry_tags.retag_all(
            session, lambda done, total: bars.update(task, completed=done, total=total)
        )
        session.commit()
    names = {RecordKind.PATENT: "专利", RecordKind.DEMAND: "需求"}
    rows = [{"kind": names[kind], **asdict(result)} for kind, result in done.items()]
    emit(rows, APPLY_LABELS, form)


@app.command("set")
def set_(
    industry: Annotated[str, typer.Option("--industry", help="产业代号或名称")],
    demand: Annotated[str | None, typer.Option("--demand", help="需求编号")] = None,
    patent: Annotated[str | None, typer.Option("--patent", help="申请号")] = None,
    not_: Annotated[bool, typer.Option("--not", help="不属于该产业")] = False,
    actor: Annotated[str, typer.Option("--by", help="经办人")] = "命令行",
    form: FormatOption = Format.TABLE,
) -> None:
    """指明一项需求或一件专利属于（或不属于）某产业；优先于一切规则，并供下次学习。"""
    if (demand is None) == (patent is None):
        raise BadQuery("请在 --demand、--patent 中恰好给出一个")
    with database(get_settings()) as engine, make_session(engine) as session:
        slug = industries_in_force(session).find_offered(industry).slug
        if demand is not None:
            tags = industry_tags.correct_demand(
                session, demand, slug, belongs=not not_, actor=actor, now=now()
            )
        else:
            tags = industry_tags.correct_patent(
                session, patent or "", slug, belongs=not not_, actor=actor, now=now()
            )
        session.commit()
    emit([dict(zip(SET_LABELS, tag, strict=True)) for tag in tags], SET_LABELS, form)


@app.command()
def evaluate(
    demands: Annotated[Path, typer.Option("--demands", help="需求 CSV")],
    labels: Annotated[
        Path, typer.Option("--labels", help="标注 CSV：demand_id、industry、also（以分号分隔）")
    ],
    misses: Annotated[bool, typer.Option("--misses", help="逐条列出不一致的")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """在标注过的需求上衡量当前的归类。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        quality = evaluate_labels(session, demands, labels)
    if misses:
        emit([asdict(miss) for miss in quality.misses], MISS_LABELS, form)
        return
    emit([{name: getattr(quality, name) for name in EVALUATE_LABELS}], EVALUATE_LABELS, form)


def _show(card: IndustryCard, form: Format) -> None:
    figures: dict[str, Any] = {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in asdict(card).items()
    }
    if form is Format.JSON:
        emit_json(figures)
    elif form is Format.CSV:
        emit([figures], CARD_LABELS, form)
    else:
        rows = [{"name": label, "value": figures[name]} for name, label in CARD_LABELS.items()]
        emit(rows, {"name": "项目", "value": "数值"}, form)

"""matchmaker index build | status."""

from dataclasses import asdict
from typing import Annotated

import typer

from matchmaker.cli.options import AlgorithmOption, FormatOption
from matchmaker.cli.output import Format, console, emit, now, progress
from matchmaker.jobs.database import database
from matchmaker.jobs.indexes import update_index
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.services import indexing
from matchmaker.services.chain_places import place_records
from matchmaker.services.indexing import Made
from matchmaker.settings import get_settings
from models.session import make_session

LABELS = {
    "version": "版本",
    "patents": "专利数",
    "added": "其中增补",
    "columns": "词项数",
    "segmenter": "分词器",
    "stale": "是否过期",
}

VERBS = {Made.KEPT: "没有变化，沿用", Made.EXTENDED: "已增补", Made.BUILT: "已建立"}

app = typer.Typer(help="检索索引。", no_args_is_help=True)


@app.command("build")
def build(
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    whole: Annotated[bool, typer.Option("--whole", help="全部重建，不作增补")] = False,
) -> None:
    """由库中专利建立索引：有变化时增补，变化多时重建，没有变化时沿用。"""
    settings = get_settings()
    with database(settings) as engine, progress() as bars, make_session(engine) as session:
        task = bars.add_task("建立索引", total=None)
        status, made = update_index(
            session,
            settings,
            algorithm,
            whole=whole,
            on_done=lambda done, total: bars.update(task, completed=done, total=total),
        )
        place_records(session, now())
        session.commit()
    added = f"（其中 {status.added} 件为增补）" if status.added else ""
    console.print(
        f"{VERBS[made]}索引 {status.version}："
        f"{status.patents} 件专利{added}，{status.columns} 个词项"
    )


@app.command("status")
def status(form: FormatOption = Format.TABLE) -> None:
    """显示索引的内容与是否过期，并核对文件。"""
    settings = get_settings()
    with database(settings) as engine, make_session(engine) as session:
        state = indexing.status(session, settings.index_dir, settings.segmenter)
    emit([asdict(state)], LABELS, form)
    if state.stale and form is Format.TABLE:
        console.print("库中专利已有变化，请运行 matchmaker index build", style="yellow")

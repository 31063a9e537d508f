"""matchmaker index build | status."""

from dataclasses import asdict

import typer

from matchmaker.cli.options import AlgorithmOption, FormatOption
from matchmaker.cli.output import Format, console, emit, progress
from matchmaker.jobs.database import database
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.store import verify_files
from matchmaker.services import indexing
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.stock import load_patents
from matchmaker.settings import get_settings
from models.session import make_session

LABELS = {
    "version": "版本",
    "patents": "专利数",
    "columns": "词项数",
    "segmenter": "分词器",
    "stale": "是否过期",
}

app = typer.Typer(help="检索索引。", no_args_is_help=True)


@app.command("build")
def build(algorithm: AlgorithmOption = DEFAULT_ALGORITHM) -> None:
    """由库中专利建立索引；没有变化时不重建。"""
    settings = get_settings()
    with database(settings) as engine, progress() as bars, make_session(engine) as session:
        bars.add_task("建立索引", total=None)
        wanted = find_algorithm(algorithm, settings.models_dir, settings.dense_model_dir)
        status, built = indexing.build(
            session, settings.index_dir, settings.segmenter, wanted.scheme, wanted.encoder
        )
    verb = "已建立" if built else "没有变化，沿用"
    console.print(f"{verb}索引 {status.version}：{status.patents} 件专利，{status.columns} 个词项")


@app.command("status")
def status(form: FormatOption = Format.TABLE) -> None:
    """显示索引的内容与是否过期，并核对文件。"""
    settings = get_settings()
    with database(settings) as engine, make_session(engine) as session:
        state = indexing.status(load_patents(session), settings.index_dir, settings.segmenter)
    verify_files(settings.index_dir)
    emit([asdict(state)], LABELS, form)
    if state.stale and form is Format.TABLE:
        console.print("库中专利已有变化，请运行 matchmaker index build", style="yellow")

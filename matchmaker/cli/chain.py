"""matchmaker chain list | show | place."""

from dataclasses import asdict
from typing import Annotated

import typer

from matchmaker.cli.operator import OPERATOR
from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, emit, now, progress
from matchmaker.industry.chains import load_chains
from matchmaker.jobs.database import database
from matchmaker.services.chain_places import place_records
from matchmaker.services.chain_view import view_chain, view_chains
from matchmaker.settings import get_settings
from models.queries import chains as chain_queries
from models.session import make_session

LABELS = {
    "slug": "代号",
    "name": "产业链",
    "patents": "专利",
    "demands": "需求",
    "firms": "企业",
    "gaps": "缺口",
}
NODE_LABELS = {
    "slug": "代号",
    "stage": "位置",
    "name": "环节",
    "patents": "专利",
    "demands": "需求",
    "firms": "企业",
    "gap": "缺口",
}

app = typer.Typer(help="产业链：各环节的供需与缺口，重新归入。", no_args_is_help=True)


@app.command("list")
def list_(form: FormatOption = Format.TABLE) -> None:
    """列出划分了环节的产业链，以及缺专利或缺需求的环节。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        supply = chain_queries.supply(session, load_chains().digest)
        found = view_chains(session, OPERATOR, supply)
    rows = [
        {
            **asdict(row),
            "gaps": "；".join(f"{node.name}（{node.gap}）" for node in row.nodes if node.gap),
        }
        for row in found.rows
    ]
    emit(rows, LABELS, form)
    if found.waiting and form is Format.TABLE:
        text = f"{found.waiting} 件专利还没有归入，请运行 matchmaker chain place"
        console.print(text, style="yellow")


@app.command()
def show(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="产业链代号")],
    form: FormatOption = Format.TABLE,
) -> None:
    """列出一条产业链的各环节。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        supply = chain_queries.supply(session, load_chains().digest)
        found = view_chain(session, OPERATOR, supply, slug)
    emit([asdict(node) for node in found.nodes], NODE_LABELS, form)


@app.command()
def place() -> None:
    """把新增和改动的专利、需求归入产业链的环节；环节定义改过的全部重做。"""
    with database(get_settings()) as engine, progress() as bars, make_session(engine) as session:
        task = bars.add_task("归入产业链", total=None)
        placed = place_records(
            session, now(), lambda done, total: bars.update(task, completed=done, total=total)
        )
        session.commit()
    console.print(f"归入 {placed.patents} 件专利，{placed.demands} 项需求有变化")

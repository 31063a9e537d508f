"""All commands in one place."""

import typer

from matchmaker.cli import demo, evaluate, event, import_, index, init, org, patent, rank, serve

app = typer.Typer(
    name="matchmaker",
    help="专利供需匹配：导入专利与需求，生成对接会与路演候选名单。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("init")(init.init)
app.add_typer(import_.app, name="import")
app.add_typer(index.app, name="index")
app.add_typer(patent.app, name="patent")
app.command("rank")(rank.rank)
app.add_typer(event.app, name="event")
app.add_typer(org.app, name="org")
app.command("evaluate")(evaluate.evaluate)
app.command("serve")(serve.serve)
app.command("demo")(demo.demo)

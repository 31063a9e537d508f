"""Options that several commands share."""

from datetime import datetime
from typing import Annotated

import typer

from matchmaker.cli.output import Format

FormatOption = Annotated[Format, typer.Option("--format", help="输出形式")]
AsOfOption = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        help="以这一天为准判断法律状态与期限（默认今天；已办活动为活动日）",
    ),
]
AnywhereOption = Annotated[bool, typer.Option("--anywhere", help="不限地域（片区、城市、本省）")]
AnyStateOption = Annotated[bool, typer.Option("--any-state", help="不限法律状态与保护期")]
AlgorithmOption = Annotated[str, typer.Option("--algorithm", help="算法代号")]
SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", help="活动代号")]
ActorOption = Annotated[str, typer.Option("--by", help="经办人")]
PatentOption = Annotated[str, typer.Option("--patent", help="申请号")]

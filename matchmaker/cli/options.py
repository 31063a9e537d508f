"""Options that several commands share, and what is read of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from matchmaker.cli.output import Format
from matchmaker.errors import BadQuery
from models.meeting_enums import DeclineReason

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
WithDeclinedOption = Annotated[
    bool, typer.Option("--with-declined", help="连同企业或权利人认为不合适的配对，并注明原因")
]
AlgorithmOption = Annotated[str, typer.Option("--algorithm", help="算法代号")]
SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", help="活动代号")]
ActorOption = Annotated[str, typer.Option("--by", help="经办人")]
PatentOption = Annotated[str, typer.Option("--patent", help="申请号")]


def parse_reasons(texts: Sequence[str] | None) -> tuple[DeclineReason, ...]:
    """Return reasons by their Chinese names or codes; raise BadQuery for any other text."""
    return tuple(parse_reason(text) for text in texts or ())


def parse_reason(text: str) -> DeclineReason:
    """Return one; raises as parse_reasons does."""
    found = DeclineReason.of_label(text.strip())
    if found is None:
        known = "、".join(reason.label for reason in DeclineReason)
        raise BadQuery(f"没有原因“{text}”。可选：{known}")
    return found


def parse_cells(values: Sequence[str]) -> dict[str, str]:
    """Return field → text of what is written as 字段=值; raise BadQuery where there is no mark."""
    cells: dict[str, str] = {}
    for text in values:
        name, mark, value = text.partition("=")
        if not mark:
            raise BadQuery(f"“{text}”应写成 字段=值，例如 maturity=通过中试")
        cells[name.strip()] = value
    return cells

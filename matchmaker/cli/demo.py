"""matchmaker demo."""

from datetime import date, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from sqlalchemy import Engine

from ingest.pipeline import ParseOptions
from matchmaker.cli.event import print_outcomes
from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, now, progress
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.jobs.imports import run_import
from matchmaker.jobs.lists import ListRequest, export_list, make_lists
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.index import Recipe
from matchmaker.services import indexing
from matchmaker.services.campaigns import load_campaign
from matchmaker.services.chain_places import place_records
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.sample_accounts import open_sample_accounts
from matchmaker.services.sample_days import (
    SampleDays,
    first_day,
    first_slug,
    move_campaign,
    move_deadlines,
)
from matchmaker.services.sample_policies import load_policies
from matchmaker.settings import Settings, get_settings
from models.enums import ImportKind
from models.queries import events as event_queries
from models.session import make_session

PATENTS, DEMANDS, CAMPAIGN = "patents.csv", "demands.csv", "campaign.toml"
STEPS = 4
# The first provincial event, whose list is long.
WITH_LIST = "p1-wuhan"
# So that there is time to look at lists, invitations and timetables before the first event.
LEAD = timedelta(days=14)

BeginOption = Annotated[
    datetime | None,
    typer.Option(
        "--begin",
        formats=["%Y-%m-%d"],
        help="样例活动从这一天起举办（默认两周以后）；只在第一次载入时有用",
    ),
]


def demo(begin: BeginOption = None, form: FormatOption = Format.TABLE) -> None:
    """载入自带的虚构样例，生成全部活动的名单并导出；可重复运行。"""
    settings = get_settings()
    author = Author(COMMAND_LINE, now())
    with (
        database(settings) as engine,
        progress() as bars,
        as_file(files("matchmaker.data").joinpath("sample")) as sample,
    ):
        task = bars.add_task("样例", total=STEPS)
        known = _first_event(engine, sample / CAMPAIGN)
        if known is None:
            earliest = begin.date() if begin else now().date() + LEAD
            bars.update(task, description="导入专利和需求", advance=1)
            _load(engine, settings, sample, earliest, author)
        elif begin:
            raise BadQuery(
                f"样例已经载入，首场活动在 {known}，日期不再改变。要另选日期，请换一个数据文件夹"
            )
        with make_session(engine) as session:
            bars.update(task, description="建立索引", advance=1)
            scheme = get_algorithm(DEFAULT_ALGORITHM).scheme
            indexing.build(session, settings.index_dir, Recipe(settings.segmenter, scheme))
            place_records(session, now())
            session.commit()
        bars.update(task, description="生成名单", advance=1)
        outcomes = make_lists(engine, settings, ListRequest(), now())
        bars.update(task, description="导出名单", advance=1)
        for outcome in outcomes:
            export_list(engine, outcome.slug, None, settings.output_dir, author)
        with make_session(engine) as session:
            opened = open_sample_accounts(session, WITH_LIST, author)
            session.commit()
    print_outcomes(outcomes, form)
    if form is Format.TABLE:
        console.print(f"{len(outcomes)} 份名单在 {settings.output_dir.absolute()}", soft_wrap=True)
        for one in opened:
            told = f"网页登录：用户名 {one.login}，首次登录密码 {one.password}（{one.whose}）"
            console.print(told, soft_wrap=True, highlight=False, markup=False)


def _first_event(engine: Engine, campaign: Path) -> date | None:
    """Return when the first event of the sample is held, None where it is not loaded yet."""
    with make_session(engine) as session:
        event = event_queries.find_event(session, first_slug(campaign))
        return None if event is None else event.held_on


def _load(engine: Engine, settings: Settings, sample: Path, earliest: date, author: Author) -> None:
    """Load stock, demands and events; the events last, since they tell that all is there."""
    days = SampleDays.beginning(first_day(sample / CAMPAIGN), earliest)
    with TemporaryDirectory() as folder:
        moved = Path(folder)
        move_deadlines(sample / DEMANDS, moved / DEMANDS, days)
        move_campaign(sample / CAMPAIGN, moved / CAMPAIGN, days)
        for path, kind in (
            (sample / PATENTS, ImportKind.PATENTS),
            (moved / DEMANDS, ImportKind.DEMANDS),
        ):
            run_import(engine, path, ParseOptions(kind, None, settings.limits), author.at)
        with make_session(engine) as session:
            load_policies(session, sample / "policies.csv", author)
            load_campaign(session, moved / CAMPAIGN, author)
            session.commit()

"""matchmaker demo."""

from importlib.resources import as_file, files

from ingest.pipeline import ParseOptions
from matchmaker.cli.event import print_outcomes
from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, now, progress
from matchmaker.jobs.database import database
from matchmaker.jobs.imports import run_import
from matchmaker.jobs.lists import ListRequest, export_list, make_lists
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.index import Recipe
from matchmaker.services import indexing
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.campaigns import load_campaign
from matchmaker.services.chain_places import place_records
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.sample_policies import load_policies
from matchmaker.settings import Settings, get_settings
from models.account_enums import Role
from models.enums import ImportKind
from models.queries import accounts as account_queries
from models.session import make_session

SAMPLE = (("patents.csv", ImportKind.PATENTS), ("demands.csv", ImportKind.DEMANDS))
STEPS = 5
LOGIN = "demo"


def demo(form: FormatOption = Format.TABLE) -> None:
    """载入自带的虚构样例，生成全部活动的名单并导出；可重复运行。"""
    settings = get_settings()
    with (
        database(settings) as engine,
        progress() as bars,
        as_file(files("matchmaker.data").joinpath("sample")) as sample,
    ):
        task = bars.add_task("样例", total=STEPS)
        for name, kind in SAMPLE:
            bars.update(task, description=f"导入 {name}", advance=1)
            run_import(engine, sample / name, ParseOptions(kind, None, settings.limits), now())
        with make_session(engine) as session:
            load_campaign(session, sample / "campaign.toml", Author(COMMAND_LINE, now()))
            load_policies(session, sample / "policies.csv", Author(COMMAND_LINE, now()))
            session.commit()
            bars.update(task, description="建立索引", advance=1)
            scheme = get_algorithm(DEFAULT_ALGORITHM).scheme
            indexing.build(session, settings.index_dir, Recipe(settings.segmenter, scheme))
            place_records(session, now())
            session.commit()
        bars.update(task, description="生成名单", advance=1)
        outcomes = make_lists(engine, settings, ListRequest(), now())
        bars.update(task, description="导出名单", advance=1)
        author = Author(COMMAND_LINE, now())
        for outcome in outcomes:
            export_list(engine, outcome.slug, None, settings.output_dir, author)
    password = _open_account(settings)
    print_outcomes(outcomes, form)
    if form is Format.TABLE:
        console.print(f"{len(outcomes)} 份名单在 {settings.output_dir.absolute()}", soft_wrap=True)
        if password:
            console.print(f"网页登录：用户名 {LOGIN}，首次登录密码 {password}", soft_wrap=True)


def _open_account(settings: Settings) -> str:
    """Make the account of an organiser and return its first password, empty where there is one."""
    with database(settings) as engine, make_session(engine) as session:
        if account_queries.find_account(session, LOGIN) is not None:
            return ""
        new = NewAccount(LOGIN, "样例组织者", Position(Role.PROVINCIAL_ORGANISER))
        _, password = add_account(session, new, Author(COMMAND_LINE, now()))
        session.commit()
    return password

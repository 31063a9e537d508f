"""The application: routers, the table of errors, static files."""

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from importlib.resources import files
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from ingest.types import MIB
from matchmaker.errors import (
    BadQuery,
    DatabaseUnavailable,
    Forbidden,
    IndexDamaged,
    IndexMissing,
    NotSignedIn,
    PreconditionFailed,
    StorageFull,
    TooBusy,
    TooManyRequests,
)
from matchmaker.jobs.database import database
from matchmaker.jobs.schedule import RunnerSetup
from matchmaker.jobs.schedule_tasks import TASKS
from matchmaker.jobs.schedule_timer import scheduling
from matchmaker.jobs.webhooks import CourierSetup, delivering
from matchmaker.jobs.work import WorkSetup, working
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.services.collecting import few_collections
from matchmaker.settings import BOARD_CONNECTIONS, KIB, Settings
from matchmaker.web.api import API, UPLOADS
from matchmaker.web.desk import DeskKeeper
from matchmaker.web.follow import WorkWatch, closed_by_signals
from matchmaker.web.operations.answers import answer_error
from matchmaker.web.operations.bodies import ErrorBody
from matchmaker.web.operations.body_limit import LargerBodies
from matchmaker.web.operations.service_app import ServiceApp
from matchmaker.web.pages import PAGES, UPLOAD_PAGES
from matchmaker.web.previews import PreviewKeeper
from matchmaker.web.protection.install import install_protection
from matchmaker.web.runs import RunKeeper
from matchmaker.web.session_cookie import RenewedCookies
from matchmaker.web.supply import ChainKeeper, SupplyKeeper
from matchmaker.web.turns import Turns
from models.errors import Conflict, InvalidValue, MatchmakerError, NotFound
from models.session import make_board

API_PREFIX = "/api/v1"
STATUS: dict[type[MatchmakerError], int] = {
    NotSignedIn: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    PreconditionFailed: 412,
    InvalidValue: 422,
    BadQuery: 422,
    TooManyRequests: 429,
    DatabaseUnavailable: 503,
    IndexMissing: 503,
    IndexDamaged: 503,
    StorageFull: 503,
    TooBusy: 503,
}


def create_app(
    settings: Settings,
    clock: Callable[[], datetime],
    *,
    scheduled: bool = False,
    works: bool = False,
) -> FastAPI:
    """Return the application for the settings; it opens the database when it starts.

    clock: tells the moment in China; scheduled: whether it also does what is planned, if no other
    process does; works: whether it does background work, one piece of a lane at a time.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with database(settings, settings.web_pool) as engine, ExitStack() as beside:
            beside.enter_context(few_collections())
            app.state.engine = engine
            app.state.metrics.watch(engine)
            app.state.metrics.note_desk(app.state.desk_keeper.version)
            app.state.board = make_board(engine)
            wait = settings.database_pool_wait_seconds
            app.state.turns = Turns(settings.request_connections, wait)
            app.state.board_turns = Turns(BOARD_CONNECTIONS, wait)
            app.state.work_watch = WorkWatch(engine, app.state.board)
            beside.enter_context(closed_by_signals(app.state.work_watch))
            # What is planned or takes long may take longer than a request.
            unlimited = beside.enter_context(database(settings))
            if scheduled:
                beside.enter_context(scheduling(RunnerSetup(unlimited, settings, clock, TASKS)))
                beside.enter_context(delivering(CourierSetup(unlimited, settings, clock)))
            if works:
                beside.enter_context(working(WorkSetup(unlimited, settings, clock, KINDS)))
            app.state.desk_keeper.open_soon(engine)
            yield
            app.state.desk_keeper.close()

    app = ServiceApp(settings, lifespan)
    app.state.clock = clock
    app.state.desk_keeper = DeskKeeper(settings)
    app.state.previews = PreviewKeeper()
    app.state.supply = SupplyKeeper()
    app.state.runs = RunKeeper()
    app.state.chains = ChainKeeper()
    for api in API:
        app.include_router(api, prefix=API_PREFIX)
    app.include_router(UPLOADS, prefix=API_PREFIX, max_body_size=settings.limits.file_bytes + MIB)
    app.allow_seconds(f"{API_PREFIX}{UPLOADS.prefix}", settings.reader_seconds)
    for page in PAGES:
        app.include_router(page)
    for page in UPLOAD_PAGES:
        app.include_router(page, max_body_size=settings.limits.file_bytes + MIB)
        app.allow_seconds(page.prefix, settings.reader_seconds)
    static = str(files("matchmaker.web").joinpath("static"))
    app.mount("/static", StaticFiles(directory=static), name="static")
    app.add_middleware(RenewedCookies)
    app.add_middleware(GZipMiddleware, minimum_size=KIB, compresslevel=6)
    app.add_exception_handler(MatchmakerError, _answer_error)
    install_protection(app, settings)
    limits = {page.prefix: settings.limits.file_bytes + MIB for page in UPLOAD_PAGES}
    app.add_middleware(LargerBodies, limits=limits)
    return app


def _answer_error(request: Request, error: Exception) -> Response:
    if isinstance(error, NotSignedIn) and _is_reading_page(request):
        return RedirectResponse(f"/login?next={quote(request.url.path)}", status_code=303)
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, NotSignedIn) else {}
    body = ErrorBody(error=type(error).__name__, detail=str(error))
    return answer_error(request, status, body, headers)


def _is_reading_page(request: Request) -> bool:
    return request.method == "GET" and not request.url.path.startswith("/api/")

"""The application: routers, the table of errors, static files."""

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from importlib.resources import files

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from matchmaker.errors import BadQuery, IndexDamaged, IndexMissing
from matchmaker.jobs.database import database
from matchmaker.jobs.schedule import RunnerSetup
from matchmaker.jobs.schedule_tasks import TASKS
from matchmaker.jobs.schedule_timer import scheduling
from matchmaker.settings import Settings
from matchmaker.web.api import health, rank
from matchmaker.web.desk import DeskKeeper
from matchmaker.web.pages import checkin, events
from models.errors import Conflict, InvalidValue, MatchmakerError, NotFound

STATUS: dict[type[MatchmakerError], int] = {
    NotFound: 404,
    Conflict: 409,
    InvalidValue: 422,
    BadQuery: 422,
    IndexMissing: 503,
    IndexDamaged: 503,
}


def create_app(
    settings: Settings, clock: Callable[[], datetime], *, scheduled: bool = False
) -> FastAPI:
    """Return the application for the settings; it opens the database when it starts.

    clock: tells the moment in China; scheduled: whether it also does what is planned, if no other
    process does.

    FastAPI's own documentation pages are off: they fetch their scripts from outside hosts.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with database(settings) as engine, ExitStack() as beside:
            app.state.engine = engine
            if scheduled:
                beside.enter_context(scheduling(RunnerSetup(engine, settings, clock, TASKS)))
            app.state.desk_keeper.open_soon(engine)
            yield
            app.state.desk_keeper.close()

    app = FastAPI(title="专利供需匹配", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.settings = settings
    app.state.clock = clock
    app.state.desk_keeper = DeskKeeper(settings)
    for api in (health, rank):
        app.include_router(api.router, prefix="/api/v1")
    for pages in (events, checkin):
        app.include_router(pages.router)
    static = str(files("matchmaker.web").joinpath("static"))
    app.mount("/static", StaticFiles(directory=static), name="static")
    app.add_exception_handler(MatchmakerError, _answer_error)
    return app


def _answer_error(_request: Request, error: Exception) -> JSONResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    body = {"error": type(error).__name__, "detail": str(error)}
    return JSONResponse(body, status_code=status)

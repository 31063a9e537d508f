"""Does the process answer, and can it do its work?"""

import anyio
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.matching.store import load_meta
from matchmaker.settings import Settings
from matchmaker.web.operations.answers import answer_error
from matchmaker.web.operations.bodies import ErrorBody, errors
from models.session import head_revision, schema_revision

# In which the database must have answered.
READY_SECONDS = 3.0

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: str = "ok"


class Ready(BaseModel):
    """The service can do its work; schema_revision, index_version: those it works with."""

    status: str = "ready"
    schema_revision: str
    index_version: str


@router.get("/health/live", operation_id="get_liveness")
async def get_liveness() -> Alive:
    """Answer; neither database nor files are touched."""
    return Alive()


@router.get(
    "/health/ready", operation_id="get_readiness", response_model=Ready, responses=errors(503)
)
async def get_readiness(request: Request) -> Response | Ready:
    """Tell whether database and index are fit for work; the database has three seconds."""
    state = request.app.state
    problems: list[str] = []
    # A thread that waits for the database is left to itself: it ends when the connection does.
    with anyio.move_on_after(READY_SECONDS) as asking:
        problems += await anyio.to_thread.run_sync(
            _database_problems, state.engine, abandon_on_cancel=True
        )
    if asking.cancelled_caught:
        problems.append(f"数据库在 {READY_SECONDS:g} 秒内没有应答，请检查数据库")
    version, index_problems = await anyio.to_thread.run_sync(_index_state, state.settings)
    problems += index_problems
    if problems:
        body = ErrorBody(error="NotReady", detail="；".join(problems))
        return answer_error(request, 503, body)
    return Ready(schema_revision=head_revision(), index_version=version)


def _database_problems(engine: Engine) -> list[str]:
    try:
        revision = schema_revision(engine)
    except SQLAlchemyError:
        return ["数据库没有应答，请检查数据库"]
    if revision != head_revision():
        return [
            f"数据库结构版本为 {revision}，程序需要 {head_revision()}。请运行 matchmaker init，"
            "或换用相应版本的程序"
        ]
    return []


def _index_state(settings: Settings) -> tuple[str, list[str]]:
    try:
        return str(load_meta(settings.index_dir)["fingerprint"]), []
    except (IndexMissing, IndexDamaged) as error:
        return "", [str(error)]

"""Is the service able to answer?"""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.matching.store import load_meta
from matchmaker.web.access import May
from matchmaker.web.deps import SessionDep, SettingsDep
from models.queries import demands as demand_queries
from models.queries import patents as patent_queries

router = APIRouter(tags=["health"])

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]


class Health(BaseModel):
    """What the service holds; index: ready, missing or damaged."""

    status: Literal["ok"]
    patents: int
    demands: int
    index: Literal["ready", "missing", "damaged"]
    index_version: str | None


@router.get("/health", operation_id="get_health")
def get_health(_viewer: Anyone, session: SessionDep, settings: SettingsDep) -> Health:
    """Return counts and the state of the index; an answer means that the database answers."""
    state: Literal["ready", "missing", "damaged"] = "ready"
    version = None
    try:
        version = str(load_meta(settings.index_dir)["fingerprint"])
    except IndexMissing:
        state = "missing"
    except IndexDamaged:
        state = "damaged"
    return Health(
        status="ok",
        patents=patent_queries.count_patents(session),
        demands=demand_queries.count_demands(session),
        index=state,
        index_version=version,
    )

"""Who was shown which contact or hidden text, for what and on which ground: for the auditor."""

from datetime import datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.china_time import CHINA
from matchmaker.services.kin import load_kin
from matchmaker.web.access import May
from matchmaker.web.api.fields import Day, Id, Line
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.account_enums import Role
from models.privacy_enums import Disclosed, DisclosureGround, DisclosurePurpose, HeldIn
from models.queries import organisations as organisation_queries
from models.queries import privacy as privacy_queries
from models.queries.privacy import DisclosureFilter

IN_ORDER = "-id"

router = APIRouter(tags=["contacts"], responses=errors(401, 403, 422, 429))


class DisclosureView(BaseModel):
    """What somebody was shown; nothing of it stands here.

    role: null for who has none; organisation: whose record it was, null where nobody owns it.
    """

    id: int
    made_at: datetime
    viewer: str = Field(examples=["王小二（wang.xiaoer）"])
    role: Role | None
    what: Disclosed
    record_kind: HeldIn
    record_id: int
    organisation: str | None
    purpose: DisclosurePurpose
    purpose_text: str = Field(examples=["约定试验时间"])
    ground: DisclosureGround


class DisclosureQuery(BaseModel):
    """Which disclosures: of an organisation's records, to whom, since which day."""

    model_config = ConfigDict(extra="forbid")

    organisation: Annotated[Id | None, Field(description="单位编号")] = None
    viewer: Annotated[Line, Field(description="查看人，与记录中的写法一致")] = ""
    since: Day | None = None
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("/disclosures", operation_id="list_disclosures")
def list_disclosures(
    query: Annotated[DisclosureQuery, Query()],
    _viewer: Annotated[Viewer, Depends(May(Permission.DISCLOSURE_READ))],
    session: SessionDep,
) -> Page[DisclosureView]:
    """Return who was shown what, the newest first, a page at a time."""
    bodies = load_kin(session).same([query.organisation]) if query.organisation else frozenset()
    since = datetime.combine(query.since, time(), CHINA) if query.since else None
    wanted = DisclosureFilter(bodies, query.viewer, since, query.limit)
    (after,) = read_cursor(query.cursor, IN_ORDER, (int,)) or (None,)
    found = privacy_queries.page_disclosures(session, wanted, after)
    shown, more = found[: query.limit], len(found) > query.limit
    names = organisation_queries.names_by_id(
        session, {one.organisation_id for one in shown if one.organisation_id is not None}
    )
    return Page(
        items=[
            DisclosureView(
                id=one.id or 0,
                made_at=one.made_at,
                viewer=one.viewer,
                role=one.role,
                what=one.what,
                record_kind=one.record_kind,
                record_id=one.record_id,
                organisation=names.get(one.organisation_id or 0),
                purpose=one.purpose,
                purpose_text=one.purpose_text,
                ground=one.ground,
            )
            for one in shown
        ],
        next_cursor=write_cursor(IN_ORDER, [shown[-1].id]) if more else None,
    )

"""The audit log: read page by page, and looked over."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services import audit as audit_services
from matchmaker.web.access import May
from matchmaker.web.api.fields import Line
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.audit import AuditKind
from models.queries import audit as audit_queries
from models.queries.audit import RecordFilter

NEWEST_FIRST = "-number"

router = APIRouter(prefix="/audit", tags=["audit"], responses=errors(401, 403, 422, 429))

Auditor = Annotated[Viewer, Depends(May(Permission.AUDIT_READ))]


class AuditEntry(BaseModel):
    """A record: who did what to what, when."""

    number: int
    made_at: datetime
    actor: str = Field(examples=["王小二（wang.xiaoer）"])
    kind: AuditKind
    label: str = Field(examples=["导出"])
    subject: str
    details: dict[str, Any]


class AuditQuery(BaseModel):
    """Which records."""

    model_config = ConfigDict(extra="forbid")

    kind: AuditKind | None = None
    actor: Annotated[Line | None, Field(description="经办人，须完全相同")] = None
    since: Annotated[AwareDatetime | None, Field(description="从此刻起")] = None
    limit: LimitParameter = 50
    cursor: CursorParameter = None


class AuditVerdict(BaseModel):
    """Whether the log is whole from the newest archive on; flaw: the first that was found."""

    whole: bool
    records: int
    flaw: str = Field(examples=["第 12 号：内容与摘要不符"])


@router.get("/records", operation_id="list_audit_records")
def list_records(
    query: Annotated[AuditQuery, Query()], _viewer: Auditor, session: SessionDep
) -> Page[AuditEntry]:
    """Return records, the newest first; archived ones are not among them."""
    before = read_cursor(query.cursor, NEWEST_FIRST, (int,))
    wanted = RecordFilter(
        query.kind,
        query.actor,
        query.since,
        query.limit + 1,
        before=before[0] if before else None,
    )
    found = audit_queries.list_records(session, wanted)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[
            AuditEntry(
                number=record.number,
                made_at=record.made_at,
                actor=record.actor,
                kind=AuditKind(record.kind),
                label=AuditKind(record.kind).label,
                subject=record.subject,
                details=dict(record.details),
            )
            for record in shown
        ],
        next_cursor=write_cursor(NEWEST_FIRST, [shown[-1].number]) if more else None,
    )


@router.get("/verification", operation_id="verify_audit")
def verify(_viewer: Auditor, session: SessionDep) -> AuditVerdict:
    """Check the chain of all records."""
    found = audit_services.verify(session)
    flaw = audit_services.describe(found.broken) if found.broken is not None else ""
    return AuditVerdict(whole=not flaw, records=found.count, flaw=flaw)

"""The contracts and intents of the campaign, and the meetings whose contracts are still to come."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.ledger import sight
from matchmaker.services.ledger.signed_outcomes import OVERDUE_DAYS, overdue, unrecorded
from matchmaker.web.access import May
from matchmaker.web.api.fields import MOST_ID
from matchmaker.web.api.ledger_deals import deal_records
from matchmaker.web.api.outcomes import outcome_records
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.pages.addresses import query_path
from matchmaker.web.pages.office.ledger_frame import (
    CRUMBS,
    DEALS,
    DEALS_PATH,
    OUTCOMES_PATH,
    PAGE,
    Known,
    city_choices,
    is_whole,
    own_city,
    parts,
    read_year,
)
from matchmaker.web.templating import render
from models.ledger_enums import DealKind
from models.queries import event_figures as figure_queries
from models.queries import ledger as ledger_queries
from models.queries.ledger import DealFilter

_KINDS = {one.value: one for one in DealKind}
# What a contract waits for.
OPEN, REGISTERED, OVERDUE = "open", "registered", "overdue"
_STATES = (
    (REGISTERED, "已登记或备案"),
    (OPEN, "未登记或备案"),
    (OVERDUE, f"签订超过 {OVERDUE_DAYS} 天未登记或备案"),
)
_IS_OPEN = {OPEN: True, REGISTERED: False}

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]


class DealsQuery(BaseModel):
    """Which contracts; what is empty bounds nothing; state: what they wait for.

    void: "yes" for those taken back, too; after: the id of the last that was had.
    """

    kind: Known = ""
    city: Known = ""
    year: Known = ""
    state: Known = ""
    void: Known = ""
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0

    def as_filter(self, viewer: Viewer, today: date) -> DealFilter:
        """Return the filter; what no form of ours sends finds every contract."""
        is_late = self.state == OVERDUE
        return DealFilter(
            _KINDS.get(self.kind),
            sight.listed_for(viewer, self.city),
            read_year(self.year),
            is_open=True if is_late else _IS_OPEN.get(self.state),
            with_void=self.void == "yes",
            signed_before=overdue(viewer, today).signed_before if is_late else None,
        )


@router.get(DEALS_PATH, response_class=HTMLResponse)
def list_deals(
    request: Request,
    query: Annotated[DealsQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show the contracts of a filter, those recorded last first, and what they add up to."""
    wanted = query.as_filter(viewer, now.date())
    found = ledger_queries.page_deals(session, wanted, query.after or None, PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    chosen = query.model_dump(exclude={"after"})
    context = {
        "parts": parts(viewer, DEALS_PATH),
        "rows": deal_records(session, viewer, shown),
        "totals": ledger_queries.sum_deals(session, wanted),
        "query": chosen,
        "is_filtered": any(chosen.values()),
        "kinds": [(one.value, one.label) for one in DealKind],
        "states": _STATES,
        "cities": city_choices(province=False) if is_whole(viewer) else [],
        "own_city": own_city(viewer),
        "may_add": viewer.may(Permission.LEDGER_WRITE),
        "first": query_path(DEALS_PATH, chosen) if query.after else "",
        "next": query_path(DEALS_PATH, {**chosen, "after": shown[-1].id}) if more else "",
        "void_path": query_path(
            DEALS_PATH, {**chosen, "void": "" if query.void == "yes" else "yes"}
        ),
    }
    return render(request, "office/ledger_deals.html", context, crumbs=CRUMBS)


@router.get(OUTCOMES_PATH, response_class=HTMLResponse)
def list_unrecorded(request: Request, viewer: Writer, session: SessionDep) -> Response:
    """Show the meetings at which a contract was signed that the ledger has not."""
    waiting = unrecorded(session, viewer)
    shown = waiting[:PAGE]
    events = figure_queries.event_names(session, {one.event_id for one in shown})
    records = outcome_records(session, viewer, shown)
    context = {
        "parts": parts(viewer, OUTCOMES_PATH),
        "count": len(waiting),
        "rows": [
            (events[row.event_id], record, f"{DEALS_PATH}/new?outcome={row.id}")
            for row, record in zip(shown, records, strict=True)
        ],
    }
    return render(request, "office/ledger_outcomes.html", context, crumbs=[*CRUMBS, DEALS])

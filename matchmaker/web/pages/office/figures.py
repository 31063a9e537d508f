"""Figures of the province: where supply and demand do not meet, and how far the campaign is."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.progress_view import Progress, view_progress
from matchmaker.services.supply_map_view import Measure, Places, SupplyMap, view_supply_map
from matchmaker.web.access import May
from matchmaker.web.deps import SessionDep
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import render
from models.meeting_enums import OutcomeResult

router = APIRouter(include_in_schema=False)

Office = Annotated[Viewer, Depends(May(Permission.SCHEDULE_READ))]


class MapQuery(BaseModel):
    """What cells tell, of which places."""

    show: Measure = Measure.GAP
    by: Places = Places.CITY


@router.get("/office/map", response_class=HTMLResponse)
def show_map(
    request: Request, query: Annotated[MapQuery, Query()], viewer: Office, session: SessionDep
) -> Response:
    """Show supply and demand by industry and place, and where demand is widest of supply."""
    supply = request.app.state.supply.get(session)
    found = view_supply_map(session, viewer, query.by, supply)
    context = {
        "map": found,
        "show": query.show,
        "by": query.by,
        "measures": [(one.value, one.label) for one in Measure],
        "places": [(one.value, one.label) for one in Places],
        "spec": _heat(found, query.show),
    }
    return render(request, "office/map.html", context, crumbs=[HOME])


@router.get("/office/progress", response_class=HTMLResponse)
def show_progress(request: Request, viewer: Office, session: SessionDep) -> Response:
    """Show how far the campaign has come."""
    found = view_progress(session, viewer)
    whole = viewer.reach(Permission.OUTCOME_READ) is Reach.ALL
    context = {
        "progress": found,
        "results": list(OutcomeResult),
        # A city sees its own events, which say nothing of what the province is asked for.
        "targets": found.targets(request.app.state.clock().date()) if whole else (),
        "outcomes": _outcomes(found),
        "opinions": _opinions(found),
    }
    return render(request, "office/progress.html", context, crumbs=[HOME])


def _heat(found: SupplyMap, measure: Measure) -> Mapping[str, Any]:
    return {
        "unit": measure.unit,
        "columns": found.places,
        "rows": found.industries,
        "cells": [
            [column, row, cell.value(measure)]
            for row, cells in enumerate(found.rows)
            for column, cell in enumerate(cells)
        ],
    }


def _outcomes(found: Progress) -> Mapping[str, Any]:
    """Return the bars of events of which something came."""
    shown = [one for one in found.events if one.held]
    return {
        "unit": "次",
        "names": [one.event.name for one in shown],
        "series": [
            {"name": result.label, "values": [one.results[result] for one in shown]}
            for result in OutcomeResult
        ],
        "stacked": True,
        "lying": True,
    }


def _opinions(found: Progress) -> Mapping[str, Any]:
    return {
        "unit": "对",
        "names": [opinion.label for opinion in found.opinions],
        "series": [{"name": "评价", "values": list(found.opinions.values())}],
        "lying": True,
    }

"""For which city a contract counts: the rule, its history, and what another would change."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.ledger.counted_deals import counting_rule
from matchmaker.services.ledger.counting import change_rule, preview_rule, shown_indicators
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Line
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.ledger_frame import Known
from matchmaker.web.pages.office.rules import RULES
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.errors import Conflict
from models.ledger_enums import CountedFor
from models.queries import ledger as ledger_queries

PATH = "/office/rules/counting"
_RULES = {one.value: one for one in CountedFor}

router = APIRouter(include_in_schema=False)

# Figures of all cities stand beside it, which not everybody who reads rules may see.
Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]


class RuleQuery(BaseModel):
    """Which rule is tried; empty: none is."""

    rule: Known = ""


class RuleForm(BaseModel):
    """Which rule is to hold, and why."""

    rule: CountedFor
    note: Line = ""


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[RuleQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show the rule and, of another that is tried, what it would make of this year's figures."""
    return _page(request, session, viewer, (_RULES.get(query.rule), now.year))


@router.post(PATH, response_class=HTMLResponse)
def change(
    request: Request,
    typed: Annotated[RuleForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Let contracts count by another rule, or show what is wrong."""
    try:
        change_rule(session, typed.rule, typed.note, author)
    except (BadQuery, Conflict) as error:
        session.rollback()
        tried = typed.rule, author.at.year
        return _page(request, session, viewer, tried, told(error), typed.note)
    session.commit()
    return go_on(
        request, PATH, Done(f"合同现按“{typed.rule.label}”计入市州，以前各年的数字也随之改变")
    )


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    tried: tuple[CountedFor | None, int],
    flaw: str = "",
    note: str = "",
) -> Response:
    """Return the page; tried: a rule, and the year whose figures are shown under it."""
    rule, year = tried
    held = counting_rule(session)
    may_write = viewer.may(Permission.RULES_WRITE)
    other = rule if may_write and rule is not held else None
    context = {
        "held": held,
        "other": other,
        "year": year,
        "shifts": preview_rule(session, other, year) if other else [],
        "indicators": shown_indicators(),
        "history": ledger_queries.counting_rules(session),
        "choices": [(one.value, one.label) for one in CountedFor if one is not held],
        "may_write": may_write,
        "flaw": flaw,
        "note": note,
    }
    status = 422 if flaw else 200
    return render(request, "office/counting.html", context, crumbs=[HOME, RULES], status=status)

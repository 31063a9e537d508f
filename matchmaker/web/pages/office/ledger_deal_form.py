"""The form of a contract: what is typed, what it says, and what a new one begins with."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger.deal_demand import demand_numbers
from matchmaker.services.ledger.deal_words import DealWords, read_numbers
from matchmaker.services.outcome_view import view_records
from matchmaker.services.visible_demands import load_sights
from matchmaker.web.api.fields import Line, Paragraph, Text
from matchmaker.web.pages.office.ledger_frame import (
    Known,
    Revision,
    event_choices,
    read_amount,
    read_day,
    write_amount,
)
from models.enums import LicenceKind
from models.ledger import Deal
from models.ledger_enums import DealKind
from models.meeting import MeetingOutcome
from models.queries import event_figures as figure_queries
from models.queries import events as event_queries
from models.queries import ledger as ledger_queries

_LICENCES = {one.value: one for one in LicenceKind}


class DealForm(BaseModel):
    """A contract as it is typed; amount: in units of 10,000 CNY; patents: as read_numbers reads.

    city: for which it is reported; follows: the contract whose place it takes, empty for none.
    """

    kind: DealKind
    licence_kind: Known = ""
    title: Line = ""
    giver: Line = ""
    giver_city: Known = ""
    taker: Line = ""
    taker_city: Known = ""
    patents: Text = Field(default="", max_length=20_000)
    amount: Known = ""
    signed_on: Known = ""
    registered_on: Known = ""
    number: Known = ""
    event: Known = ""
    demand: Known = ""
    follows: str = Field(default="", pattern=r"^[0-9]{0,9}$")
    note: Paragraph = ""
    city: Known = ""

    @property
    def followed(self) -> int | None:
        """The contract whose place it takes."""
        return int(self.follows) if self.follows else None


class DealCorrection(DealForm):
    """The same, of a contract that is there; reason: why it is corrected."""

    revision: Revision
    reason: Line = ""


def read_form(typed: DealForm) -> DealWords:
    """Return what a form says; raise BadQuery or InvalidValue."""
    return DealWords(
        kind=typed.kind,
        giver=typed.giver,
        taker=typed.taker,
        patents=read_numbers(typed.patents),
        licence_kind=_LICENCES.get(typed.licence_kind),
        title=typed.title,
        giver_city=typed.giver_city,
        taker_city=typed.taker_city,
        amount_cny=read_amount(typed.amount),
        signed_on=read_day("签订日期", typed.signed_on),
        registered_on=read_day("登记或备案日期", typed.registered_on),
        number=typed.number,
        event=typed.event.strip(),
        demand=typed.demand,
        follows=typed.followed,
        note=typed.note,
    )


def write_form(session: Session, viewer: Viewer, deal: Deal) -> DealForm:
    """Return the form that says what a contract says, as far as the viewer may know."""
    known = deal.id or 0
    patents = ledger_queries.patents_of(session, [known]).get(known, [])
    slugs = figure_queries.event_slugs(session, [deal.event_id] if deal.event_id else [])
    demands = demand_numbers(session, viewer, [deal])
    return DealForm(
        kind=deal.kind,
        licence_kind=deal.licence_kind.value if deal.licence_kind else "",
        title=deal.title,
        giver=deal.giver_name,
        giver_city=city_name(deal.giver_city) if deal.giver_city else "",
        taker=deal.taker_name,
        taker_city=city_name(deal.taker_city) if deal.taker_city else "",
        patents="\n".join(one.number for one in patents),
        amount=write_amount(deal.amount_cny),
        signed_on=deal.signed_on.isoformat() if deal.signed_on else "",
        registered_on=deal.registered_on.isoformat() if deal.registered_on else "",
        number=deal.number,
        event=slugs.get(deal.event_id or 0, ""),
        demand=demands.get(deal.demand_id or 0, ""),
        follows=str(deal.follows_id or ""),
        note=deal.note,
    )


def following_form(session: Session, viewer: Viewer, kind: DealKind, before: Deal) -> DealForm:
    """Return the form of a contract that takes the place of another: the same but for its days."""
    form = write_form(session, viewer, before)
    fresh = {"licence_kind": "", "signed_on": "", "registered_on": "", "number": "", "note": ""}
    return form.model_copy(update={**fresh, "kind": kind, "follows": str(before.id)})


def signed_form(
    session: Session, viewer: Viewer, kind: DealKind, outcome: MeetingOutcome
) -> DealForm:
    """Return the form of the contract that was signed at a meeting."""
    (view,) = view_records(session, [outcome])
    event = event_queries.get_by_id(session, outcome.event_id)
    ids = [outcome.demand_id] if outcome.demand_id else []
    seen = load_sights(session, viewer, ids) if ids else {}
    return DealForm(
        kind=kind,
        giver=view.institution,
        taker=view.enterprise,
        patents=view.patent,
        amount=write_amount(outcome.amount_cny),
        event=event.slug,
        demand=view.demand if outcome.demand_id in seen else "",
    )


def field_context(session: Session, typed: DealForm, today: date) -> dict[str, Any]:
    """Return what the fields of a form are drawn with."""
    return {
        "typed": typed,
        "parties": typed.kind.parties,
        "licences": [(one.value, one.label) for one in LicenceKind],
        "is_licence": typed.kind is DealKind.LICENCE,
        "registering": "备案" if typed.kind is DealKind.LICENCE else "登记",
        "events": event_choices(session, today, typed.event.strip()),
        "today": today.isoformat(),
    }

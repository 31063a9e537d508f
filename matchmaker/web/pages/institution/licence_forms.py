"""The forms by which an owner declares, tells of steps, and of who uses the patent."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from matchmaker.errors import BadQuery
from matchmaker.services.open_licence_uses import UseWords
from matchmaker.services.open_licence_words import ANSWERS, LABELS
from matchmaker.services.open_licences import Declaration, Move
from matchmaker.web.api.fields import MOST_ID, Line, Paragraph
from matchmaker.web.pages.institution.bulk_form import read_day, wrong_day
from models.licence_enums import OpenLicenceAct

YES, NO = "yes", "no"
ANSWER_CHOICES = (("", "还没有核对"), (YES, "是"), (NO, "否"))
_SAID: dict[str, bool | None] = {YES: True, NO: False, "": None}


class DeclarationForm(BaseModel):
    """What is typed of a declaration; revision: of it as the form was made, empty for a new one."""

    revision: Line = ""
    fee: Line = ""
    term_from: Line = ""
    term_until: Line = ""
    other_terms: Paragraph = ""
    contact_name: Line = ""
    contact_phone: Line = ""
    evaluation_report: Line = ""
    annuity_paid: Line = ""
    no_exclusive_licence: Line = ""
    not_suspended: Line = ""
    co_owners_agree: Line = ""
    pledgee_agrees: Line = ""

    def said(self) -> Declaration:
        """Return it as the services take it; raise BadQuery for what is no day."""
        return Declaration(
            fee=self.fee,
            term_from=day_of(self.term_from, LABELS["term_from"]),
            term_until=day_of(self.term_until, LABELS["term_until"]),
            other_terms=self.other_terms,
            contact_name=self.contact_name.strip() or None,
            contact_phone=self.contact_phone.strip() or None,
            evaluation_report=self.evaluation_report,
            answers={name: _SAID.get(str(getattr(self, name))) for name in ANSWERS},
        )


class MoveForm(BaseModel):
    """What is typed of a step."""

    act: Line = ""
    day: Line = ""
    number: Line = ""
    note: Paragraph = ""

    def said(self) -> Move:
        """Return it as the services take it; raise BadQuery for what is no step or no day."""
        if self.act not in tuple(OpenLicenceAct):
            raise BadQuery("请选择要登记什么")
        day = day_of(self.day, "日期")
        return Move(OpenLicenceAct(self.act), day, self.number, self.note)


class UseForm(BaseModel):
    """What is typed of a use; use: its number, 0 for a new one."""

    use: Annotated[int, Field(ge=0, le=MOST_ID)] = 0
    licensee: Line = ""
    notified_on: Line = ""
    filed_on: Line = ""
    filing_number: Line = ""
    fee_paid: Line = ""
    ended_on: Line = ""
    note: Paragraph = ""

    def said(self) -> UseWords:
        """Return it as the services take it; raise BadQuery for what is no day."""
        return UseWords(
            licensee=self.licensee,
            notified_on=day_of(self.notified_on, LABELS["notified_on"]),
            filed_on=day_of(self.filed_on, LABELS["filed_on"]),
            filing_number=self.filing_number,
            fee_paid=self.fee_paid,
            ended_on=day_of(self.ended_on, LABELS["ended_on"]),
            note=self.note,
        )


def day_of(text: str, name: str) -> date | None:
    """Return the day that was typed, None for none; raise BadQuery for what is no day."""
    if wrong_day(text):
        raise BadQuery(f"{name}：{wrong_day(text)}")
    return read_day(text)

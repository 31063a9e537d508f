"""What firms ask for in finance, as forms of the firm's and of the office's desk send it."""

import re
from typing import Annotated

from pydantic import BaseModel, Field

from matchmaker.errors import BadQuery
from matchmaker.services.finance_demands import FinanceStep, FinanceWords
from matchmaker.web.api.fields import Line, Text
from models.errors import Conflict, InvalidValue, NotFound
from models.finance_enums import FinanceKind, FinanceState
from models.values.money import Money

WAN = 10_000
LONGEST = 2_000
# What a form says of itself.
REFUSALS = (InvalidValue, NotFound, Conflict, BadQuery)
KINDS = tuple((kind.value, kind.label) for kind in FinanceKind)

Revision = Annotated[int, Field(ge=0, le=2**63 - 1)]
_BREAKS = re.compile(r"[\s,，;；、]+")


class FinanceForm(BaseModel):
    """A demand as it is typed; amount in 10,000 yuan, patents a number a line."""

    kind: FinanceKind = FinanceKind.PLEDGE_LOAN
    amount: Line = ""
    term: Line = ""
    purpose: Annotated[Text, Field(max_length=LONGEST)] = ""
    patents: Annotated[Text, Field(max_length=LONGEST)] = ""
    revision: Revision = 0

    def words(self) -> FinanceWords:
        """Return what is asked for; raise BadQuery or InvalidValue."""
        return FinanceWords(
            self.kind,
            self.purpose,
            _amount(self.amount) if self.kind.has_amount else None,
            _months(self.term),
            tuple(number for number in _BREAKS.split(self.patents) if number),
        )


class StepForm(BaseModel):
    """How far a demand has come."""

    state: FinanceState
    revision: Revision
    lender: Line = ""
    note: Annotated[Text, Field(max_length=LONGEST)] = ""

    def step(self) -> FinanceStep:
        """Return the same as the service takes it."""
        return FinanceStep(self.state, self.revision, self.lender, self.note)


def _amount(text: str) -> int | None:
    if not text.strip():
        return None
    money = Money.parse(text, WAN)
    if money.low_cny is None or money.low_cny != money.high_cny or money.negotiable:
        raise BadQuery(f"金额“{text}”应是一个数，单位万元，例如 300")
    return round(money.low_cny)


def _months(text: str) -> int | None:
    typed = text.strip().removesuffix("个月").removesuffix("月")
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 4:
        raise BadQuery(f"期限“{text}”应是月数，例如 12")
    return int(typed)

"""What is said and told of the choice of a year's model cases."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.cases.criteria import MOST_CRITERIA, WHOLE, CaseCriterion, make_criteria
from matchmaker.services.cases.marking import FULL_MARK, Given, SheetState
from matchmaker.services.cases.rounds import MOST_SIZE, RoundTerms
from matchmaker.web.api.fields import Id, Line, Paragraph, Text
from models.account_enums import Role
from models.case_enums import CaseCategory, CaseState, RoundState

MOST_CASES = 500

PathYear = Annotated[int, Path(ge=2000, le=2099, description="年度", examples=[2024])]
Size = Annotated[int, Field(ge=1, le=MOST_SIZE)]


class TermsBody(BaseModel):
    """How many are chosen, and of one city or category as a hint; null: no hint."""

    model_config = ConfigDict(extra="forbid")

    size: Annotated[Size, Field(examples=[10])]
    city_cap: Size | None = None
    category_cap: Size | None = None

    def terms(self) -> RoundTerms:
        """Return what is said."""
        return RoundTerms(self.size, self.city_cap, self.category_cap)


class NewRound(TermsBody):
    """Of which year a round is made, with its terms."""

    year: Annotated[int, Field(ge=2000, le=2099, examples=[2024])]
    size: Size = RoundTerms.size


class CriterionBody(BaseModel):
    """A criterion; weight: points of 100; asks: what the reviewer is to judge."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Line, Field(examples=["转化成效"])]
    asks: Line = ""
    weight: Annotated[int, Field(ge=1, le=WHOLE, examples=[100])]


class CriteriaBody(BaseModel):
    """Criteria as they are to be, all of them, and why."""

    model_config = ConfigDict(extra="forbid")

    criteria: Annotated[list[CriterionBody], Field(max_length=MOST_CRITERIA)]
    reason: Annotated[Line, Field(examples=["按省局评审办法"])]

    def made(self) -> list[CaseCriterion]:
        """Return what is said."""
        return make_criteria((one.name, one.asks, one.weight) for one in self.criteria)


class ReviewerBody(BaseModel):
    """Who is to mark, by the name they sign in with."""

    model_config = ConfigDict(extra="forbid")

    login: Annotated[Line, Field(description="登录名", examples=["wuhan-li"])]


class CloseBody(BaseModel):
    """Why marking ends although marks are open; empty where all are complete."""

    model_config = ConfigDict(extra="forbid")

    reason: Line = ""


class DecisionBody(BaseModel):
    """The cases that are chosen; reasons: case → why it departs from the order of marks."""

    model_config = ConfigDict(extra="forbid")

    chosen: Annotated[list[Id], Field(max_length=MOST_CASES)]
    reasons: Annotated[
        dict[Id, Line], Field(max_length=MOST_CASES, examples=[{"12": "同一市州已有"}])
    ] = {}


class MarkBody(BaseModel):
    """A mark for a criterion, and why."""

    model_config = ConfigDict(extra="forbid")

    mark: Annotated[int, Field(ge=0, le=FULL_MARK, examples=[85])]
    reason: Annotated[Paragraph, Field(examples=["投产和就业有数可查"])]


class MarksBody(BaseModel):
    """One's own marks; criterion → mark, of those that are given now: the others stay."""

    model_config = ConfigDict(extra="forbid")

    marks: Annotated[
        dict[Annotated[Text, Field(max_length=100)], MarkBody],
        Field(max_length=MOST_CRITERIA, examples=[{"novelty": {"mark": 85, "reason": "有新意"}}]),
    ]

    def given(self) -> dict[str, Given]:
        """Return what is said."""
        return {slug: Given(one.mark, one.reason) for slug, one in self.marks.items()}


class RoundSummary(BaseModel):
    """The choice of a year; opened_at, closed_at: between which reviewers mark."""

    year: int
    state: RoundState
    state_label: str = Field(examples=["评分中"])
    size: int
    city_cap: int | None
    category_cap: int | None
    opened_at: datetime | None
    closed_at: datetime | None
    decided_at: datetime | None
    actor: str
    made_at: datetime


class CriterionRecord(BaseModel):
    """A criterion; slug: what marks name it by."""

    slug: str
    name: str
    asks: str
    weight: int


def criterion_records(criteria: Iterable[CaseCriterion]) -> list[CriterionRecord]:
    """Return criteria as they are told."""
    return [CriterionRecord(**asdict(one)) for one in criteria]


class CriteriaRecord(BaseModel):
    """Criteria that were in force, since when, by whom, and why."""

    criteria: list[CriterionRecord]
    reason: str
    actor: str
    made_at: datetime


class ReviewerRecord(BaseModel):
    """Who marks, and how far they are; to_mark: cases that are theirs, those that are done too."""

    account_id: int
    name: str
    role: Role
    role_label: str
    to_mark: int
    done: int
    barred: int


class SheetRecord(BaseModel):
    """What became of a case at a reviewer; score: the weighted mark, null until it is complete.

    is_dropped: left out as the highest or the lowest; why: what bars the reviewer.
    """

    account_id: int
    name: str
    state: SheetState
    state_label: str = Field(examples=["评完"])
    score: float | None
    is_dropped: bool
    why: str


class RankedRecord(BaseModel):
    """A case in the order; score, spread: null while too few have marked it; in_first: by marks."""

    place: int
    case_id: int
    title: str
    city: str
    category: CaseCategory
    category_label: str
    state: CaseState
    state_label: str
    has_consent: bool
    score: float | None
    spread: float | None
    reviewers: int
    in_first: bool
    choice_reason: str
    sheets: list[SheetRecord]


class CaseShiftRecord(BaseModel):
    """A change of a weight or of the reviewers, and the cases that it brings in and out."""

    what: str
    entering: list[str]
    leaving: list[str]


class RoundRecord(RoundSummary):
    """The choice of a year with the order of its cases and how firm it is.

    rule: how the order is made; open_marks: sheets not complete; waiting: cases that were sent and
    take no part yet; criteria_history: those that hold first.
    """

    is_decided: bool
    rule: str
    criteria: list[CriterionRecord]
    criteria_history: list[CriteriaRecord]
    reviewers: list[ReviewerRecord]
    open_marks: int
    waiting: int
    hints: list[str]
    cases: list[RankedRecord]
    shifts: list[CaseShiftRecord]


class DeskSummary(BaseModel):
    """A round for which one was appointed; cases are seen once its marking has begun."""

    year: int
    state: RoundState
    state_label: str


class OwnMark(BaseModel):
    """A mark that one has given."""

    mark: int
    reason: str


class DeskCase(BaseModel):
    """A case of a reviewer; why: what bars them from it; marks: criterion → what they gave."""

    case_id: int
    title: str
    city: str
    category: CaseCategory
    category_label: str
    state: SheetState
    state_label: str = Field(examples=["未评"])
    why: str
    marks: dict[str, OwnMark]


class DeskRecord(DeskSummary):
    """A reviewer's cases of a year; to_mark: that are theirs, those that are done too."""

    criteria: list[CriterionRecord]
    to_mark: int
    done: int
    cases: list[DeskCase]


class ToldField(BaseModel):
    """What a case says under a heading."""

    label: str
    text: str


class ProofRecord(BaseModel):
    """A file that proves a case."""

    id: int
    file_name: str


class ReviewedCase(DeskCase):
    """A case as its reviewer reads it, with what proves it."""

    year: int
    told: list[ToldField]
    files: list[ProofRecord]

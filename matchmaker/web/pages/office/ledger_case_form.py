"""The form of a model case: what is typed, and what it says."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, Field

from matchmaker.access.viewer import Viewer
from matchmaker.cases.completeness import LABELS, LONG
from matchmaker.errors import BadQuery
from matchmaker.services.cases.records import CaseWords
from matchmaker.web.api.fields import Line, Text
from matchmaker.web.pages.office.ledger_frame import (
    OF_PROVINCE,
    Known,
    Revision,
    city_choices,
    is_whole,
    own_city,
    read_year,
)
from models.case_enums import CaseCategory
from models.model_case import ModelCase

MOST_CHARACTERS = 5000
Long = Annotated[Text, Field(max_length=MOST_CHARACTERS)]
# What helps to write each part, by its field.
HELP = {
    "title": "一句话说清谁、用什么专利、做成了什么",
    "unit": "写案例的主体，可以不止一个，用顿号分开",
    "industry": "按产业目录的名称写",
    "patents": "每件写名称和专利号",
    "background": "企业的技术问题、专利的来历",
    "approach": "双方如何找到对方、如何谈成，有关部门做了什么",
    "terms": "如“普通许可，入门费 20 万元，提成 3%，2024 年 5 月备案”",
    "results": "产品、产值、就业、替代进口等，写明数字和依据",
    "why": "为什么值得推广，别的地方能学什么",
}
_LINES = ("title", "unit", "giver_name", "taker_name", "industry")


class CaseForm(BaseModel):
    """A case as it is typed; deal: the number of the contract it is written of, empty for none."""

    year: Known = ""
    city: Known = ""
    category: CaseCategory = CaseCategory.LICENCE
    title: Line = ""
    unit: Line = ""
    industry: Line = ""
    giver_name: Line = ""
    taker_name: Line = ""
    patents: Long = ""
    background: Long = ""
    approach: Long = ""
    terms: Long = ""
    results: Long = ""
    why: Long = ""
    deal: Known = ""


class CaseCorrection(CaseForm):
    """The same, of a case that is there."""

    revision: Revision


def read_form(typed: CaseForm) -> CaseWords:
    """Return what a form says; raise BadQuery."""
    year = read_year(typed.year.strip())
    if year is None:
        raise BadQuery(f"年度“{typed.year}”不是年份。请写四位数字，如 2024")
    said = typed.model_dump(include={*LABELS})
    return CaseWords(year=year, category=typed.category, **said)


def write_form(words: CaseWords, city: str | None, deal_id: int | None) -> CaseForm:
    """Return the form that says what words say."""
    return CaseForm(
        **{
            **asdict(words),
            "year": str(words.year),
            "city": city or OF_PROVINCE,
            "deal": str(deal_id or ""),
        }
    )


def form_of(case: ModelCase) -> CaseForm:
    """Return the form that says what a case says."""
    words = CaseWords(
        year=case.year,
        category=case.category,
        **{name: getattr(case, name) for name in LABELS},
    )
    return write_form(words, case.city_code, case.deal_id)


def field_context(viewer: Viewer, typed: CaseForm) -> dict[str, Any]:
    """Return what the fields of a form are drawn with."""
    return {
        "typed": typed,
        "lines": [
            (name, LABELS[name], getattr(typed, name), HELP.get(name, "")) for name in _LINES
        ],
        "areas": [
            (name, LABELS[name], getattr(typed, name), HELP[name], 6 if name in LONG else 3)
            for name in LABELS
            if name not in _LINES
        ],
        "categories": [(one.value, one.label) for one in CaseCategory],
        "cities": city_choices(province=True) if is_whole(viewer) else [],
        "own_city": own_city(viewer),
        "most": MOST_CHARACTERS,
    }

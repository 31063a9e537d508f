"""What stands in a model case that is printed; names only where somebody agreed to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from matchmaker.services.ledger.case_fields import FIELDS
from matchmaker.services.ledger.report_fields import chinese_day, office_name
from matchmaker.services.list_hands import Author
from models.kept_record import RecordKind
from models.model_case import ModelCase
from models.queries import record_files as file_queries

GIVER, TAKER, UNIT = "供给方（名称从略）", "需求方（名称从略）", "案例单位（名称从略）"
LEFT_OUT = "未取得同意公开，从略"
# Shorter names stand in other words, too, and tell nobody.
LEAST_NAME = 3


def case_fields(session: Session, case: ModelCase, author: Author) -> dict[str, Any]:
    """Return field → text of a case, of matchmaker.services.ledger.case_fields.FIELDS.

    Without consent the names of unit and parties are put out wherever they stand in full, and
    patents and files are left out; a short name that people use for a firm is not known here.
    """
    said = {
        "单位": office_name(case.city_code),
        "编制日期": chinese_day(author.at.date()),
        "案例名称": case.title,
        "供给方": case.giver_name,
        "需求方": case.taker_name,
        "方式": case.category.label,
        "产业": case.industry,
        "专利": case.patents,
        "金额": "",
        "案例单位": case.unit,
        "类别": case.category.label,
        "背景": case.background,
        "做法": case.approach,
        "方式和金额": case.terms,
        "成效": case.results,
        "典型意义": case.why,
        "佐证材料": _files(session, case),
        "公开意见": _consent(case),
    }
    shown = said if case.has_consent else _without_names(case, said)
    return {name: shown.get(name, "") for name in FIELDS}


def _without_names(case: ModelCase, said: Mapping[str, str]) -> dict[str, str]:
    shown = {case.unit: UNIT, case.giver_name: GIVER, case.taker_name: TAKER}
    names = [
        (name, shown.get(name, UNIT))
        for name in dict.fromkeys((case.unit, *case.bodies))
        if len(name) >= LEAST_NAME
    ]
    # The longer first: a firm's name may hold another's.
    names.sort(key=lambda pair: -len(pair[0]))
    hidden = {field: _hide(text, names) for field, text in said.items()}
    return hidden | {
        "供给方": GIVER,
        "需求方": TAKER,
        "案例单位": UNIT,
        "专利": LEFT_OUT,
        "佐证材料": LEFT_OUT,
    }


def _hide(text: str, names: Sequence[tuple[str, str]]) -> str:
    for name, instead in names:
        text = text.replace(name, instead)
    return text


def _consent(case: ModelCase) -> str:
    if case.consent_on is None:
        return LEFT_OUT
    return f"{case.consent_by}于{chinese_day(case.consent_on)}同意公开"


def _files(session: Session, case: ModelCase) -> str:
    files = file_queries.files_of(session, RecordKind.CASE, case.id or 0)
    return "、".join(one.file_name for one in files if one.removed_at is None)

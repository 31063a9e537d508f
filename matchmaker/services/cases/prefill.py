"""What a model case begins with that is written of a contract of the ledger."""

from collections.abc import Mapping

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.cases.records import CaseWords
from matchmaker.services.ledger.case_fields import case_context
from matchmaker.services.list_hands import Author
from models.case_enums import CaseCategory
from models.enums import LicenceKind
from models.ledger import Deal
from models.ledger_enums import DealKind

_CATEGORIES = {
    DealKind.ASSIGNMENT: CaseCategory.ASSIGNMENT,
    DealKind.LICENCE: CaseCategory.LICENCE,
    DealKind.SHARE: CaseCategory.SHARE,
    DealKind.PLEDGE: CaseCategory.PLEDGE,
}


def prefill(session: Session, deal: Deal, city_code: str | None, author: Author) -> CaseWords:
    """Return what the ledger knows of a contract as words of a case; what it does not is empty.

    Raises BadQuery for what is no contract or void.
    """
    if deal.is_void or not deal.kind.is_contract:
        raise BadQuery("只能为有效的合同写典型案例，意向和已作废的记录不行")
    known = {
        name: "" if "【请填写" in text else text
        for name, text in case_context(session, deal, city_code, author).items()
    }
    year = (deal.registered_on or deal.signed_on or author.at.date()).year
    return CaseWords(
        year=year,
        title=known["案例名称"] or f"{deal.giver_name}与{deal.taker_name}合作案例",
        category=category_of(deal),
        unit=f"{deal.giver_name}、{deal.taker_name}",
        industry=known["产业"],
        giver_name=deal.giver_name,
        taker_name=deal.taker_name,
        patents=known["专利"],
        background=known["需求"],
        approach=known["对接经过"],
        terms=_terms(known),
    )


def category_of(deal: Deal) -> CaseCategory:
    """Return the category of a case on a contract."""
    if deal.licence_kind is LicenceKind.OPEN:
        return CaseCategory.OPEN_LICENCE
    return _CATEGORIES[deal.kind]


def _terms(known: Mapping[str, str]) -> str:
    """Return mode, amount, day and registration of a contract, as far as they are known."""
    said = [
        known["方式"],
        known["金额"] and f"金额{known['金额']}",
        known["签订日期"] and f"{known['签订日期']}签订合同",
        known["登记情况"],
    ]
    return "，".join(one for one in said if one)

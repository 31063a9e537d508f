"""What is said of a contract, and what of it cannot be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from matchmaker.errors import BadQuery
from models.enums import LicenceKind
from models.errors import InvalidValue
from models.ledger_enums import DealKind
from models.values.org_name import org_key
from models.values.patent_number import PatentNumber

MOST_PATENTS = 500
# Of numbers that are wrong; whoever has mistyped more has mistaken the field.
MOST_TOLD = 20
MOST_AMOUNT = 10**13


@dataclass(frozen=True)
class DealWords:
    """What is said of a contract.

    giver, taker: names; giver_city, taker_city: names or codes, empty for that of the organisation
    as it is known here; amount_cny: None where it is not told; patents: numbers in any spelling;
    event: slug, demand: number, empty for none; follows: id of the contract whose place it takes.
    """

    kind: DealKind
    giver: str
    taker: str
    patents: tuple[str, ...] = ()
    licence_kind: LicenceKind | None = None
    title: str = ""
    giver_city: str = ""
    taker_city: str = ""
    amount_cny: int | None = None
    signed_on: date | None = None
    registered_on: date | None = None
    number: str = ""
    event: str = ""
    demand: str = ""
    follows: int | None = None
    note: str = ""


def check_words(words: DealWords, today: date) -> None:
    """Raise BadQuery for words that contradict each other or the calendar."""
    _check_parties(words)
    _check_subject(words)
    _check_days(words, today)


def _check_parties(words: DealWords) -> None:
    gives, takes = words.kind.parties
    for name, text in ((gives, words.giver), (takes, words.taker)):
        if not org_key(text):
            raise BadQuery(f"请写明{name}的名称")
    if org_key(words.giver) == org_key(words.taker):
        raise BadQuery(f"{gives}和{takes}是同一家单位。请核对")


def _check_subject(words: DealWords) -> None:
    if (words.kind is DealKind.LICENCE) != (words.licence_kind is not None):
        remedy = "请选择许可方式" if words.kind is DealKind.LICENCE else "请去掉许可方式"
        raise BadQuery(f"只有许可合同才有许可方式。{remedy}")
    if words.amount_cny is not None and not 0 <= words.amount_cny <= MOST_AMOUNT:
        raise BadQuery(f"金额应在 0 至 {MOST_AMOUNT:,} 元之间，不能是 {words.amount_cny}")
    if words.kind.is_contract and not words.patents:
        raise BadQuery("请写明合同涉及的专利号，至少一件")
    if len(words.patents) > MOST_PATENTS:
        raise BadQuery(f"一份合同最多登记 {MOST_PATENTS} 件专利。请分开登记")


def _check_days(words: DealWords, today: date) -> None:
    signed, registered = words.signed_on, words.registered_on
    if signed is None and registered is None:
        raise BadQuery("请写明签订日期，或登记、备案日期")
    for name, day in (("签订日期", signed), ("登记或备案日期", registered)):
        if day is not None and day > today:
            raise BadQuery(f"{name} {day} 还没有到。请核对日期")
    if signed and registered and registered < signed:
        raise BadQuery("登记或备案日期早于签订日期。请核对日期")
    if not words.kind.is_contract and registered is not None:
        raise BadQuery("意向不登记也不备案。请去掉登记日期，或改为合同")


def read_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of patents as they are typed: one a line, or apart by 、；, or blanks.

    A number may have blanks within. Raises BadQuery, naming each that is none.
    """
    found: list[str] = []
    for part in re.split(r"[\n\r、；;，,]", text):
        pieces = part.split()
        # Blanks part numbers where one stands between them, else they stand within one.
        apart = _why_no_number(part) and not all(map(_why_no_number, pieces))
        found += pieces if apart else ["".join(pieces)] if pieces else []
    require_numbers(found)
    return tuple(found)


def require_numbers(numbers: Iterable[str]) -> None:
    """Raise BadQuery where some are no numbers of patents, naming each."""
    wrong = [f"“{text}”{why}" for text in numbers if (why := _why_no_number(text))]
    if wrong:
        raise BadQuery(
            f"有 {len(wrong)} 个专利号不对：{'；'.join(wrong[:MOST_TOLD])}。"
            "请写完整的申请号或专利号，例如 201510817712.7"
        )


def _why_no_number(text: str) -> str:
    try:
        PatentNumber.parse(text)
    except InvalidValue as error:
        return error.reason
    return ""

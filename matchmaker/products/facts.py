"""What the rules of patent products look at, and what each of them finds."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.product_enums import PatentRole
from models.values.legal_status import LegalState


class Verdict(StrEnum):
    """What a rule says; only fail keeps a product from being handed in, note judges nothing."""

    PASS = "pass"  # noqa: S105
    NOTE = "note"
    WARN = "warn"
    FAIL = "fail"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"pass": "通过", "note": "供参考", "warn": "请核对", "fail": "须改正"}[self.value]


@dataclass(frozen=True)
class PatentFacts:
    """A patent in a product.

    number: as offices print it; legal_state: None for a patent that the stock does not have;
    legal_text: as a source words it; is_own: whether the firm owns it, is_licensed: whether it is
    known to use it under a licence; others: other firms whose products have it, as they may be
    told.
    """

    number: str
    role: PatentRole
    legal_state: LegalState | None = None
    legal_text: str = ""
    expiry_date: date | None = None
    is_own: bool = False
    is_licensed: bool = False
    others: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the stock has it."""
        return self.legal_state is not None


@dataclass(frozen=True)
class ProductFacts:
    """A product on a day; amounts in whole yuan, None for not told; industry: its name."""

    today: date
    name: str
    year: int
    description: str = ""
    industry: str = ""
    output_cny: int | None = None
    sales_cny: int | None = None
    firm_sales_cny: int | None = None
    contact_name: str = ""
    contact_phone: str = ""
    patents: tuple[PatentFacts, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What a rule found; text: what it saw; remedy: what to do about it, empty for nothing."""

    rule: str
    verdict: Verdict
    text: str
    remedy: str = ""


def passes(rule: str, text: str) -> Finding:
    """Return that nothing is wrong."""
    return Finding(rule, Verdict.PASS, text)


def notes(rule: str, text: str) -> Finding:
    """Return a figure that is shown and not judged."""
    return Finding(rule, Verdict.NOTE, text)


def warns(rule: str, text: str, remedy: str) -> Finding:
    """Return what is to be looked at again."""
    return Finding(rule, Verdict.WARN, text, remedy)


def fails(rule: str, text: str, remedy: str) -> Finding:
    """Return what has to be mended before the product is handed in."""
    return Finding(rule, Verdict.FAIL, text, remedy)

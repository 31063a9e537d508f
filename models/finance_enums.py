"""Closed vocabularies of what firms ask for in finance on their patents."""

from collections.abc import Mapping
from enum import StrEnum


class FinanceKind(StrEnum):
    """What a firm asks for."""

    PLEDGE_LOAN = "pledge_loan"
    EQUITY = "equity"
    INSURANCE = "insurance"
    SECURITISATION = "securitisation"
    LISTING = "listing"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "pledge_loan": "质押贷款",
            "equity": "股权融资",
            "insurance": "专利保险",
            "securitisation": "证券化",
            "listing": "上市辅导",
        }[self.value]

    @property
    def has_amount(self) -> bool:
        """Whether an amount belongs to it."""
        return self is not FinanceKind.LISTING


class FinanceState(StrEnum):
    """How far it has come."""

    OPEN = "open"
    TALKING = "talking"
    MET = "met"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"open": "待对接", "talking": "洽谈中", "met": "已落实", "closed": "已关闭"}[
            self.value
        ]

    @property
    def stands(self) -> bool:
        """Whether it still waits for somebody."""
        return self in (FinanceState.OPEN, FinanceState.TALKING)


# What may follow a state.
MOVES: Mapping[FinanceState, tuple[FinanceState, ...]] = {
    FinanceState.OPEN: (FinanceState.TALKING, FinanceState.MET, FinanceState.CLOSED),
    FinanceState.TALKING: (FinanceState.OPEN, FinanceState.MET, FinanceState.CLOSED),
    FinanceState.MET: (),
    FinanceState.CLOSED: (FinanceState.OPEN,),
}
STANDING = tuple(state for state in FinanceState if state.stands)

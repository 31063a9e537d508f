"""Stored values in words, as pages, tables and previews show them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

from ingest.labels import field_label
from models.enums import LicenceKind
from models.values.contact import CONTACT_FIELDS, mask_contact
from models.values.indicator import by_slug
from models.values.legal_status import LegalState
from models.values.money import Money
from models.values.patent_kind import PatentKind
from models.values.region import get_city
from models.values.transfer_mode import TransferMode

_MONEY = {"price_low_cny": "price", "budget_low_cny": "budget"}
_WITH_MONEY = {"high_cny", "negotiable"}
_HIDDEN = {"check_character"}
_ENUMS: dict[str, type[StrEnum]] = {
    "kind": PatentKind,
    "legal_state": LegalState,
    "licence_kind": LicenceKind,
}


def tell_values(values: Mapping[str, Any], longest: int = 0) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every value that says something, in their order.

    The columns of an amount are told together, under the name of the first. longest: of a text,
    on one line; 0 for the whole of it.
    """
    for name, value in values.items():
        prefix = _MONEY.get(name)
        if prefix is not None:
            text = _amount(values, prefix)
        elif name in _HIDDEN or _belongs_to_money(name):
            continue
        else:
            text = tell_value(name, value)
        if text:
            yield name, _short(text, longest) if longest else text


def tell_value(name: str, value: Any) -> str:
    """Return one stored value in words, also as JSON holds it; nothing said is an empty text.

    Contacts are masked.
    """
    special = _SPECIAL.get(name)
    if special is not None and (value or (value == 0 and name in _NOUGHT_SAYS)):
        return special(value)
    if name in CONTACT_FIELDS and isinstance(value, str):
        return mask_contact(name, value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "；".join(map(str, value))
    if isinstance(value, date):
        return value.isoformat()
    if name in _ENUMS and isinstance(value, str):
        value = _ENUMS[name](value)
    return "" if value is None else str(getattr(value, "label", value))


def value_label(name: str) -> str:
    """Return the Chinese name of what tell_values yields under a name."""
    return field_label(_MONEY.get(name, name))


def _belongs_to_money(name: str) -> bool:
    prefix, _, rest = name.partition("_")
    return prefix in _MONEY.values() and rest in _WITH_MONEY


def _amount(values: Mapping[str, Any], prefix: str) -> str:
    low, high = values[f"{prefix}_low_cny"], values[f"{prefix}_high_cny"]
    negotiable = values[f"{prefix}_negotiable"]
    if low is None and high is None and not negotiable:
        return ""
    return Money(_decimal(low), _decimal(high), negotiable).display


def _bound(amount: int) -> str:
    return Money(Decimal(amount), Decimal(amount)).display


def _decimal(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _figure(slug: str, value: int) -> str:
    indicator = by_slug()[slug]
    return f"{Decimal(value) / indicator.scale:,f} {indicator.unit}"


def _month(month: int) -> str:
    return f"{month} 月" if month else "全年"


def _modes(values: list[str]) -> str:
    return "；".join(TransferMode(value).label for value in values)


def _short(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[:longest] + "…"


_SPECIAL: dict[str, Callable[[Any], str]] = {
    "transfer_modes": _modes,
    "cooperation_modes": _modes,
    "city_code": lambda code: get_city(code).name,
    "price_low_cny": _bound,
    "price_high_cny": _bound,
    "credit_cny": _bound,
    # That an owner consents goes without saying.
    "owner_consents": lambda _: "",
    "month": _month,
    **{slug: partial(_figure, slug) for slug in by_slug()},
}
_NOUGHT_SAYS = frozenset({"month", "credit_cny", *by_slug()})

"""The three kinds of Chinese patent and their terms of protection."""

import re
from datetime import date
from enum import StrEnum

from models.values.text import fold

# Letter of the publication number, as CNIPA has used it since 1985.
_KIND_LETTERS = {
    "a": "invention",
    "b": "invention",
    "c": "invention",
    "u": "utility_model",
    "y": "utility_model",
    "s": "design",
    "d": "design",
}
_KIND_AT_END = re.compile(r"[0-9]([abcuysd])[0-9]?$")
# Patent Law of the PRC, art. 42: the fourth revision took effect on this day.
_LONGER_DESIGN_TERM_FROM = date(2021, 6, 1)


class PatentKind(StrEnum):
    """Invention, utility model or design."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"

    @property
    def label(self) -> str:
        """The Chinese name of the kind."""
        return _LABELS[self]


_LABELS = {
    PatentKind.INVENTION: "发明",
    PatentKind.UTILITY_MODEL: "实用新型",
    PatentKind.DESIGN: "外观设计",
}


def kind_of_publication_number(text: str) -> PatentKind | None:
    """The kind that the letter at the end of a publication number tells, if there is one."""
    match = _KIND_AT_END.search(fold(text))
    return PatentKind(_KIND_LETTERS[match[1]]) if match else None


def term_years(kind: PatentKind, filing_date: date) -> int:
    """Years of protection from the filing date (Patent Law of the PRC, art. 42)."""
    if kind is PatentKind.INVENTION:
        return 20
    if kind is PatentKind.DESIGN and filing_date >= _LONGER_DESIGN_TERM_FROM:
        return 15
    return 10


def expiry_date(kind: PatentKind, filing_date: date) -> date:
    """The day on which the term ends; a filing on 29 February ends on 28 February."""
    year = filing_date.year + term_years(kind, filing_date)
    try:
        return filing_date.replace(year=year)
    except ValueError:
        return filing_date.replace(year=year, day=28)

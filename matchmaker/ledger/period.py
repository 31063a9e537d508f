"""Whole months of a year, which figures are told of and compared by."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from matchmaker.errors import BadQuery

MONTHS = 12
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Period:
    """From the first day of one month to the last of another, of the same year."""

    year: int
    first: int = 1
    last: int = MONTHS

    def __post_init__(self) -> None:
        """Raise BadQuery for months that are none or the wrong way round."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise BadQuery(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，不能是 {self.year}")
        if not 1 <= self.first <= self.last <= MONTHS:
            raise BadQuery(
                f"月份应在 1 至 12 之间且起始不晚于截止，不能是 {self.first} 至 {self.last}"
            )

    @property
    def since(self) -> date:
        """The first day."""
        return date(self.year, self.first, 1)

    @property
    def until(self) -> date:
        """The last day."""
        return date(self.year, self.last, monthrange(self.year, self.last)[1])

    @property
    def months(self) -> range:
        """The months."""
        return range(self.first, self.last + 1)

    @property
    def is_year(self) -> bool:
        """Whether it is a whole year."""
        return self.first == 1 and self.last == MONTHS

    @property
    def label(self) -> str:
        """The same in words."""
        if self.is_year:
            return f"{self.year} 年全年"
        if self.first == self.last:
            return f"{self.year} 年 {self.first} 月"
        return f"{self.year} 年 {self.first}–{self.last} 月"

    def before(self) -> "Period":
        """Return the same months of the year before."""
        return replace(self, year=self.year - 1)

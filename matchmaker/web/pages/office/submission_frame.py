"""What the pages of plans and reports share: their addresses, neighbours and years."""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, Field

from matchmaker.access.viewer import Viewer
from matchmaker.ledger.period import FIRST_YEAR, LAST_YEAR
from matchmaker.services.submissions.sight import seen_cities
from matchmaker.web.navigation import Link
from matchmaker.web.templating import Crumb
from models.submission_enums import SubmissionKind

PATH = "/office/submissions"
CHECK_PATH = "/office/check"
# Years beside this one that can be chosen.
SHOWN_YEARS = 3

PathYear = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR)]


class YearQuery(BaseModel):
    """Which year is looked at, None for the present one."""

    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)] | None = None


def submission_path(kind: SubmissionKind, year: int, city_code: str) -> str:
    """Return the address of a city's plan or report."""
    return f"{PATH}/{kind.value}/{year}/{city_code}"


def list_path(kind: SubmissionKind, year: int) -> str:
    """Return the address of the plans or reports of all cities."""
    return f"{PATH}/{kind.value}?year={year}"


def list_crumb(kind: SubmissionKind, year: int) -> Crumb:
    """Return the way back to them."""
    return Crumb(f"市州{kind.label}", list_path(kind, year))


def parts(viewer: Viewer, year: int, here: str) -> list[Link]:
    """Return the pages that stand beside each other; here: kind of the present one, or check."""
    found = [
        Link(f"市州{kind.label}", list_path(kind, year), kind.value == here)
        for kind in SubmissionKind
    ]
    if len(seen_cities(viewer)) > 1:
        found.append(Link("汇总校核", f"{CHECK_PATH}?year={year}", here == "check"))
    return found


def year_choices(year: int, this_year: int) -> list[tuple[str, str]]:
    """Return the years to choose from, the last one first."""
    recent = range(this_year - SHOWN_YEARS, this_year + 2)
    return [(str(one), f"{one} 年") for one in sorted({year, *recent}, reverse=True)]

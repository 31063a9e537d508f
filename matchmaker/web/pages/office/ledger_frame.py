"""What the pages of the ledger share: their neighbours, cities, and how typed values are read."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.city_names import PROVINCE, city_name
from matchmaker.services.ownership import owned_event
from matchmaker.web.api.fields import Line, Text
from matchmaker.web.filters import WAN
from matchmaker.web.navigation import Link
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb
from models.errors import Conflict, InvalidValue, NotFound
from models.queries import event_figures as figure_queries
from models.queries import events as event_queries
from models.values.money import Money
from models.values.region import HUBEI_CITIES

PATH = "/office/ledger"
DEALS_PATH = f"{PATH}/deals"
ACTIVITIES_PATH = f"{PATH}/activities"
OUTCOMES_PATH = f"{PATH}/outcomes"
CASES_PATH = f"{PATH}/cases"
# What stands for the province where a city may stand.
OF_PROVINCE = "province"
ACTIVITIES = Crumb("活动台账", PATH)
DEALS = Crumb("合同台账", DEALS_PATH)
CASES = Crumb("典型案例", CASES_PATH)
PAGE = 50
# What a form says of itself; who may not ask, or asks of what is not there, gets another page.
REFUSALS = (InvalidValue, NotFound, Conflict, BadQuery)
CRUMBS = (HOME,)

Known = Annotated[Text, Field(max_length=100)]
# What records draw.
Revision = Annotated[int, Field(ge=0, le=2**63 - 1)]


class VoidForm(BaseModel):
    """Why a record is taken back."""

    revision: Revision
    reason: Line = ""


def parts(viewer: Viewer, here: str) -> list[Link]:
    """Return the pages of the ledger that a viewer opens; here: the address of the present one."""
    found = [("活动台账", PATH), ("合同台账", DEALS_PATH)]
    if viewer.may(Permission.LEDGER_WRITE):
        found.append(("签约待登记", OUTCOMES_PATH))
    found.append(("典型案例", CASES_PATH))
    return [Link(label, path, path == here) for label, path in found]


def is_whole(viewer: Viewer) -> bool:
    """Whether a viewer reads the records of all cities."""
    return viewer.reach(Permission.LEDGER_READ) is Reach.ALL


def city_choices(*, province: bool) -> list[tuple[str, str]]:
    """Return the cities to choose from; province: whether the province's own are a choice."""
    cities = [(city.code, city.short_name) for city in HUBEI_CITIES]
    return [(OF_PROVINCE, PROVINCE), *cities] if province else cities


def own_city(viewer: Viewer) -> str:
    """Return the city of a viewer who reads but that city's records, else nothing."""
    return "" if is_whole(viewer) else city_name(viewer.city_code)


def event_choices(session: Session, today: date, chosen: str) -> list[tuple[str, str]]:
    """Return slug and name of the events that were held, the last one first, and of that chosen."""
    held = figure_queries.held_events(session, date.min, today)
    own = event_queries.find_event(session, chosen) if chosen else None
    if own is not None and own not in held:
        held.append(own)
    held.sort(key=lambda event: (event.held_on, event.id), reverse=True)
    return [(one.slug, f"{one.held_on} {one.name}") for one in held]


def opens_event(session: Session, viewer: Viewer, event_id: int | None) -> bool:
    """Whether a viewer may open the page of the event that a record names."""
    if event_id is None:
        return False
    event = event_queries.get_by_id(session, event_id)
    return viewer.may(Permission.LIST_READ, owned_event(event))


def read_year(text: str) -> int | None:
    """Return a year, None for what is none: no form of ours sends it."""
    return int(text) if len(text) == 4 and text.isdecimal() and text >= "1000" else None


def read_day(label: str, text: str) -> date | None:
    """Return a day as it is typed, None for nothing; raise BadQuery."""
    typed = text.strip().replace("/", "-").replace(".", "-")
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadQuery(f"{label}“{text}”不是日期。请写成 2024-05-06 的样子") from None


def read_id(label: str, text: str) -> int | None:
    """Return the number of a record as a list offers it, None for nothing; raise BadQuery."""
    typed = text.strip()
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 9 or not int(typed):
        raise BadQuery(f"{label}“{text}”不是编号。请从列表中选择")
    return int(typed)


def read_number(label: str, text: str) -> int:
    """Return a whole number as it is typed, 0 for nothing; raise BadQuery."""
    typed = text.strip().replace(",", "").replace("，", "")
    if not typed:
        return 0
    if not typed.isdecimal() or len(typed) > 12:
        raise BadQuery(f"{label}“{text}”不是数字。请填写 0 或正整数")
    return int(typed)


def read_amount(text: str) -> int | None:
    """Return yuan of an amount typed in 10,000 yuan, None for nothing; raise InvalidValue.

    A unit that is typed with it holds; what is below a yuan is rounded.
    """
    if not text.strip():
        return None
    money = Money.parse(text, WAN)
    if money.low_cny is None or money.low_cny != money.high_cny or money.negotiable:
        raise BadQuery(f"金额“{text}”应是一个数，单位万元，例如 50 或 12.5；没有约定金额的不填")
    return round(money.low_cny)


def write_amount(amount_cny: int | None) -> str:
    """Return an amount as it is typed."""
    return "" if amount_cny is None else f"{(Decimal(amount_cny) / WAN).normalize():f}"

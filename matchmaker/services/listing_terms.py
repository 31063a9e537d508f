"""For how long patents are listed."""

from datetime import date

from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.services.list_hands import Author
from models.values.dates import months_after

# Conventions of this project. The campaign is yearly: whoever has not looked at a listing between
# one and the next does not stand by it; prices and contacts of three years ago hold for nobody.
DEFAULT_MONTHS = 12
MOST_MONTHS = 36
# So long before the end of a listing its owner is told of it.
EXPIRING_DAYS = 30


def today_of(author: Author) -> date:
    """Return the day, in China, on which somebody does something."""
    return author.at.astimezone(CHINA).date()


def check_until(until: date, today: date) -> None:
    """Raise BadQuery where the last day of a listing is past or too far away."""
    latest = months_after(today, MOST_MONTHS)
    if not today < until <= latest:
        raise BadQuery(
            f"挂牌截止日（listed_until）应晚于 {today}，且不超过 {MOST_MONTHS} 个月"
            f"（至 {latest}），收到 {until}"
        )

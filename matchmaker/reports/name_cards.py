"""Name cards of participants as one page to print: A4, ten cards of 90 × 54 mm, with cut marks.

Each card bears the QR code of its check-in page, drawn as SVG within the page; without the address
under which participants reach the service there is none, and the page says so on the screen.
"""

from dataclasses import dataclass
from functools import cache

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from matchmaker.services.timetable_view import PartyView, TimetableView

CARDS_PER_PAGE = 10
# Names up to so many characters stand in the larger sizes.
LARGE_NAME = 9
MIDDLE_NAME = 18
NO_ADDRESS = (
    "未设置签到网址，名牌上没有二维码。请设置 MATCHMAKER_BASE_URL（参会者手机可打开的本系统网址），"
    "或用 --base-url 给出后重新导出"
)


@dataclass(frozen=True)
class Card:
    """What is printed on one card; qr: an SVG, empty for none."""

    name: str
    side: str
    detail: str
    size: str
    qr: Markup


def build(view: TimetableView, base_url: str) -> bytes:
    """Return the page in UTF-8; base_url: empty for cards without a code."""
    cards = [_card(party, base_url) for party in view.parties]
    pages = [
        cards[first : first + CARDS_PER_PAGE] for first in range(0, len(cards), CARDS_PER_PAGE)
    ]
    page = (
        _environment()
        .get_template("name_cards.html")
        .render(view=view, pages=pages, hint="" if base_url else NO_ADDRESS)
    )
    return page.encode("utf-8")


def file_name(view: TimetableView) -> str:
    """Return the name that the file is saved under."""
    return f"{view.slug}_v{view.version}_name_cards.html"


def check_in_address(base_url: str, token: str) -> str:
    """Return the address of a participant's check-in page."""
    return f"{base_url.rstrip('/')}/checkin/{token}"


def _card(party: PartyView, base_url: str) -> Card:
    group = f"分组 {party.group}" if party.group else ""
    return Card(
        name=party.name,
        side=party.side.label,
        detail="　".join(part for part in (party.city, group) if part),
        size=_size(party.name),
        qr=_code(check_in_address(base_url, party.token)) if base_url else Markup(""),
    )


def _size(name: str) -> str:
    if len(name) <= LARGE_NAME:
        return "large"
    return "medium" if len(name) <= MIDDLE_NAME else "small"


def _code(address: str) -> Markup:
    # The drawing holds no text of ours: segno writes paths only.
    drawn = segno.make_qr(address, error="m").svg_inline(border=2, omitsize=True)
    return Markup(drawn)  # noqa: S704


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("matchmaker.reports"), autoescape=True, undefined=StrictUndefined
    )

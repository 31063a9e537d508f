"""An event as people type it into a form: read into an entry of a campaign file, and back."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from matchmaker.errors import BadConfiguration
from matchmaker.industry.taxonomy import Taxonomy
from matchmaker.services.campaigns import as_entry
from models.errors import InvalidValue
from models.event import Event

WHOLE = 100
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_QUOTA_REMEDY = "每行一个产业，例如：北斗 2 9（至少 2 对，至多 9 对），不设上限时写：北斗 2"


def read_words(
    words: Mapping[str, str], taxonomy: Taxonomy, industries: Iterable[str] | None = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what is typed as an entry of a campaign file, and field → what is wrong with it.

    industries: those chosen, None where the form does not ask.
    """
    entry: dict[str, Any] = {} if industries is None else {"industries": list(industries)}
    wrong: dict[str, str] = {}
    for name, text in words.items():
        try:
            if name == "quotas":
                entry[name] = _quotas(text, taxonomy)
            else:
                entry[name] = _READERS.get(name, str.strip)(text)
        except InvalidValue as error:
            wrong[name] = f"{error.reason}。{error.remedy}"
    return entry, wrong


def write_words(event: Event, taxonomy: Taxonomy) -> dict[str, str]:
    """Return the values of a form that shows an event; industries are not among them."""
    entry = as_entry(event)
    words = {name: str(value) for name, value in entry.items() if isinstance(value, str | int)}
    words |= {
        "date": event.held_on.isoformat(),
        "institution_share": f"{event.institution_share * WHOLE:g}",
        "total": "" if event.total is None else str(event.total),
        "repeats": "yes" if event.repeats else "",
        "quotas": "\n".join(
            " ".join(
                [taxonomy.names[slug], str(least or 0), *([] if most is None else [str(most)])]
            )
            for slug, (least, most) in event.quotas.items()
        ),
    }
    return words


def _whole(text: str) -> int:
    try:
        return int(text.strip())
    except ValueError:
        raise InvalidValue(text, "应为整数", "例如 5") from None


def _least_one(text: str) -> int:
    number = _whole(text)
    if number < 1:
        raise InvalidValue(text, "不能小于 1", "请填 1 或更大的整数")
    return number


def _least_zero(text: str) -> int:
    number = _whole(text)
    if number < 0:
        raise InvalidValue(text, "不能是负数", "请填 0 或更大的整数，0 为不作要求")
    return number


def _total(text: str) -> int | None:
    return _least_one(text) if text.strip() else None


def _share(text: str) -> float:
    try:
        share = float(text.strip().removesuffix("%")) / WHOLE
    except ValueError:
        raise InvalidValue(text, "应为百分数", "例如 40") from None
    if not 0 < share <= 1:
        raise InvalidValue(text, "应大于 0、不超过 100", "例如 40")
    return share


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidValue(text, "日期写法不对", "应如 2026-06-18") from None


def _quotas(text: str, taxonomy: Taxonomy) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, *numbers = line.split()
        try:
            slug = taxonomy.find(name).slug
        except BadConfiguration:
            raise InvalidValue(line, f"没有产业“{name}”", _QUOTA_REMEDY) from None
        if not 1 <= len(numbers) <= 2 or not all(number.isdecimal() for number in numbers):
            raise InvalidValue(line, f"“{line}”的写法不认得", _QUOTA_REMEDY)
        found[slug] = dict(zip(("least", "most"), map(int, numbers), strict=False))
        if found[slug].get("most", found[slug]["least"]) < found[slug]["least"]:
            raise InvalidValue(line, f"“{line}”的至多少于至少", "请核对两个数")
    return found


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text.strip()):
        raise InvalidValue(text, "代号只能用小写字母、数字和连字符", "例如 wuhan-2026")
    return text.strip()


_READERS: Mapping[str, Callable[[str], Any]] = {
    "slug": _slug,
    "date": _day,
    "per_demand": _least_one,
    "per_patent": _least_one,
    "institution_share": _share,
    "per_enterprise": _least_zero,
    "per_city": _least_zero,
    "total": _total,
    "repeats": lambda text: text == "yes",
    "most_firms": _least_one,
}

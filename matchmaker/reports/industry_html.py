"""How well texts tell industries, as one page that stands alone: no script, no outside address."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from matchmaker.reports import svg
from matchmaker.services.industry_training import IndustryCard


def build(card: IndustryCard, trained_at: datetime, names: Mapping[str, str]) -> bytes:
    """Return the page in UTF-8; names: slug → name of industries."""
    rows = [names.get(slug, slug) for slug in card.counted]
    picture = svg.matrix("行为按分类号，列为按文字", rows, [*rows, "其余"], card.confusion)
    # The drawing is made of elements whose texts are escaped as they are written.
    chart = Markup(picture)  # noqa: S704
    page = (
        _environment()
        .get_template("industry.html")
        .render(card=card, trained_at=trained_at, chart=chart, names=rows)
    )
    return page.encode("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("matchmaker.reports"), autoescape=True, undefined=StrictUndefined
    )

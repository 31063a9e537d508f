"""Former and short names of widely known bodies, as their list says: general knowledge."""

import csv
from functools import cache
from importlib.resources import files


@cache
def other_names() -> tuple[tuple[str, str, str], ...]:
    """Return name, other name and its kind for every line of the list.

    Kinds: former, short, merged (into it), second (borne at the same time), english.

    A body that is listed only to tell it from others has an empty other name.
    """
    source = files("models.values").joinpath("data", "former_names.csv").read_text("utf-8")
    rows = csv.DictReader(source.splitlines())
    return tuple((row["name"], row["former_or_short"], row["kind"]) for row in rows)


@cache
def parts_and_wholes() -> tuple[tuple[str, str], ...]:
    """Return bodies of their own that belong to another, with the present names of both."""
    source = files("models.values").joinpath("data", "known_parts.csv").read_text("utf-8")
    return tuple((row["part"], row["whole"]) for row in csv.DictReader(source.splitlines()))

"""Words that carry no technical meaning in patents or in demand letters."""

from functools import cache
from importlib.resources import files


@cache
def stop_words() -> frozenset[str]:
    """Return the boilerplate of both kinds of text: what one side never says ties nothing."""
    return _load("stopwords_patent.txt") | _load("stopwords_demand.txt")


def _load(name: str) -> frozenset[str]:
    text = files("matchmaker.data").joinpath(name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line.lower() for line in lines if line and not line.startswith("#"))

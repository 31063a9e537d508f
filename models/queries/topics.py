"""Topics of policies and courses, which a record keeps as one line, each behind 、."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, literal
from sqlalchemy.orm import Mapped

MARK = "、"


def has_topic(column: Mapped[str], topic: str) -> ColumnElement[bool]:
    """Whether a topic is one of those of a record."""
    whole = literal(MARK) + column + literal(MARK)
    return whole.contains(f"{MARK}{topic}{MARK}", autoescape=True)


def all_topics(lines: Iterable[str]) -> list[str]:
    """Return the topics of records, each once, in order."""
    return sorted({topic for line in lines for topic in line.split(MARK) if topic})

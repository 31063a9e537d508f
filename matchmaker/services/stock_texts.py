"""The texts of all patents, one at a time."""

from collections.abc import Iterator

from sqlmodel import Session

from models.queries import patents as patent_queries


def iter_patent_texts(session: Session) -> Iterator[str]:
    """Yield title, abstract and first claim of every patent, by id."""
    for title, abstract, claim in patent_queries.iter_texts(session):
        yield "。".join(text for text in (title, abstract, claim) if text)

"""Patents as people find them: chosen by facets and words, a page at a time, words marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from sqlmodel import Session

from matchmaker.industry.taxonomy import Taxonomy
from matchmaker.matching.catalogue import Catalogue, Choice, Facet, Sort, look_up
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.word_search import find_words, read_words
from matchmaker.services.catalogue import FACET_TITLES, facet_label
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.text.marking import Piece, mark, snippet
from models.patent import Patent
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries

PER_PAGE = 20
SNIPPET_LENGTH = 110


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for.

    chosen: values of facets; subclass: what the main classification begins with, at most four
    characters; owner_id: of an organisation; offered_on: the day on which they have to be offered,
    None for any.
    """

    words: str = ""
    chosen: Mapping[Facet, str] = field(default_factory=dict)
    subclass: str = ""
    owner_id: int | None = None
    offered_on: date | None = None
    sort: Sort = Sort.BEST
    page: int = 1


@dataclass(frozen=True)
class FoundPatent:
    """A patent in a list of what was found, its words marked."""

    patent: Patent
    owners: Sequence[tuple[int, str]]
    title: Sequence[Piece]
    text: Sequence[Piece]


@dataclass(frozen=True)
class FacetView:
    """A facet with its choices: value, label, how many would be found; chosen: the present one."""

    name: str
    title: str
    chosen: str
    chosen_label: str
    choices: Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class BrowsePage:
    """What was found; total: on all pages; pages: how many there are, at least 1."""

    total: int
    page: int
    pages: int
    patents: Sequence[FoundPatent]
    facets: Sequence[FacetView]


def browse(session: Session, index: MatchIndex, catalogue: Catalogue, wanted: Wanted) -> BrowsePage:
    """Return a page of the patents that somebody looks for; beyond the last page it is the last."""
    choice = Choice(
        chosen=wanted.chosen,
        subclass=wanted.subclass,
        only=_owned(session, wanted.owner_id),
        offered_on=None if wanted.offered_on is None else wanted.offered_on.toordinal(),
    )
    words = read_words(wanted.words, index.vectoriser.segmenter)
    found = look_up(catalogue, choice, find_words(index, words), wanted.sort)
    taxonomy = industries_in_force(session)
    total = len(found.ids)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(wanted.page, 1), pages)
    shown = found.ids[(page - 1) * PER_PAGE : page * PER_PAGE].tolist()
    return BrowsePage(
        total=total,
        page=page,
        pages=pages,
        patents=show_patents(session, shown, words),
        facets=[_view(facet, wanted, found.counts[facet], taxonomy) for facet in FACET_TITLES],
    )


def _owned(session: Session, owner_id: int | None) -> np.ndarray | None:
    if owner_id is None:
        return None
    return np.array(sorted(patent_queries.owned_by(session, [owner_id])), dtype=np.int64)


def _view(
    facet: Facet, wanted: Wanted, counts: Sequence[tuple[str, int]], taxonomy: Taxonomy
) -> FacetView:
    chosen = wanted.chosen.get(facet, "")
    by_count = facet in (Facet.INDUSTRY, Facet.CITY)
    ordered = sorted(counts, key=lambda one: -one[1]) if by_count else counts
    if facet is Facet.INDUSTRY:
        ordered = [(slug, count) for slug, count in ordered if not taxonomy.get(slug).retired]
    return FacetView(
        name=facet.value,
        title=FACET_TITLES[facet],
        chosen=chosen,
        chosen_label=facet_label(facet, chosen, taxonomy) if chosen else "",
        choices=[(value, facet_label(facet, value, taxonomy), count) for value, count in ordered],
    )


def show_patents(session: Session, ids: Sequence[int], words: Sequence[str]) -> list[FoundPatent]:
    """Return patents in the order of their ids as given, words marked."""
    patents = patent_queries.by_ids(session, ids)
    owners = patent_queries.owner_ids(session, ids)
    names = organisation_queries.names_by_id(session, {o for all_ in owners.values() for o in all_})
    return [
        FoundPatent(
            patent=patents[one],
            owners=[(owner, names[owner]) for owner in owners.get(one, ())],
            title=mark(patents[one].title, words),
            text=snippet(patents[one].abstract, words, SNIPPET_LENGTH),
        )
        for one in ids
        # One that is gone since the catalogue was read.
        if one in patents
    ]

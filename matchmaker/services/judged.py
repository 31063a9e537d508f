"""Judged pairs made ready for scoring: an index of their patents and a query for every demand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matchmaker.errors import BadQuery
from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.candidates import make_queries, similarities
from matchmaker.matching.dense import DenseEncoder
from matchmaker.matching.index import MatchIndex, Recipe, build_index
from matchmaker.matching.rank import score_candidates
from matchmaker.matching.text_scheme import TextScheme
from matchmaker.matching.types import Candidates, DemandDoc, DemandQuery, PatentDoc
from matchmaker.services.judged_files import JudgedPair
from matchmaker.text.need import needed
from matchmaker.text.thesaurus import bundled_thesaurus

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class JudgedCase:
    """Judged pairs with what scores them.

    names: the demands, in the order in which the pairs first name them; queries, candidates: of
    every demand, its judged patents only; patents: index row → patent; pairs: as given, with
    demand_of and row_of telling the position of each one's demand and the index row of its patent.
    """

    index: MatchIndex
    names: tuple[str, ...]
    queries: tuple[DemandQuery, ...]
    candidates: tuple[Candidates, ...]
    patents: tuple[PatentDoc, ...]
    pairs: tuple[JudgedPair, ...]
    demand_of: NDArray[np.int64]
    row_of: NDArray[np.int64]

    def spread(self, values: Sequence[NDArray[np.float64]]) -> Scores:
        """Return a value for every pair; values: of every demand's candidates, in their order."""
        found = np.empty(len(self.pairs), dtype=np.float64)
        for position, candidates in enumerate(self.candidates):
            mine = np.flatnonzero(self.demand_of == position)
            found[mine] = values[position][np.searchsorted(candidates.rows, self.row_of[mine])]
        return found


def prepare(
    demands: Mapping[str, DemandDoc],
    pairs: Sequence[JudgedPair],
    segmenter: str,
    scheme: TextScheme,
    encoder: DenseEncoder | None = None,
) -> JudgedCase:
    """Return the pairs with an index fitted on the texts of the two files.

    encoder: the language model whose vectors the index shall hold, None for none. Raises BadQuery
    where a pair names a demand that the demands' file lacks.
    """
    missing = sorted({pair.demand_id for pair in pairs} - set(demands))
    if missing:
        raise BadQuery(f"有 {len(missing)} 个 demand_id 不在需求文件中，例如 {missing[0]}")
    titles = {pair.supply_id: pair.supply_title for pair in pairs}
    supplies = {supply: row for row, supply in enumerate(sorted(titles))}
    docs, patents = _classified(demands, [titles[supply] for supply in supplies])
    industries = {industry.slug: industry.name for industry in load_taxonomy().industries}
    index = build_index(
        patents, list(docs.values()), industries, Recipe(segmenter, scheme, encoder)
    )
    names = tuple(dict.fromkeys(pair.demand_id for pair in pairs))
    positions = {name: position for position, name in enumerate(names)}
    demand_of = np.array([positions[pair.demand_id] for pair in pairs], dtype=np.int64)
    row_of = np.array([supplies[pair.supply_id] for pair in pairs], dtype=np.int64)
    every = np.ones(len(index), dtype=np.bool_)
    queries = tuple(make_queries(index, [docs[name] for name in names], every))
    candidates = []
    for position, query in enumerate(queries):
        rows = np.unique(row_of[demand_of == position])
        candidates.append(Candidates(rows, similarities(index, query.vector, rows)))
    return JudgedCase(
        index, names, queries, tuple(candidates), patents, tuple(pairs), demand_of, row_of
    )


def score_pairs(case: JudgedCase, algorithm: Algorithm) -> Scores:
    """Return the score of every pair, in their order."""
    values = []
    for query, candidates in zip(case.queries, case.candidates, strict=True):
        top = len(candidates.rows)
        ranking = score_candidates(case.index, query, candidates, algorithm, top)
        of_row = {patent.row: patent.score for patent in ranking.ordered}
        values.append(np.array([of_row[row] for row in candidates.rows.tolist()]))
    return case.spread(values)


def _classified(
    demands: Mapping[str, DemandDoc], titles: Sequence[str]
) -> tuple[dict[str, DemandDoc], tuple[PatentDoc, ...]]:
    """Return the demands, and the titles as patents, with their industries."""
    classifier = IndustryClassifier(load_taxonomy())

    def tags(title: str, body: str) -> tuple[tuple[str, float], ...]:
        return tuple((tag.slug, tag.confidence) for tag in classifier.classify(title, body))

    patents = tuple(
        PatentDoc(row, title, "", industries=tags(title.replace(" ", ""), ""))
        for row, title in enumerate(titles)
    )
    docs = {
        name: replace(
            doc,
            industries=tags(doc.title, needed(doc.body)),
            wording=bundled_thesaurus().find(doc.title, needed(doc.body)),
        )
        for name, doc in demands.items()
    }
    return docs, patents

"""Measure an algorithm on judged pairs, from the two files alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.errors import BadQuery
from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.candidates import make_queries, similarities
from matchmaker.matching.index import MatchIndex, build_index
from matchmaker.matching.metrics import Quality, evaluate, group_by_demand
from matchmaker.matching.rank import score_candidates
from matchmaker.matching.types import Candidates, DemandDoc, PatentDoc
from matchmaker.services.judged_files import JudgedPair


@dataclass(frozen=True)
class Evaluation:
    """The quality and every pair's score, in the order of the pairs."""

    quality: Quality
    scores: list[tuple[str, str, float]]


def evaluate_algorithm(
    demands: Mapping[str, DemandDoc],
    pairs: Sequence[JudgedPair],
    algorithm: Algorithm,
    segmenter: str,
) -> Evaluation:
    """Return how well the algorithm orders the judged pairs.

    The index is fitted on the texts of the two files. Raises BadQuery where a pair names a demand
    that the demands' file lacks.
    """
    missing = sorted({pair.demand_id for pair in pairs} - set(demands))
    if missing:
        raise BadQuery(f"有 {len(missing)} 个 demand_id 不在需求文件中，例如 {missing[0]}")
    titles = {pair.supply_id: pair.supply_title for pair in pairs}
    supply_rows = {supply: row for row, supply in enumerate(sorted(titles))}
    index, docs = _fit(demands, [titles[supply] for supply in sorted(titles)], segmenter)
    candidates: dict[str, set[int]] = {}
    for pair in pairs:
        candidates.setdefault(pair.demand_id, set()).add(supply_rows[pair.supply_id])
    scored: dict[tuple[str, int], float] = {}
    judged = list(candidates)
    every = np.ones(len(index), dtype=np.bool_)
    queries = make_queries(index, [docs[name] for name in judged], every)
    for name, query in zip(judged, queries, strict=True):
        rows = np.array(sorted(candidates[name]), dtype=np.int64)
        found = Candidates(rows, similarities(index, query.vector, rows))
        ranking = score_candidates(index, query, found, algorithm, top=len(rows))
        scored.update({(name, patent.row): patent.score for patent in ranking.ordered})
    scores = [
        (pair.demand_id, pair.supply_id, scored[pair.demand_id, supply_rows[pair.supply_id]])
        for pair in pairs
    ]
    grouped = group_by_demand(
        [(pair.demand_id, pair.supply_id, pair.relevance) for pair in pairs],
        {(demand, supply): score for demand, supply, score in scores},
    )
    return Evaluation(evaluate(grouped), scores)


def _fit(
    demands: Mapping[str, DemandDoc], titles: Sequence[str], segmenter: str
) -> tuple[MatchIndex, dict[str, DemandDoc]]:
    taxonomy = load_taxonomy()
    classifier = IndustryClassifier(taxonomy)

    def tags(title: str, body: str) -> tuple[tuple[str, float], ...]:
        return tuple((tag.slug, tag.confidence) for tag in classifier.classify(title, body))

    patents = [
        PatentDoc(row, title, "", industries=tags(title.replace(" ", ""), ""))
        for row, title in enumerate(titles)
    ]
    docs = {
        name: DemandDoc(doc.id, doc.title, doc.body, tags(doc.title, doc.body))
        for name, doc in demands.items()
    }
    names = {industry.slug: industry.name for industry in taxonomy.industries}
    return build_index(patents, list(docs.values()), names, segmenter), docs

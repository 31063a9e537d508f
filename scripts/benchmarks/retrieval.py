"""How often the one right patent is among the first ten, beside two peers in the same run.

Known items: a sentence from the second half of a patent's abstract is asked for, against a stock
without titles. Paraphrases: demands in a firm's own words (tests/ranking/paraphrases.csv).
The stock is a CSV of patents with the columns of patents_taian.csv, which does not ship.
"""

import argparse
import csv
import json
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import jieba
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.matching.algorithms import ALGORITHMS, get_algorithm
from matchmaker.matching.index import Recipe, build_index
from matchmaker.matching.rank import rank
from matchmaker.matching.types import PatentDoc
from matchmaker.services.ranking import classify_demand

ROOT = Path(__file__).resolve().parents[2]
PARAPHRASES = ROOT / "tests" / "ranking" / "paraphrases.csv"
KNOWN_ITEMS, SEED = 2_000, 20_261_123
TOP = 10
SHORTEST_ABSTRACT, SHORTEST_SENTENCE = 60, 12
BATCH = 200

Patent = dict[str, str]
Query = tuple[str, str]
Search = Callable[[Sequence[Query]], list[list[int]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stock", type=Path)
    parser.add_argument("--json", type=Path, default=None)
    arguments = parser.parse_args()
    with arguments.stock.open(encoding="utf-8-sig", newline="") as file:
        stock = list(csv.DictReader(file))
    figures = {
        "known items": measure(*known_items(stock)),
        "paraphrases": measure(*paraphrases(stock)),
    }
    print(f"recall@{TOP} among {len(stock)} patents")
    for task, found in figures.items():
        for name, share in found.items():
            print(f"{task:<14}{name:<28}{share:.4f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def known_items(stock: Sequence[Patent]) -> tuple[list[Patent], list[Query], list[int]]:
    """Return the stock without titles, a sentence of each of some patents, and their positions."""
    long_enough = [i for i, row in enumerate(stock) if len(row["摘要"]) >= SHORTEST_ABSTRACT]
    wanted = random.Random(SEED).sample(long_enough, min(KNOWN_ITEMS, len(long_enough)))
    queries = [("", sentence(stock[i]["摘要"])) for i in wanted]
    return [{**row, "专利名称": ""} for row in stock], queries, wanted


def sentence(abstract: str) -> str:
    half = abstract[len(abstract) // 2 :]
    parts = [part for part in re.split("[。；;!！?？]", half) if len(part) >= SHORTEST_SENTENCE]
    return parts[0] if parts else half


def paraphrases(stock: Sequence[Patent]) -> tuple[list[Patent], list[Query], list[int]]:
    """Return the stock, the demands, and the positions of the patents that they are about."""
    position = {row["申请号"]: i for i, row in enumerate(stock)}
    with PARAPHRASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    queries = [(row["title"], row["text"]) for row in rows]
    return list(stock), queries, [position[row["application_number"]] for row in rows]


def measure(
    stock: Sequence[Patent], queries: Sequence[Query], wanted: Sequence[int]
) -> dict[str, float]:
    searches: dict[str, Search] = {slug: algorithm_search(stock, slug) for slug in ALGORITHMS}
    searches["jieba TF-IDF"] = peer_search(
        stock, TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None)
    )
    searches["characters 1-3 sublinear"] = peer_search(
        stock, TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    )
    return {
        name: float(np.mean([i in found for i, found in zip(wanted, search(queries), strict=True)]))
        for name, search in searches.items()
    }


def algorithm_search(stock: Sequence[Patent], slug: str) -> Search:
    taxonomy = load_taxonomy()
    classifier = IndustryClassifier(taxonomy)
    docs = []
    for number, row in enumerate(stock):
        symbols = tuple(symbol for symbol in row["主分类号"].split(";") if symbol)
        tags = classifier.classify(row["专利名称"], row["摘要"], symbols)
        confidences = tuple((tag.slug, tag.confidence) for tag in tags)
        docs.append(PatentDoc(number, row["专利名称"], row["摘要"], symbols, confidences))
    algorithm = get_algorithm(slug)
    names = {industry.slug: industry.name for industry in taxonomy.industries}
    index = build_index(docs, [], names, Recipe("rjieba", algorithm.scheme))
    every = np.ones(len(index), dtype=np.bool_)

    def search(queries: Sequence[Query]) -> list[list[int]]:
        # In batches: the neighbours of each other's demands must not matter much, nor memory.
        found = []
        for start in range(0, len(queries), BATCH):
            part = queries[start : start + BATCH]
            demands = [classify_demand(title, body, i) for i, (title, body) in enumerate(part)]
            rankings = rank(index, demands, every, algorithm, TOP)
            found.extend([scored.patent_id for scored in r.ordered] for r in rankings)
        return found

    return search


def peer_search(stock: Sequence[Patent], vectoriser: TfidfVectorizer) -> Search:
    vectors = vectoriser.fit_transform([f"{row['专利名称']} {row['摘要']}" for row in stock])

    def search(queries: Sequence[Query]) -> list[list[int]]:
        asked = vectoriser.transform([f"{title} {body}" for title, body in queries])
        found = []
        for start in range(0, len(queries), BATCH):
            scores = (asked[start : start + BATCH] @ vectors.T).toarray()
            found.extend(np.argsort(-scores, axis=1, kind="stable")[:, :TOP].tolist())
        return found

    return search


if __name__ == "__main__":
    main()

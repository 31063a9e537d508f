"""Rankings of the same judged pairs side by side: how good each is, and on which demands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matchmaker.errors import BadQuery
from matchmaker.industry.taxonomy import OTHER
from matchmaker.matching.algorithms import ALGORITHMS
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.algorithms.dense_v1 import DENSE_V1
from matchmaker.matching.algorithms.learned import LEARNED_V1
from matchmaker.matching.dense import DenseEncoder
from matchmaker.matching.metrics import measure
from matchmaker.matching.significance import (
    Interval,
    PairedTest,
    bootstrap_interval,
    paired_test,
)
from matchmaker.matching.text_scheme import TextScheme
from matchmaker.matching.types import DemandDoc
from matchmaker.services.evaluation import group_judged
from matchmaker.services.judged import JudgedCase, Scores, prepare, score_pairs
from matchmaker.services.judged_files import JudgedPair
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.peers import PEERS

SHORT, LONG = 60, 300
LENGTH_LABELS = (f"不足 {SHORT} 字", f"{SHORT}–{LONG} 字", f"超过 {LONG} 字")


class Bench:
    """Judged pairs that rankings are measured on, with an index for every way of making one."""

    def __init__(
        self, demands: Mapping[str, DemandDoc], pairs: Sequence[JudgedPair], segmenter: str
    ) -> None:
        self._demands = demands
        self._pairs = pairs
        self._segmenter = segmenter
        self._cases: dict[tuple[str, str], JudgedCase] = {}

    def case(self, scheme: TextScheme, encoder: DenseEncoder | None = None) -> JudgedCase:
        """Return the pairs ready for scoring; raise BadQuery where they name an unknown demand.

        encoder: the language model whose vectors are read, None for none.
        """
        made_by = (scheme.slug, encoder.fingerprint if encoder else "")
        if made_by not in self._cases:
            self._cases[made_by] = prepare(
                self._demands, self._pairs, self._segmenter, scheme, encoder
            )
        return self._cases[made_by]


@dataclass(frozen=True)
class Contestant:
    """A ranking under its name; score: case → the score of every pair.

    scheme, encoder: what the index of the case has to be made by; scheme is None where that does
    not matter.
    """

    name: str
    scheme: TextScheme | None
    score: Callable[[JudgedCase], Scores]
    encoder: DenseEncoder | None = None


@dataclass(frozen=True)
class Rating:
    """A ranking measured on judged pairs.

    scores: in the order of the pairs; ndcg: demand → nDCG@10 of the demands that count.
    """

    name: str
    scores: Scores
    ndcg: Mapping[str, float]
    ndcg10: Interval
    map: Interval
    p5: Interval
    recall100: Interval


@dataclass(frozen=True)
class ClassQuality:
    """The nDCG@10 on the demands of one class."""

    label: str
    ndcg10: Interval


@dataclass(frozen=True)
class Comparison:
    """The first ranking against the second, by nDCG@10 of every demand."""

    first: Rating
    second: Rating
    test: PairedTest


@dataclass(frozen=True)
class Contest:
    """An algorithm measured, broken down by classes of demands, and what it was compared with.

    rivals: the other rankings that were measured; comparison: with one of them, where asked for.
    """

    case: JudgedCase
    rating: Rating
    industries: tuple[ClassQuality, ...]
    lengths: tuple[ClassQuality, ...]
    rivals: tuple[Rating, ...]
    comparison: Comparison | None


def as_contestant(algorithm: Algorithm) -> Contestant:
    """Return the ranking of an algorithm under its slug."""
    return Contestant(
        algorithm.slug,
        algorithm.scheme,
        lambda case: score_pairs(case, algorithm),
        algorithm.encoder,
    )


def list_peers() -> list[Contestant]:
    """Return the plain rankings."""
    return [Contestant(name, None, score) for name, score in PEERS.items()]


def get_contestant(name: str, models_dir: Path, dense_model: Path | None = None) -> Contestant:
    """Return a plain ranking or an algorithm; the folders are those of find_algorithm.

    Raises BadQuery, naming what there is, for any other name.
    """
    if name in PEERS:
        return Contestant(name, None, PEERS[name])
    known = [*ALGORITHMS, LEARNED_V1, DENSE_V1, *PEERS]
    if name not in known:
        raise BadQuery(f"没有算法“{name}”，可选：{'、'.join(known)}")
    return as_contestant(find_algorithm(name, models_dir, dense_model))


def hold(
    bench: Bench,
    algorithm: Algorithm,
    rivals: Sequence[Contestant] = (),
    against: Contestant | None = None,
) -> Contest:
    """Measure an algorithm and its rivals on the same pairs.

    against: which of them, or which other one, to compare with demand by demand. Raises BadQuery
    where that is the algorithm itself.
    """
    if against is not None and against.name == algorithm.slug:
        raise BadQuery(f"--against 与 --algorithm 都是“{against.name}”，请换一个来比较")
    case = bench.case(algorithm.scheme, algorithm.encoder)
    rating = rate(as_contestant(algorithm), case)
    wanted = {rival.name: rival for rival in (*rivals, *([against] if against else []))}
    others = {
        name: rate(rival, bench.case(rival.scheme, rival.encoder) if rival.scheme else case)
        for name, rival in wanted.items()
    }
    return Contest(
        case=case,
        rating=rating,
        industries=by_industry(case, rating),
        lengths=by_length(case, rating),
        rivals=tuple(others.values()),
        comparison=compare(rating, others[against.name]) if against else None,
    )


def rate(contestant: Contestant, case: JudgedCase) -> Rating:
    """Measure a ranking, every metric with its interval over demands."""
    return rate_scores(contestant.name, contestant.score(case), case)


def rate_scores(name: str, scores: Scores, case: JudgedCase) -> Rating:
    """Measure a ranking by its scores of every pair."""
    measures = measure(group_judged(case.pairs, scores))
    return Rating(
        name=name,
        scores=scores,
        ndcg=measures.ndcg10,
        ndcg10=bootstrap_interval(list(measures.ndcg10.values())),
        map=bootstrap_interval(list(measures.map.values())),
        p5=bootstrap_interval(list(measures.p5.values())),
        recall100=bootstrap_interval(list(measures.recall100.values())),
    )


def compare(first: Rating, second: Rating) -> Comparison:
    """Compare two rankings of the same pairs demand by demand."""
    names = list(first.ndcg)
    test = paired_test([first.ndcg[name] for name in names], [second.ndcg[name] for name in names])
    return Comparison(first, second, test)


def by_industry(case: JudgedCase, rating: Rating) -> tuple[ClassQuality, ...]:
    """Return the quality by the surest industry of the demand, the most frequent one first."""
    names = dict(zip(case.index.industry_slugs, case.index.industry_names, strict=True))
    classes = _by_class(
        case, rating, lambda doc: names[doc.industries[0][0] if doc.industries else OTHER]
    )
    return tuple(sorted(classes, key=lambda found: (-found.ndcg10.n, found.label)))


def by_length(case: JudgedCase, rating: Rating) -> tuple[ClassQuality, ...]:
    """Return the quality by the length of the demand's text, the shortest first."""
    classes = _by_class(case, rating, length_label)
    return tuple(sorted(classes, key=lambda found: LENGTH_LABELS.index(found.label)))


def length_label(doc: DemandDoc) -> str:
    """Return the class of a demand by the characters of its title and text, blanks not counted."""
    length = len("".join(f"{doc.title}{doc.body}".split()))
    if length < SHORT:
        return LENGTH_LABELS[0]
    return LENGTH_LABELS[1] if length <= LONG else LENGTH_LABELS[2]


def _by_class(
    case: JudgedCase, rating: Rating, label_of: Callable[[DemandDoc], str]
) -> list[ClassQuality]:
    """Return the classes of the demands that count, in the order in which they occur."""
    values: dict[str, list[float]] = {}
    for name, query in zip(case.names, case.queries, strict=True):
        if name in rating.ndcg:
            values.setdefault(label_of(query.doc), []).append(rating.ndcg[name])
    return [ClassQuality(label, bootstrap_interval(found)) for label, found in values.items()]

"""Words of one meaning, as a corpus itself tells them: in brackets, and by the words around them.

Proposals only: people decide. Short forms in brackets: Schwartz & Hearst 2003, "A simple
algorithm for identifying abbreviation definitions in biomedical text", with words in the place of
letters. Words around: positive pointwise mutual information, reduced by singular values (Levy &
Goldberg 2014), two words being alike when they keep the same company.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

from matchmaker.text.normalise import is_han, normalise, script_runs
from matchmaker.text.stopwords import stop_words

Cut = Callable[[str], list[str]]

# 发光二极管(LED), 锂离子电池(简称锂电池), 克氏原螯虾,俗称小龙虾.
_BRACKET = re.compile(
    r"([\u4e00-\u9fff]{2,16})\((?:(?:以下)?简称|又称|也称|亦称|俗称|英文缩写|即|英文)?[:为]?"
    r"([a-z][a-z0-9\-]{1,9}|[\u4e00-\u9fff]{2,8})\)"
)
_CALLED = re.compile(
    r"([\u4e00-\u9fff]{2,16}),?(?:以下简称|简称|又称为?|也称为?|亦称|俗称)[:为]?"
    r"([a-z][a-z0-9\-]{1,9}|[\u4e00-\u9fff]{2,8})(?=[,。;)]|$)"
)
LONGEST_FORM_WORDS = 5
SHORTEST_FORM = 3
# In how many texts a form must be explained in the same way.
LEAST_TEXTS = 2
EXAMPLE_AROUND = 12
# A word has company enough to be judged by from this many occurrences on.
LEAST_OCCURRENCES = 30
WINDOW = 3
DIMENSIONS = 100
LEAST_LIKENESS = 0.72
NEIGHBOURS_PER_WORD = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two words that may mean one thing; support: texts or occurrences; example: a passage."""

    term: str
    other: str
    support: int
    example: str


def mine_brackets(texts: Sequence[str], cut: Cut) -> list[Proposal]:
    """Return what texts themselves say is another name, the best supported first."""
    contexts: dict[str, list[tuple[int, tuple[str, ...], str]]] = defaultdict(list)
    for number, text in enumerate(texts):
        folded = normalise(text)
        for pattern in (_BRACKET, _CALLED):
            for match in pattern.finditer(folded):
                words = tuple(cut(match[1])[-LONGEST_FORM_WORDS:])
                start = max(0, match.start() - EXAMPLE_AROUND)
                contexts[match[2]].append((number, words, folded[start : match.end()]))
    found = [
        proposal
        for short, uses in contexts.items()
        if short not in stop_words()
        for proposal in _explained(short, uses)
    ]
    return sorted(found, key=lambda p: (-p.support, p.term, p.other))


def _explained(short: str, uses: Sequence[tuple[int, tuple[str, ...], str]]) -> list[Proposal]:
    """Return the longest form that several texts give for a short one."""
    texts_of: dict[str, set[int]] = defaultdict(set)
    example: dict[str, str] = {}
    for number, words, passage in uses:
        for start in range(len(words)):
            form = "".join(words[start:])
            if len(form) >= SHORTEST_FORM and words[start] not in stop_words():
                texts_of[form].add(number)
                example.setdefault(form, passage)
    told = {form: len(numbers) for form, numbers in texts_of.items() if len(numbers) >= LEAST_TEXTS}
    if not told:
        return []
    most = max(told.values())
    # A longer form is the name where nearly all that tell the shorter one tell it too.
    form = max((f for f, count in told.items() if 2 * count > most), key=lambda f: (len(f), f))
    if form == short or form in short:
        return []
    return [Proposal(form, short, told[form], example[form])]


def mine_neighbours(texts: Sequence[str], cut: Cut) -> list[Proposal]:
    """Return words that keep the same company and share a character, the likest first.

    That they share a character keeps out opposites and mere members of one class (红 and 蓝).
    """
    sentences = [
        words
        for text in texts
        for part in re.split("[。;!?]", normalise(text))
        if len(words := _words(part, cut)) > 1
    ]
    counts = Counter(word for words in sentences for word in words)
    vocabulary = sorted(word for word, count in counts.items() if count >= LEAST_OCCURRENCES)
    if len(vocabulary) <= DIMENSIONS:
        return []
    vectors = _company(sentences, vocabulary)
    together = _pairs_of_one_sentence(sentences, set(vocabulary))
    found: dict[tuple[str, str], Proposal] = {}
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1.0)
    for row, word in enumerate(vocabulary):
        order = np.argsort(-likeness[row], kind="stable")[:NEIGHBOURS_PER_WORD]
        for column in order.tolist():
            other, alike = vocabulary[column], float(likeness[row, column])
            if alike < LEAST_LIKENESS or not _may_be_one(word, other):
                continue
            pair = (min(word, other), max(word, other))
            rarer = min(counts[word], counts[other])
            # Two names of one thing seldom stand in one sentence; two parts of a thing do.
            if together[pair] * 5 > rarer:
                continue
            found[pair] = Proposal(*pair, rarer, f"上下文相近度 {alike:.2f}")
    return sorted(found.values(), key=lambda p: (-p.support, p.term, p.other))


def _may_be_one(word: str, other: str) -> bool:
    """Whether two words share a character but do not merely set one against another."""
    shared = set(word) & set(other)
    differing = set(word) ^ set(other)
    return bool(shared) and not differing & set("上下左右前后内外正负阴阳大小高低第一二三四")


def _words(part: str, cut: Cut) -> list[str]:
    stops = stop_words()
    return [
        word
        for run in script_runs(part)
        if is_han(run)
        for word in cut(run)
        if len(word) > 1 and word not in stops
    ]


def _company(sentences: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> NDArray[np.float64]:
    """Return a unit vector for every word of the vocabulary, by the words around it."""
    place = {word: i for i, word in enumerate(vocabulary)}
    counts: Counter[tuple[int, int]] = Counter()
    for words in sentences:
        known = [place.get(word, -1) for word in words]
        for i, one in enumerate(known):
            for other in known[i + 1 : i + 1 + WINDOW]:
                if one >= 0 and other >= 0 and one != other:
                    counts[one, other] += 1
                    counts[other, one] += 1
    rows, columns = np.array(list(counts), dtype=np.int64).T
    values = np.array(list(counts.values()), dtype=np.float64)
    size = len(vocabulary)
    total = values.sum()
    # Smoothed towards rare companions: Levy, Goldberg & Dagan 2015.
    of_word = np.bincount(rows, values, size)
    smoothed = np.bincount(columns, values, size) ** 0.75
    expected = of_word[rows] / total * smoothed[columns] / smoothed.sum()
    information = np.maximum(0.0, np.log(values / total / expected))
    matrix = csr_matrix((information, (rows, columns)), shape=(size, size))
    start = np.ones(size) / np.sqrt(size)
    left, strengths, _ = svds(matrix, k=DIMENSIONS, v0=start)
    vectors = left * np.sqrt(strengths)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float64] = vectors / np.maximum(lengths, 1e-12)
    return unit


def _pairs_of_one_sentence(
    sentences: Sequence[Sequence[str]], vocabulary: set[str]
) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for words in sentences:
        known = sorted(set(words) & vocabulary)
        found.update((a, b) for i, a in enumerate(known) for b in known[i + 1 :])
    return found

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

_LATIN = r"[a-z][a-z0-9\-]{1,9}"
# 发光二极管(LED): Latin letters in brackets are an abbreviation more often than not.
_BRACKET = re.compile(rf"([\u4e00-\u9fff]{{2,16}})\(({_LATIN})\)")
# 锂离子电池(简称锂电池), 克氏原螯虾,俗称小龙虾: the text says itself that the two are one.
_CALLED = re.compile(
    r"([\u4e00-\u9fff]{2,16})[,(]?(?:以下简称|简称|又称为?|也称为?|亦称|俗称|英文缩写为?)[:为]?"
    rf"({_LATIN}|[\u4e00-\u9fff]{{2,8}})(?=[,。;)]|$)"
)
LONGEST_FORM_WORDS = 5
SHORTEST_FORM = 3
# In how many texts a form must be explained in the same way; one that is said in so many words
# needs no other witness.
LEAST_TEXTS, LEAST_TOLD = 2, 1
EXAMPLE_AROUND = 12
# What may stand before a name, and in none.
_BEFORE_NAMES = frozenset("含由将把为与和及或的在用以对向从按经使让被所其该")
# A word has company enough to be judged by from this many occurrences on.
LEAST_OCCURRENCES = 30
WINDOW = 3
DIMENSIONS = 100
LEAST_LIKENESS = 0.75
# Two names of one thing seldom stand in one sentence; two parts of a thing do.
MOST_TOGETHER = 0.1


_OPPOSITES = frozenset("上下左右前后内外正负阴阳大小高低进出冷热首尾第一二三四")

# The text's number, the words before the bracket, and the passage.
_Use = tuple[int, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two words that may mean one thing; support: texts or occurrences; example: a passage."""

    term: str
    other: str
    support: int
    example: str


def mine_brackets(texts: Sequence[str], cut: Cut) -> list[Proposal]:
    """Return what texts themselves say is another name, the best supported first."""
    found: dict[tuple[str, str], Proposal] = {}
    for pattern, least in ((_CALLED, LEAST_TOLD), (_BRACKET, LEAST_TEXTS)):
        contexts: dict[str, list[_Use]] = defaultdict(list)
        for number, text in enumerate(texts):
            folded = normalise(text)
            for match in pattern.finditer(folded):
                words = tuple(cut(match[1])[-LONGEST_FORM_WORDS:])
                start = max(0, match.start() - EXAMPLE_AROUND)
                contexts[match[2]].append((number, words, folded[start : match.end()]))
        for short, uses in contexts.items():
            proposal = _explained(short, uses, least)
            if proposal is not None:
                found.setdefault((proposal.term, proposal.other), proposal)
    return sorted(found.values(), key=lambda p: (-p.support, p.term, p.other))


def _explained(short: str, uses: Sequence[_Use], least: int) -> Proposal | None:
    """Return the longest form that enough texts give for a short one."""
    no_names = stop_words() | _BEFORE_NAMES
    texts_of: dict[str, set[int]] = defaultdict(set)
    example: dict[str, str] = {}
    for number, words, passage in uses:
        for start in range(len(words)):
            form = "".join(words[start:])
            if len(form) >= SHORTEST_FORM and not no_names & set(words[start:]):
                texts_of[form].add(number)
                example.setdefault(form, passage)
    told = {form: len(numbers) for form, numbers in texts_of.items() if len(numbers) >= least}
    if not told or short in stop_words():
        return None
    most = max(told.values())
    # A longer form is the name where nearly all that tell the shorter one tell it too.
    form = max((f for f, count in told.items() if 2 * count > most), key=lambda f: (len(f), f))
    if form in short or short in form:
        return None
    return Proposal(form, short, told[form], example[form])


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
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1.0)
    nearest = likeness.argmax(axis=1)
    found = []
    for row, column in enumerate(nearest.tolist()):
        # Each the other's nearest; the pair once.
        if column <= row or nearest[column] != row:
            continue
        word, other, alike = vocabulary[row], vocabulary[column], float(likeness[row, column])
        rarer = min(counts[word], counts[other])
        apart = together[word, other] <= MOST_TOGETHER * rarer
        if alike >= LEAST_LIKENESS and apart and _may_be_one(word, other):
            found.append(Proposal(word, other, rarer, f"上下文相近度 {alike:.2f}"))
    return sorted(found, key=lambda p: (-p.support, p.term, p.other))


def _may_be_one(word: str, other: str) -> bool:
    """Whether two words share a character, and neither is a part or the opposite of the other."""
    shared, differing = set(word) & set(other), set(word) ^ set(other)
    part = word in other or other in word
    return bool(shared) and not part and not differing & _OPPOSITES


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

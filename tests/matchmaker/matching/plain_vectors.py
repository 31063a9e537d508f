"""The vectors of texts worked out one term at a time, as the scheme of texts defines them."""

from collections import Counter

import numpy as np

from matchmaker.text.need import needed
from matchmaker.text.segment import get_segmenter
from matchmaker.text.tokens import tokens_of

SEGMENT = get_segmenter("rjieba").search


def unit(vector):
    length = np.linalg.norm(vector)
    return vector / length if length else vector


class PlainBlock:
    """A token stream's vocabulary and idf."""

    def __init__(self, stream, texts):
        self.stream = stream
        held = [set(self.tokens(text.title)) | set(self.tokens(text.body)) for text in texts]
        frequencies = Counter(term for terms in held for term in terms)
        self.terms = tuple(sorted(frequencies))
        self.idf = [np.log((1 + len(texts)) / (1 + frequencies[t])) + 1 for t in self.terms]

    def tokens(self, text):
        return tokens_of(text, self.stream, SEGMENT)

    def field(self, text):
        counts = Counter(self.tokens(text))
        weights = [1 + np.log(counts[term]) if term in counts else 0.0 for term in self.terms]
        return unit(np.array(weights) * self.idf)

    def mixed(self, text, share):
        return unit(share * self.field(text.title) + (1 - share) * self.field(text.body))

    def others(self, text):
        weights = {}
        for wording in text.others:
            weights[wording.other] = max(wording.weight, weights.get(wording.other, 0.0))
        total = np.zeros(len(self.terms))
        for other, weight in weights.items():
            counts = Counter(self.tokens(other))
            total += weight * np.array([counts[term] for term in self.terms])
        return unit(total * self.idf)


def patent_vector(blocks, text, scheme):
    return np.concatenate([block.mixed(text, scheme.patent_title) for block in blocks])


def demand_vector(blocks, text, scheme):
    body = needed(text.body) if scheme.needs_only else text.body
    asked = type(text)(text.title, body, text.others)
    [share] = scheme.demand_titles([asked])
    return np.concatenate(
        [
            weight * (block.mixed(asked, share) + scheme.others * block.others(asked))
            for block, (_, weight) in zip(blocks, scheme.blocks, strict=True)
        ]
    )

"""How texts become vectors: token streams and the weights of fields, under frozen names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.errors import BadQuery
from matchmaker.text.thesaurus import Wording

Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Text:
    """The two fields of a document; others: other words for what a demand says."""

    title: str
    body: str
    others: tuple[Wording, ...] = ()


@dataclass(frozen=True)
class TextScheme:
    """A frozen slug, and the weights behind it.

    blocks: token stream → weight of its cosine, adding up to one; patent_title, demand_title:
    share of the title beside the body; half_length: length of a demand's body, in characters, at
    which the title weighs as much as the body, None where its share is fixed; others: weight of
    other words beside a demand's own, which have 1; needs_only: whether what a firm tells of
    itself is left out of a demand's body.
    """

    slug: str
    blocks: tuple[tuple[str, float], ...]
    patent_title: float
    demand_title: float
    half_length: int | None = None
    others: float = 0.0
    needs_only: bool = False

    @property
    def streams(self) -> tuple[str, ...]:
        """The token streams of the blocks, in order."""
        return tuple(stream for stream, _ in self.blocks)

    def patent_titles(self, texts: Sequence[Text]) -> Shares:
        """Return the share of the title in every patent's vector."""
        return np.full(len(texts), self.patent_title)

    def demand_titles(self, texts: Sequence[Text]) -> Shares:
        """Return the share of the title in every demand's vector.

        The longer a body, the less of it says what is wanted; a short one is part of the wish,
        and title and body count by their lengths.
        """
        if self.half_length is None:
            return np.full(len(texts), self.demand_title)
        shares = []
        for text in texts:
            title, body = len(text.title), len(text.body)
            by_length = title / (title + body) if title + body else 0.0
            shares.append(max(by_length, body / (body + self.half_length)))
        return np.array(shares)


# A demand's title states the need, its body the circumstances.
FIELDS_V1 = TextScheme(
    slug="fields-v1",
    blocks=(("characters", 0.75), ("words", 0.25)),
    patent_title=0.40,
    demand_title=0.55,
)
# Single characters bridge wordings that share no word, pairs and words sharpen; what a patent is
# about stands all over its abstract, while its title is formal.
BLOCKS_V2 = TextScheme(
    slug="blocks-v2",
    blocks=(("singles", 0.55), ("pairs", 0.35), ("words", 0.10)),
    patent_title=0.10,
    demand_title=0.50,
    half_length=300,
    others=0.25,
    needs_only=True,
)
SCHEMES = {scheme.slug: scheme for scheme in (FIELDS_V1, BLOCKS_V2)}


def get_scheme(slug: str) -> TextScheme:
    """Return the scheme; raise BadQuery, naming the known ones, for any other slug."""
    if slug not in SCHEMES:
        raise BadQuery(f"没有文本方案“{slug}”，可选：{'、'.join(SCHEMES)}")
    return SCHEMES[slug]

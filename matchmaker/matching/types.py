"""Values that go into and come out of matching."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matchmaker.matching.facts import DemandTerms
from matchmaker.matching.text_scheme import Text
from matchmaker.text.spans import Span
from matchmaker.text.thesaurus import Wording

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PatentDoc:
    """What matching reads of a patent.

    classifications: symbols, the main one first; industries: slug → confidence in 0..1.
    """

    id: int
    title: str
    body: str
    classifications: tuple[str, ...] = ()
    industries: tuple[tuple[str, float], ...] = ()

    @property
    def whole(self) -> str:
        """Title, line break and body: what spans count in."""
        return f"{self.title}\n{self.body}"


@dataclass(frozen=True, slots=True)
class DemandDoc:
    """What matching reads of a demand.

    terms: what it says beside its texts; wording: other words for what it says.
    """

    id: int
    title: str
    body: str
    industries: tuple[tuple[str, float], ...] = ()
    terms: DemandTerms = field(default=DemandTerms(), repr=False)
    wording: tuple[Wording, ...] = ()

    @property
    def whole(self) -> str:
        """Title, line break and body: what spans count in."""
        return f"{self.title}\n{self.body}"

    @property
    def text(self) -> Text:
        """Its fields as a vectoriser takes them."""
        return Text(self.title, self.body, self.wording)


@dataclass(frozen=True)
class Candidates:
    """The patents in question for one demand.

    rows: positions in the index, ascending; cosine: text similarity of each, 0..1.
    """

    rows: IntArray
    cosine: FloatArray


@dataclass(frozen=True)
class DemandQuery:
    """A demand ready to be scored.

    vector: weighted text vector, one row; industries: confidence of every industry of the
    taxonomy, in its order; neighbours: the patents nearest in text over all industries; dense: the
    vector of a language model, shape (dimensions,), where the index holds such vectors.
    """

    doc: DemandDoc
    vector: csr_matrix
    industries: FloatArray
    neighbours: Candidates
    dense: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class ExplanationRow:
    """A part of a score: the shares of a pair's rows add up to its score.

    feature: its slug; label: the shared term, or the feature's name; sentence: in Chinese;
    in_demand, in_patent: what the two say about it, in few words, empty where that is nothing;
    demand_spans, patent_spans: where a shared term stands, as (start, end) in the text of title,
    line break and body.
    """

    feature: str
    label: str
    share: float
    sentence: str
    in_demand: str = ""
    in_patent: str = ""
    demand_spans: tuple[Span, ...] = ()
    patent_spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoredPatent:
    """A patent ranked for a demand; row: its position in the index; rank counts from 1."""

    patent_id: int
    row: int
    rank: int
    score: float
    industry: str

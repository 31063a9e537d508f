"""The classifier in force: rules, what was learnt from classified patents, and people's word."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from matchmaker.errors import BadConfiguration
from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import OTHER, Taxonomy
from matchmaker.industry.text_model import IndustryTextModel, Vocabulary
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.target import Tags
from matchmaker.text.need import needed
from models.enums import RecordKind
from models.queries import industries as industry_queries
from models.queries.industries import ClassifiedText
from models.taxonomy import IndustryCorrection

CORRECTED_CONFIDENCE = 1.0
# Raised whenever the arrays of a stored model mean something else.
MODEL_FORMAT = 1


def load_classifier(session: Session) -> IndustryClassifier:
    """Return the classifier with the model that was learnt last, with rules alone before that.

    Raises BadConfiguration for a model that another version of the program has stored.
    """
    return IndustryClassifier(industries_in_force(session), load_text_model(session))


def load_text_model(session: Session) -> IndustryTextModel | None:
    """Return the model that was learnt last, None before the first.

    Raises BadConfiguration for a model that another version of the program has stored.
    """
    stored = industry_queries.find_model(session)
    if stored is None:
        return None
    if stored.format != MODEL_FORMAT:
        raise BadConfiguration("库中的产业分类模型由另一版本的程序写成。请重新学习产业分类")
    return _unpacked(stored.payload)


def tags_of(classifier: IndustryClassifier, kind: RecordKind, text: ClassifiedText) -> Tags:
    """Return the industries of a record as slug, confidence and reason, surest first."""
    body = needed(text.body) if kind is RecordKind.DEMAND else text.body
    found = classifier.classify(text.title, body, text.symbols, text.declared)
    return [(tag.slug, tag.confidence, tag.reason) for tag in found]


def packed(model: IndustryTextModel) -> bytes:
    """Return a model as bytes: arrays only, no code."""
    text, title = model.fields
    stream = BytesIO()
    np.savez_compressed(
        stream,
        segmenter=np.array(model.segmenter),
        slugs=np.array(model.slugs),
        text_terms=_lines(text.terms),
        text_idf=text.idf,
        title_terms=_lines(title.terms),
        title_idf=title.idf,
        coefficients=model.coefficients.astype(np.float16),
        intercepts=model.intercepts,
    )
    return stream.getvalue()


def _lines(terms: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(terms).encode(), dtype=np.uint8)


@lru_cache(maxsize=2)
def _unpacked(payload: bytes) -> IndustryTextModel:
    with np.load(BytesIO(payload), allow_pickle=False) as arrays:
        text, title = (
            Vocabulary(
                tuple(arrays[f"{field}_terms"].tobytes().decode().split("\n")),
                arrays[f"{field}_idf"],
            )
            for field in ("text", "title")
        )
        return IndustryTextModel(
            str(arrays["segmenter"]),
            [str(slug) for slug in arrays["slugs"]],
            (text, title),
            arrays["coefficients"].astype(np.float32),
            arrays["intercepts"],
        )


def with_corrections(
    session: Session, kind: RecordKind, tags: Mapping[int, Tags]
) -> dict[int, Tags]:
    """Return the industries of records by id, what people said of them before everything else.

    What they said of an industry that is retired now waits until it is used again.
    """
    return corrected_by(session, kind, tags, industries_in_force(session))


def corrected_by(
    session: Session, kind: RecordKind, tags: Mapping[int, Tags], taxonomy: Taxonomy
) -> dict[int, Tags]:
    """Return the same by the industries of a list that need not be in force."""
    offered = {industry.slug for industry in taxonomy.offered}
    corrections = industry_queries.corrections_of(session, kind, tags)
    return {
        number: _corrected(
            found, [one for one in corrections.get(number, ()) if one.industry_slug in offered]
        )
        for number, found in tags.items()
    }


def _corrected(tags: Tags, corrections: Sequence[IndustryCorrection]) -> Tags:
    if not corrections:
        return tags
    said = {correction.industry_slug: correction for correction in corrections}
    belongs = [
        (slug, CORRECTED_CONFIDENCE, f"由 {c.actor} 指定") for slug, c in said.items() if c.belongs
    ]
    kept = [tag for tag in tags if tag[0] not in said and not (belongs and tag[0] == OTHER)]
    return [*belongs, *kept] or [(OTHER, CORRECTED_CONFIDENCE, "其余产业均被人工排除")]

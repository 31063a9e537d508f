"""A tiny language model in a folder, and texts whose likeness only it sees."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from model2vec import StaticModel
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from matchmaker.matching.types import DemandDoc, PatentDoc

# Words of a line mean much the same; no two of a line share a character.
MEANINGS = (
    ("防锈", "缓蚀"),
    ("隔膜", "间隔层"),
    ("轧辊", "压延筒"),
    ("清扫", "吸尘"),
    ("热失控", "过温"),
)
SPREAD, SEED = 0.05, 20_261_123

# For the demand the first patent says it in other words, the second shares its words.
ASK = DemandDoc(1, "管道内壁防锈", "寻求防锈办法")
SYNONYM = PatentDoc(11, "缓蚀剂", "金属用缓蚀剂")
NAMESAKE = PatentDoc(12, "管道清扫装置", "吸尘清扫")
STRANGER = PatentDoc(13, "压延筒", "压延筒抛光")
UNREADABLE = PatentDoc(14, "水稻育种", "杂交")
PATENTS = (SYNONYM, NAMESAKE, STRANGER, UNREADABLE)


def write_model(
    folder: Path,
    meanings: Sequence[Sequence[str]] = MEANINGS,
    changes: Mapping[str, int] | None = None,
) -> Path:
    """Write a model that knows the words, those of one line near each other.

    changes: word → number of the line whose meaning it shall have instead.
    """
    words = [word for line in meanings for word in line]
    axes = {word: axis for axis, line in enumerate(meanings) for word in line} | dict(changes or {})
    noise = np.random.default_rng(SEED).normal(scale=SPREAD, size=(len(words) + 1, len(meanings)))
    vectors = noise.astype(np.float32)
    for row, word in enumerate(words, start=1):
        vectors[row, axes[word]] += 1.0
    vocabulary = [("[UNK]", 0.0), *((word, -1.0) for word in words)]
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=0))
    StaticModel(vectors, tokenizer).save_pretrained(folder)
    return folder

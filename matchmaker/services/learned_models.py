"""What was learnt, kept in the data folder with its card.

models/learned-v1.json holds the weights, the judged texts that they came from, and the card: on
what it was trained, when, and how it did in cross-validation.
"""

import json
import os
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.algorithms.dense_v1 import DENSE_V1
from matchmaker.matching.algorithms.learned import LEARNED_V1, Learnt
from matchmaker.matching.precedents import Precedents
from matchmaker.matching.text_scheme import Text
from matchmaker.services.dense_models import load_dense_v1
from matchmaker.text.thesaurus import Wording

FORMAT = 1
VERSION_BYTES = 8


@dataclass(frozen=True)
class ModelCard:
    """What a model is made of and worth.

    base: the algorithm whose features it weighs and that it had to beat; corpus: digest of the
    judged texts; ndcg10, base_ndcg10: means over demands, the former in cross-validation by demand
    with the given number of folds; gain_low, gain_high, p: 95 % interval and two-sided probability
    of the gain; better, worse: demands on which it does so.
    """

    base: str
    trained_at: str
    demands: int
    pairs: int
    corpus: str
    folds: int
    ndcg10: float
    base_ndcg10: float
    gain_low: float
    gain_high: float
    p: float
    better: int
    worse: int
    weights: dict[str, float]


def save_model(folder: Path, learnt: Learnt, card: ModelCard) -> Path:
    """Write a model in the place of an earlier one; a reader sees either, never a half."""
    folder.mkdir(parents=True, exist_ok=True)
    precedents = learnt.precedents
    content = {
        "format": FORMAT,
        "card": asdict(card),
        "weights": dict(learnt.weights),
        "precedent_weight": learnt.precedent_weight,
        "scale": precedents.scale,
        "min_score": learnt.min_score,
        "min_score_across": learnt.min_score_across,
        "demands": [
            [text.title, text.body, [astuple(other) for other in text.others]]
            for text in precedents.demands
        ],
        "supplies": [[text.title, text.body] for text in precedents.supplies],
        "pairs": [
            [int(demand), int(supply), float(alpha)]
            for demand, supply, alpha in zip(
                precedents.demand_of, precedents.supply_of, precedents.alphas, strict=True
            )
        ],
    }
    target = _path(folder)
    work = target.with_name(f".{target.name}.{os.getpid()}")
    work.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    work.replace(target)
    return target


def load_card(folder: Path) -> ModelCard | None:
    """Return the card of the model in the folder, None where there is no model."""
    if not _path(folder).is_file():
        return None
    return ModelCard(**_read(folder)["card"])


def find_algorithm(slug: str, folder: Path, dense_model: Path | None = None) -> Algorithm:
    """Return the algorithm of a slug, a learnt one from the folder.

    dense_model: the folder of the language model that dense-v1 reads, None where none is set.
    Raises BadQuery for an unknown slug, where nothing has been learnt yet or the file of the model
    is damaged, and where a language model is wanted and none is set; BadConfiguration where the
    one that is set cannot be read.
    """
    if slug == DENSE_V1:
        return load_dense_v1(dense_model)
    if slug != LEARNED_V1:
        return get_algorithm(slug)
    if not _path(folder).is_file():
        raise BadQuery(f"还没有学习过 {LEARNED_V1}。请先学习排序")
    content = _read(folder)
    pairs = content["pairs"]
    learnt = Learnt(
        content["weights"],
        content["precedent_weight"],
        Precedents(
            demands=tuple(
                Text(title, body, tuple(Wording(*other) for other in others))
                for title, body, others in content["demands"]
            ),
            supplies=tuple(Text(title, body) for title, body in content["supplies"]),
            alphas=np.array([alpha for _, _, alpha in pairs], dtype=np.float64),
            demand_of=np.array([demand for demand, _, _ in pairs], dtype=np.int64),
            supply_of=np.array([supply for _, supply, _ in pairs], dtype=np.int64),
            scale=content["scale"],
        ),
        content["min_score"],
        content["min_score_across"],
    )
    version = blake2b(_path(folder).read_bytes(), digest_size=VERSION_BYTES).hexdigest()
    return learnt.as_algorithm(get_algorithm(content["card"]["base"]), version)


def make_card(learnt: Learnt, base: Algorithm, figures: dict[str, Any], now: datetime) -> ModelCard:
    """Return the card; figures: what of it was measured."""
    return ModelCard(
        base=base.slug,
        trained_at=now.isoformat(timespec="seconds"),
        demands=len(learnt.precedents.demands),
        pairs=len(learnt.precedents.alphas),
        weights={**learnt.weights, "precedent": learnt.precedent_weight},
        **figures,
    )


def _path(folder: Path) -> Path:
    return folder / f"{LEARNED_V1}.json"


def _read(folder: Path) -> dict[str, Any]:
    path = _path(folder)
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadQuery(f"模型文件 {path} 已损坏。请重新学习排序") from error
    if content.get("format") != FORMAT:
        raise BadQuery(f"模型文件 {path} 是另一版本写的。请重新学习排序")
    return content

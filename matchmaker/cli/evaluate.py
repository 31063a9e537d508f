"""matchmaker evaluate."""

from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.options import AlgorithmOption, FormatOption
from matchmaker.cli.output import Format, emit, emit_json
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.services.evaluation import evaluate_algorithm
from matchmaker.services.judged_files import read_demands, read_pairs, write_scores
from matchmaker.settings import get_settings

LABELS = {
    "algorithm": "算法",
    "ndcg@10": "nDCG@10",
    "map": "MAP",
    "p@5": "P@5",
    "demands": "需求数",
    "pairs": "配对数",
}


def evaluate(
    demands: Annotated[Path, typer.Option("--demands", help="需求 CSV")],
    pairs: Annotated[Path, typer.Option("--pairs", help="人工评判的配对 CSV")],
    scores_out: Annotated[
        Path | None, typer.Option("--scores-out", help="写出每一配对得分的 CSV")
    ] = None,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    form: FormatOption = Format.TABLE,
) -> None:
    """在人工评判的配对上衡量算法；只用这两个文件，不需要数据库。"""
    result = evaluate_algorithm(
        read_demands(demands),
        read_pairs(pairs),
        get_algorithm(algorithm),
        get_settings().segmenter,
    )
    if scores_out is not None:
        write_scores(scores_out, result.scores)
    quality = result.quality
    row = {
        "algorithm": algorithm,
        "ndcg@10": round(quality.ndcg10, 4),
        "map": round(quality.map, 4),
        "p@5": round(quality.p5, 4),
        "demands": quality.demands,
        "pairs": quality.pairs,
    }
    if form is Format.JSON:
        emit_json(row)
    else:
        emit([row], LABELS, form)

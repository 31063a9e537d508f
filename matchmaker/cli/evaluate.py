"""matchmaker evaluate."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from matchmaker.cli.options import AlgorithmOption, FormatOption
from matchmaker.cli.output import Format, console, emit, emit_json, errors, now
from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.algorithms.learned import LEARNED_V1
from matchmaker.matching.significance import RESAMPLES, Interval, PairedTest
from matchmaker.reports import evaluation_html
from matchmaker.services.comparison import (
    Bench,
    ClassQuality,
    Comparison,
    Contest,
    Rating,
    get_contestant,
    hold,
    list_peers,
)
from matchmaker.services.evaluation import name_scores
from matchmaker.services.evaluation_report import ReportSource, make_report
from matchmaker.services.judged_files import (
    corpus_digest,
    read_demands,
    read_pairs,
    write_scores,
)
from matchmaker.services.learned_models import find_algorithm, load_card
from matchmaker.settings import get_settings

METRICS = {"ndcg@10": "nDCG@10", "map": "MAP", "p@5": "P@5", "recall@100": "召回率@100"}
LABELS = {"algorithm": "算法", **METRICS}
CSV_FIELDS = [
    "algorithm",
    *(f"{name}{part}" for name in METRICS for part in ("", "_low", "_high")),
    "demands",
    "pairs",
]
CLASS_LABELS = {"n": "需求数", "ndcg@10": "nDCG@10"}
TEST_LABELS = {
    "algorithm": "算法",
    "against": "对照",
    "difference": "nDCG@10 之差",
    "p": "p（双侧）",
    "better": "较好",
    "equal": "相同",
    "worse": "较差",
}


def evaluate(
    demands: Annotated[Path, typer.Option("--demands", help="需求 CSV")],
    pairs: Annotated[Path, typer.Option("--pairs", help="人工评判的配对 CSV")],
    scores_out: Annotated[
        Path | None, typer.Option("--scores-out", help="写出每一配对得分的 CSV")
    ] = None,
    algorithm: AlgorithmOption = DEFAULT_ALGORITHM,
    against: Annotated[
        str | None,
        typer.Option("--against", help="逐项需求比较的对照：算法代号、jieba-tfidf 或 characters"),
    ] = None,
    peers: Annotated[
        bool, typer.Option("--peers", help="同时衡量 jieba-tfidf 与 characters 两种通行做法")
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", help="写出可打印的评测报告（HTML）")
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """在人工评判的配对上衡量算法；只用这两个文件，不需要数据库。"""
    for path in (scores_out, report):
        _require_folder(path)
    settings = get_settings()
    docs, judged = read_demands(demands), read_pairs(pairs)
    folders = (settings.models_dir, settings.dense_model_dir)
    measured = find_algorithm(algorithm, *folders)
    contest = hold(
        Bench(docs, judged, settings.segmenter),
        measured,
        list_peers() if peers else [],
        get_contestant(against, *folders) if against is not None else None,
    )
    card = load_card(settings.models_dir) if LEARNED_V1 in {algorithm, against} else None
    if card is not None and card.corpus == corpus_digest(demands, pairs):
        errors.print(
            f"提示：{LEARNED_V1} 正是从这些评判学来的，这里的得分偏高；"
            f"交叉验证为 nDCG@10 {card.ndcg10:.4f}（{card.base} {card.base_ndcg10:.4f}）",
            style="yellow",
            soft_wrap=True,
        )
    if scores_out is not None:
        write_scores(scores_out, name_scores(judged, contest.rating.scores))
    if report is not None:
        source = ReportSource(demands.name, pairs.name, len(docs), now())
        report.write_bytes(evaluation_html.build(make_report(source, contest, measured)))
    _show(contest, form)
    if report is not None and form is Format.TABLE:
        console.print(f"已写入 {report}", soft_wrap=True, markup=False)


def _require_folder(path: Path | None) -> None:
    if path is not None and not path.absolute().parent.is_dir():
        raise BadQuery(f"文件夹“{path.parent}”不存在，无法写入 {path.name}；请先建立或换一个位置")
    if path is not None and path.is_dir():
        raise BadQuery(f"“{path}”是文件夹，请写明要写入的文件名")


def _show(contest: Contest, form: Format) -> None:
    rows = [_rating_row(rating) for rating in (contest.rating, *contest.rivals)]
    if form is Format.JSON:
        emit_json(
            {
                **rows[0],
                "rivals": rows[1:],
                "comparison": contest.comparison and _test_row(contest.comparison),
                "industries": [_class_row(found) for found in contest.industries],
                "lengths": [_class_row(found) for found in contest.lengths],
            }
        )
    elif form is Format.CSV:
        emit(rows, dict(zip(CSV_FIELDS, CSV_FIELDS, strict=True)), form)
    else:
        _show_tables(contest, rows)


def _show_tables(contest: Contest, rows: Sequence[dict[str, Any]]) -> None:
    ratings = (contest.rating, *contest.rivals)
    shown = [
        {**row, **{name: _span(interval) for name, interval in _intervals(rating).items()}}
        for row, rating in zip(rows, ratings, strict=True)
    ]
    emit(shown, LABELS, Format.TABLE, whole=True)
    if contest.comparison is not None:
        test = contest.comparison.test
        row = {**_test_row(contest.comparison), "difference": _signed_span(test)}
        emit([row], TEST_LABELS, Format.TABLE, whole=True)
    for heading, classes in (("产业", contest.industries), ("篇幅", contest.lengths)):
        emit(
            [
                {"label": found.label, "n": found.ndcg10.n, "ndcg@10": _span(found.ndcg10)}
                for found in classes
            ],
            {"label": heading, **CLASS_LABELS},
            Format.TABLE,
            whole=True,
        )
    counted = f"计入需求 {contest.rating.ndcg10.n} 项，评判配对 {len(contest.case.pairs)} 条"
    console.print(
        f"{counted}；括号内为 95% 区间（对需求重抽样 {RESAMPLES} 次）",
        soft_wrap=True,
        highlight=False,
    )


def _rating_row(rating: Rating) -> dict[str, Any]:
    row: dict[str, Any] = {"algorithm": rating.name}
    for name, interval in _intervals(rating).items():
        row |= _bounded(name, interval)
    return {**row, "demands": rating.ndcg10.n, "pairs": len(rating.scores)}


def _intervals(rating: Rating) -> dict[str, Interval]:
    found = (rating.ndcg10, rating.map, rating.p5, rating.recall100)
    return dict(zip(METRICS, found, strict=True))


def _class_row(found: ClassQuality) -> dict[str, Any]:
    return {"label": found.label, "n": found.ndcg10.n, **_bounded("ndcg@10", found.ndcg10)}


def _test_row(comparison: Comparison) -> dict[str, Any]:
    test = comparison.test
    return {
        "algorithm": comparison.first.name,
        "against": comparison.second.name,
        **_bounded("difference", test.difference),
        "p": round(test.p, 4),
        "better": test.better,
        "equal": test.equal,
        "worse": test.worse,
    }


def _bounded(name: str, interval: Interval) -> dict[str, float]:
    return {
        name: round(interval.mean, 4),
        f"{name}_low": round(interval.low, 4),
        f"{name}_high": round(interval.high, 4),
    }


def _span(interval: Interval) -> str:
    return f"{interval.mean:.3f} ({interval.low:.3f}–{interval.high:.3f})" if interval.n else "–"


def _signed_span(test: PairedTest) -> str:
    found = test.difference
    return f"{found.mean:+.3f} ({found.low:+.3f} 至 {found.high:+.3f})"

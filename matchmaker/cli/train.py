"""matchmaker train."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from matchmaker.cli.options import FormatOption
from matchmaker.cli.output import Format, console, emit, emit_json, now, progress
from matchmaker.jobs.training import run_training
from matchmaker.settings import get_settings

EXIT_REFUSED = 1
LABELS = {
    "base": "对照算法",
    "demands": "需求数",
    "pairs": "评判数",
    "base_ndcg10": "对照 nDCG@10",
    "ndcg10": "学习后 nDCG@10（交叉验证）",
    "gain_low": "提高，95% 区间下限",
    "gain_high": "提高，95% 区间上限",
    "p": "p（双侧）",
    "better": "变好的需求",
    "worse": "变差的需求",
}
MEASURED = ("ndcg10", "base_ndcg10", "gain_low", "gain_high", "p")
FIGURE_LABELS = {"name": "项目", "value": "数值"}
WEIGHT_LABELS = {"name": "特征", "value": "权重"}


def train(
    demands: Annotated[Path, typer.Option("--demands", help="需求 CSV")],
    pairs: Annotated[Path, typer.Option("--pairs", help="人工评判的配对 CSV")],
    form: FormatOption = Format.TABLE,
) -> None:
    """从人工评判中学习排序；不优于现有算法则不采用。"""
    with progress() as bars:
        task = bars.add_task("学习", total=None)
        outcome = run_training(
            get_settings(),
            demands,
            pairs,
            now(),
            lambda done, total: bars.update(task, completed=done, total=total + 1),
        )
    card = asdict(outcome.card)
    if form is Format.JSON:
        emit_json({**card, "kept": outcome.path is not None})
    else:
        _show(card, form)
    if outcome.path is None:
        console.print("交叉验证没有优于对照算法，未采用；请积累更多评判后再试", soft_wrap=True)
        raise typer.Exit(EXIT_REFUSED)
    if form is Format.TABLE:
        console.print(f"已写入 {outcome.path}，可用 --algorithm learned-v1", soft_wrap=True)


def _show(card: dict[str, Any], form: Format) -> None:
    figures = {name: round(card[name], 4) if name in MEASURED else card[name] for name in LABELS}
    if form is Format.CSV:
        emit([figures], LABELS, form)
        return
    emit([{"name": LABELS[n], "value": figures[n]} for n in LABELS], FIGURE_LABELS, form)
    weights = [{"name": slug, "value": round(w, 4)} for slug, w in card["weights"].items()]
    emit(weights, WEIGHT_LABELS, form)

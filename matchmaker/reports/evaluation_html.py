"""The evaluation of an algorithm as one page that stands alone: no script, no outside address."""

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from matchmaker.matching.significance import Interval
from matchmaker.reports import svg
from matchmaker.services.comparison import ClassQuality, Comparison, Contest
from matchmaker.services.evaluation_report import EvaluationReport, FeatureGain, ScoreBin

METRICS = (("ndcg10", "nDCG@10"), ("map", "MAP"), ("p5", "P@5"), ("recall100", "召回率@100"))
RELEVANCE_LABELS = {1: "无关", 2: "弱相关", 3: "相关", 4: "强相关"}
# Below so many demands an interval by resampling says little.
FEW = 10
SHOWN_BODY = 260
SURE_P = 0.05


def build(report: EvaluationReport) -> bytes:
    """Return the page in UTF-8."""
    contest = report.contest
    page = (
        _environment()
        .get_template("evaluation.html")
        .render(
            report=report,
            contest=contest,
            ratings=[contest.rating, *contest.rivals],
            metrics=METRICS,
            levels=RELEVANCE_LABELS,
            few=FEW,
            charts={
                "ratings": _ratings_chart(contest),
                "industries": _classes_chart("各产业 nDCG@10", contest.industries, contest),
                "lengths": _classes_chart("各篇幅 nDCG@10", contest.lengths, contest),
                "reliability": _reliability_chart(report.bins),
                "gains": _gains_chart(report.gains),
                "comparison": _comparison_chart(contest, contest.comparison),
            },
            verdict=_verdict(contest.comparison),
        )
    )
    return page.encode("utf-8")


def span(interval: Interval) -> str:
    """Return a mean with its bounds, 0.660（0.627–0.691）, or a dash for none."""
    if not interval.n:
        return "–"
    return f"{interval.mean:.3f}（{interval.low:.3f}–{interval.high:.3f}）"


def signed_span(interval: Interval) -> str:
    """Return a mean difference with its bounds, every one with its sign."""
    return f"{signed(interval.mean)}（{signed(interval.low)} 至 {signed(interval.high)}）"


def signed(value: float) -> str:
    """Return a difference with its sign, nought without one."""
    shown = f"{abs(value):.3f}"
    if float(shown) == 0.0:
        return shown
    return f"{'+' if value > 0.0 else '−'}{shown}"


def chance(p: float) -> str:
    """Return a p value as one writes it."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def excerpt(text: str) -> str:
    """Return a text, a long one cut with a word on how long it is."""
    if len(text) <= SHOWN_BODY:
        return text
    return f"{text[:SHOWN_BODY]}……（全文 {len(text)} 字）"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("matchmaker.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "span": span,
        "signed_span": signed_span,
        "chance": chance,
        "excerpt": excerpt,
    }
    return environment


def _row(label: str, interval: Interval, note: str) -> svg.Row:
    return svg.Row(label, interval.mean, interval.low, interval.high, note)


def _chart(text: str) -> Markup:
    # Made by us, every text in it escaped.
    return Markup(text)  # noqa: S704


def _ratings_chart(contest: Contest) -> Markup:
    rows = [
        _row(rating.name, rating.ndcg10, f"{rating.ndcg10.mean:.3f}")
        for rating in (contest.rating, *contest.rivals)
    ]
    return _chart(svg.intervals("各算法 nDCG@10", rows))


def _classes_chart(title: str, classes: Sequence[ClassQuality], contest: Contest) -> Markup:
    rows = [_row(found.label, found.ndcg10, f"n = {found.ndcg10.n}") for found in classes]
    return _chart(svg.intervals(title, rows, contest.rating.ndcg10.mean))


def _reliability_chart(bins: Sequence[ScoreBin]) -> Markup:
    points = [
        svg.Point(
            found.mean_score,
            found.relevant_share,
            f"得分 {found.low:.3f}–{found.high:.3f}，n = {found.n}",
        )
        for found in bins
    ]
    return _chart(svg.scatter("得分与相关比例", points, "平均得分", "相关比例", joined=True))


def _gains_chart(gains: Sequence[FeatureGain]) -> Markup:
    rows = [_row(g.label, g.change.difference, signed(g.change.difference.mean)) for g in gains]
    return _chart(svg.bars("去掉一项特征后 nDCG@10 的变化", rows))


def _comparison_chart(contest: Contest, comparison: Comparison | None) -> Markup:
    if comparison is None:
        return Markup("")
    titles = dict(zip(contest.case.names, contest.case.queries, strict=True))
    points = [
        svg.Point(comparison.second.ndcg[name], value, titles[name].doc.title)
        for name, value in comparison.first.ndcg.items()
    ]
    labels = (f"{comparison.second.name} 的 nDCG@10", f"{comparison.first.name} 的 nDCG@10")
    return _chart(svg.scatter("两种算法逐项需求比较", points, *labels))


def _verdict(comparison: Comparison | None) -> str:
    """Return in words what the comparison allows to say."""
    if comparison is None:
        return ""
    first, second = comparison.first.name, comparison.second.name
    if comparison.test.p >= SURE_P:
        return f"{first} 与 {second} 的差别可能出于偶然，不足以断定孰优。"
    better, worse = (first, second) if comparison.test.difference.mean > 0.0 else (second, first)
    return f"{better} 优于 {worse}，这一差别难以用偶然解释。"

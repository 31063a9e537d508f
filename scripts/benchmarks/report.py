"""The figures as a table on the terminal, ours beside each peer's."""

from collections.abc import Iterator, Sequence

from scripts.benchmarks.growth import Growth
from scripts.benchmarks.measure import OURS, Figure, Findings, Latency
from scripts.benchmarks.steps import INDEXING, MATCHING, RETRIEVAL

WHOLE = "whole line"


def wholes(figures: Sequence[Figure]) -> list[Figure]:
    """Return, for everybody who has done both halves of the whole line, their sum.

    The halves are the index, and the search or, with us, what scores, explains and stores as well.
    Where one of them was done in part only, so was the sum.
    """
    first = {figure.who: figure for figure in figures if figure.task == INDEXING}
    pairs = [
        (first[figure.who], figure)
        for figure in figures
        if figure.who in first and figure.task == (MATCHING if figure.who == OURS else RETRIEVAL)
    ]
    return [
        Figure(
            WHOLE,
            one.who,
            one.seconds + two.seconds,
            one.cpu_seconds + two.cpu_seconds,
            min(one.runs, two.runs),
            min(one.share, two.share),
            max(one.peak_mb or 0.0, two.peak_mb or 0.0),
        )
        for one, two in pairs
    ]


def ratios(figures: Sequence[Figure]) -> list[float | None]:
    """Return, for every figure of a peer, our seconds over its own on the same task."""
    ours = {figure.task: figure.seconds for figure in figures if figure.who == OURS}
    return [
        ours[figure.task] / figure.seconds if figure.who != OURS and figure.task in ours else None
        for figure in figures
    ]


def lines_of(findings: Findings) -> Iterator[str]:
    """Return the lines of the report; a figure worked out from a part of the task has a mark."""
    yield f"{'task':<12}{'who':<30}{'seconds':>11}{'cpu s':>9}{'peak MB':>9}{'done':>7}{'ratio':>9}"
    figures = sorted(findings.figures, key=lambda figure: _task_order(findings, figure))
    for figure, ratio in zip(figures, ratios(figures), strict=True):
        yield (
            f"{figure.task:<12}{figure.who:<30}{_mark(figure):>2}{figure.seconds:>9.2f}"
            f"{figure.cpu_seconds:>9.2f}{figure.peak_mb or 0.0:>9.0f}{figure.share:>7.0%}"
            f"{_ratio(ratio):>9}"
        )
    yield f"{'one question':<42}{'p50 ms':>11}{'p95 ms':>9}{'ratio':>25}"
    ours = next((latency for latency in findings.latencies if latency.who == OURS), None)
    for latency in findings.latencies:
        yield (
            f"{'':<12}{latency.who:<30}{latency.p50_ms:>11.1f}{latency.p95_ms:>9.1f}"
            f"{_ratio(_latency_ratio(ours, latency)):>25}"
        )
    yield "ratio: our time over that of the peer in the line, under 1 where we are faster"
    yield "~: worked out in proportion from the part that was done"
    yield "index: ours from the database to the disk, peers' from texts that are in memory"
    yield "whole line: index and search; ours scores, explains and stores what is found as well"
    yield "one question: ours is judged, scored and explained too"
    yield from findings.notes


def growth_lines_of(growth: Growth) -> Iterator[str]:
    """Return the lines about growth, with the fitted exponents."""
    yield f"{'patents':>12}{'build s':>11}{'p50 ms':>9}"
    for point in growth.points:
        yield f"{point.patents:>12}{point.build_seconds:>11.2f}{point.question_ms:>9.1f}"
    yield f"{'exponent':>12}{growth.build_exponent:>11.2f}{growth.question_exponent:>9.2f}"


def _task_order(findings: Findings, figure: Figure) -> tuple[int, bool]:
    tasks = list(dict.fromkeys(known.task for known in findings.figures))
    return tasks.index(figure.task), figure.who != OURS


def _latency_ratio(ours: Latency | None, latency: Latency) -> float | None:
    return ours.p50_ms / latency.p50_ms if ours is not None and ours is not latency else None


def _mark(figure: Figure) -> str:
    return "~" if figure.share < 1.0 else ""


def _ratio(ratio: float | None) -> str:
    return f"{ratio:.3f}" if ratio is not None else ""

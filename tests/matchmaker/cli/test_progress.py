"""What the progress display of an import says."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress, Task

from matchmaker.cli.import_ import _show_progress
from matchmaker.cli.output import LeftColumn, RowsColumn, rows_progress


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def run_to(clock: Clock, total: int | None, *steps: tuple[float, int]) -> Task:
    """Return the task after rows were reported done at the given seconds."""
    bars = Progress(console=Console(file=io.StringIO()), get_time=clock)
    task = bars.add_task("导入", total=None)
    for seconds, done in steps:
        clock.seconds = seconds
        _show_progress(bars, task, done, total)
    return bars.tasks[0]


def test_rows_and_their_pace_are_shown_without_a_total(clock: Clock) -> None:
    task = run_to(clock, None, (1, 2_000), (2, 4_000), (3, 6_000))
    assert RowsColumn().render(task).plain == "6,000 行 2,000 行/秒"
    assert LeftColumn().render(task).plain == ""


def test_share_and_time_left_are_shown_with_a_total(clock: Clock) -> None:
    task = run_to(clock, 20_000, (1, 2_000), (2, 4_000), (3, 6_000))
    assert RowsColumn().render(task).plain == "6,000/20,000 行 2,000 行/秒"
    assert LeftColumn().render(task).plain == "30% 剩余 0:00:07"


def test_nothing_is_guessed_before_the_first_rows(clock: Clock) -> None:
    task = run_to(clock, 20_000)
    assert RowsColumn().render(task).plain == "0 行"
    assert LeftColumn().render(task).plain == ""


def test_done_is_all_of_it(clock: Clock) -> None:
    task = run_to(clock, 6_000, (1, 2_000), (3, 6_000))
    assert LeftColumn().render(task).plain == "100% 剩余 0:00:00"


def test_display_goes_to_a_terminal_only(tmp_path: Path) -> None:
    for terminal in (True, False):
        screen = Console(file=io.StringIO(), force_terminal=terminal, width=120)
        with rows_progress(screen) as bars:
            task = bars.add_task("导入 [red]a.csv", total=None)
            _show_progress(bars, task, 2_000)
            bars.refresh()
        shown = screen.file.getvalue()  # type: ignore[attr-defined]
        assert ("2,000 行" in shown, "导入 [red]a.csv" in shown) == (terminal, terminal)

"""A process of its own gives its result, or its end in words; never does it take us along."""

import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import SourceError
from matchmaker.jobs import apart
from matchmaker.jobs.apart import Bounds, run_apart
from tests.matchmaker.jobs import apart_work

BOUNDS = Bounds(256, 60)
TOO_MUCH = "读取需要的内存超过上限 256 MB，或文件严重损坏，已停止"


@pytest.fixture(autouse=True)
def fresh_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start them as the program does."""
    monkeypatch.setattr(apart, "subprocess", subprocess)


def test_result_comes_back() -> None:
    assert run_apart(partial(apart_work.double, 21), "a.csv", BOUNDS) == 42


def test_error_comes_back_as_it_was() -> None:
    with pytest.raises(SourceError) as caught:
        run_apart(partial(apart_work.refuse, "专利.csv"), "other", BOUNDS)
    error = caught.value
    assert (error.file, error.place, error.reason) == ("专利.csv", "表“一”", "坏了")
    assert str(error) == "文件“专利.csv”（表“一”）：坏了。请修好"


@pytest.mark.parametrize(
    "work",
    [
        partial(apart_work.take_memory, 4096),
        partial(apart_work.give_up),
        partial(apart_work.break_down),
    ],
)
def test_process_that_takes_too_much_or_breaks_down_is_told(work: partial[Any]) -> None:
    with pytest.raises(SourceError) as caught:
        run_apart(work, "a.csv", BOUNDS)
    assert (caught.value.file, caught.value.reason) == ("a.csv", TOO_MUCH)


def test_memory_within_the_bound_is_given() -> None:
    assert run_apart(partial(apart_work.take_memory, 200), "a.csv", BOUNDS) == 200 * 1024 * 1024


def test_process_that_does_not_end_is_ended() -> None:
    with pytest.raises(SourceError, match="读取超过 3 秒，已停止"):
        run_apart(partial(apart_work.wait), "a.csv", Bounds(256, 3))


def test_process_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(apart, "LOOK_SECONDS", 0.01)
    told: list[tuple[int, int | None]] = []

    def note(done: int, total: int | None) -> None:
        told.append((done, total))
        if done:
            (tmp_path / "seen").touch()

    work = partial(apart_work.tell_until_seen, tmp_path / "seen")
    assert run_apart(work, "a.csv", BOUNDS, note) == "seen"
    # Before it has said anything, nothing is done of what nobody knows.
    assert list(dict.fromkeys(told)) == [(0, None), (3, 7)]


def test_whoever_is_told_how_far_a_process_is_may_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LOOK_SECONDS", 0.01)

    def stop(_done: int, _total: int | None) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        run_apart(partial(apart_work.wait_telling), "a.csv", BOUNDS, stop)


def test_slip_of_our_own_is_no_fault_of_the_file() -> None:
    with pytest.raises(RuntimeError, match="a slip of ours"):
        run_apart(partial(apart_work.slip), "a.csv", BOUNDS)

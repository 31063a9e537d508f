"""Every input that the fuzzer has kept holds the same invariants, without the fuzzer."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.fuzzing.findings import digest
from scripts.fuzzing.targets import TARGETS

SEEDS = Path(__file__).parent / "seeds"
MOST_SEEDS, MOST_BYTES, LONGEST_SECONDS = 600, 1024 * 1024, 30
INPUTS = sorted(SEEDS.glob("*/*"))


@contextmanager
def in_time(seconds: int) -> Iterator[None]:
    """Raise TimeoutError where the block takes longer; native code is stopped when it returns."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=f"{path.parent.name}-{path.name[:12]}") for path in INPUTS]
)
def test_invariants_hold_of_what_the_fuzzer_kept(path: Path) -> None:
    with in_time(LONGEST_SECONDS):
        TARGETS[path.parent.name].run(path.read_bytes())


def test_every_target_has_seeds() -> None:
    assert {path.parent.name for path in INPUTS} == set(TARGETS)


def test_seeds_are_few_small_and_named_by_their_content() -> None:
    assert len(INPUTS) <= MOST_SEEDS
    assert sum(path.stat().st_size for path in INPUTS) < MOST_BYTES
    assert [path.name for path in INPUTS] == [digest(path.read_bytes()) for path in INPUTS]

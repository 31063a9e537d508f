"""Send every hostile file through the store and the preview, and print what becomes of it.

`python -m scripts.hostility.measure [WORD…]`: only cases whose names hold one of the words.
"""

import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from matchmaker.settings import Settings
from scripts.hostility.cases import CASES
from scripts.hostility.sending import Verdict, fresh_settings, send, verdict_is_right

# Of processor time: others may be at work on the machine.
MOST_SECONDS = 5.0
BY_SLUG = {case.slug: case for case in CASES}
Measured = tuple[Verdict, float, float, int]


def make(slug: str, path: Path) -> None:
    """Write the file of a case."""
    BY_SLUG[slug].make(path)


def measure(settings: Settings, slug: str, path: Path) -> Measured:
    """Send a file; return its verdict, seconds, seconds of processor, peak MiB of its reader."""
    start, spent = time.perf_counter(), _processor_seconds()
    verdict = send(settings, BY_SLUG[slug], path)
    took, used = time.perf_counter() - start, _processor_seconds() - spent
    return verdict, took, used, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def _processor_seconds() -> float:
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> None:
    words, wrong = sys.argv[1:], 0
    print("| file | verdict | s | CPU s | peak MiB |\n|---|---|---|---|---|")
    with (
        TemporaryDirectory() as folder,
        # A process each for making and sending: their peaks must not be taken for the reader's.
        ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool,
    ):
        settings, path = fresh_settings(Path(folder)), Path(folder) / "case"
        for case in CASES:
            if words and not any(word in case.slug for word in words):
                continue
            pool.submit(make, case.slug, path).result()
            verdict, took, used, peak = pool.submit(measure, settings, case.slug, path).result()
            path.unlink()
            right = verdict_is_right(case, verdict) and used < MOST_SECONDS
            wrong += not right
            shown = ("" if right else "**WRONG** ") + verdict.text.replace("|", "\\|")
            print(f"| `{case.slug}` | {shown} | {took:.1f} | {used:.1f} | {peak} |", flush=True)
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()

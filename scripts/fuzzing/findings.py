"""Inputs that break an invariant: told apart by what breaks where, and made short."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

from scripts.fuzzing.checking import Violation

ROOT = Path(__file__).resolve().parents[2]
_OURS = (str(ROOT / "ingest"), str(ROOT / "models"))
# Attempts at making an input shorter; each runs the target once.
MOST_ATTEMPTS = 3_000

Run = Callable[[bytes], None]


def digest(data: bytes) -> str:
    """Return the name of an input, which is that of libFuzzer for the same bytes."""
    return sha1(data, usedforsecurity=False).hexdigest()


def signature(error: BaseException) -> str:
    """Return what two inputs have in common that break the same thing."""
    if isinstance(error, Violation):
        return error.rule
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(_OURS)]
    place = ours[-1] if ours else frames[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}:{place.name}"


def breaks(run: Run, data: bytes) -> BaseException | None:
    """Return what an input raises; native code may raise more than Exception."""
    try:
        run(data)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001
        return error
    return None


def shortened(run: Run, data: bytes) -> bytes:
    """Return a shorter input that breaks the same, leaving out ever smaller pieces."""
    error = breaks(run, data)
    if error is None:
        return data
    wanted, attempts, size = signature(error), 0, max(len(data) // 2, 1)
    while attempts < MOST_ATTEMPTS:
        start, before = 0, len(data)
        while start < len(data) and attempts < MOST_ATTEMPTS:
            attempts += 1
            candidate = data[:start] + data[start + size :]
            error = breaks(run, candidate)
            if error is not None and signature(error) == wanted:
                data = candidate
            else:
                start += size
        if size == 1 and len(data) == before:
            break
        size = max(size // 2, 1)
    return data


@dataclass(frozen=True)
class Findings:
    """A folder with the shortest input of every kind of breach, and what it raised."""

    folder: Path

    def note(self, data: bytes, error: BaseException) -> None:
        """Keep an input unless a shorter one breaks the same."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{digest(signature(error).encode())[:12]}.input"
        if path.exists() and path.stat().st_size <= len(data):
            return
        path.write_bytes(data)
        told = "".join(traceback.format_exception(error))
        path.with_suffix(".txt").write_text(
            f"{signature(error)}\n\n{told}", encoding="utf-8", errors="backslashreplace"
        )

    def list(self) -> list[tuple[str, Path]]:
        """Return (what breaks, input) of every kind."""
        return [
            (path.with_suffix(".txt").read_text(encoding="utf-8").split("\n", 1)[0], path)
            for path in sorted(self.folder.glob("*.input"))
        ]

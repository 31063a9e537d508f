"""Which revision of every patent an index knows, kept beside it.

Only whether a revision is another one is read of it, and what it then tells to be changed is
looked at: nothing depends on its being there or being right but the time that it saves.
"""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matchmaker.matching.store import replace_file

PREFIX = "seen-"


def save_seen(folder: Path, fingerprint: str, revisions: Sequence[tuple[int, int]]) -> None:
    """Keep ids and revisions for the version of a fingerprint, and drop those of other versions."""
    content = io.BytesIO()
    np.save(content, np.array(revisions, dtype=np.int64).reshape(-1, 2), allow_pickle=False)
    path = _path(folder, fingerprint)
    replace_file(path, content.getvalue())
    for other in folder.glob(f"{PREFIX}*"):
        if other != path:
            other.unlink(missing_ok=True)


def load_seen(folder: Path, fingerprint: str) -> dict[int, int]:
    """Return id → revision for the version of a fingerprint, nothing where that is not known."""
    try:
        pairs = np.load(_path(folder, fingerprint), allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return {}
    return dict(pairs.tolist())


def _path(folder: Path, fingerprint: str) -> Path:
    return folder / f"{PREFIX}{fingerprint}.npy"

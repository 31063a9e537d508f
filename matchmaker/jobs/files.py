"""Files that exports write."""

from pathlib import Path


def write_if_changed(path: Path, content: bytes) -> Path:
    """Write a file, its folder too; one that says the same already is not touched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
    return path

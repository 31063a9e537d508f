"""Digests by which a row, or a record that a row tells of, is known again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from models.values.org_name import org_key

DIGEST_BYTES = 16
# The packages whose code and data decide what a row is understood as.
READING_PACKAGES = ("ingest", "models.values")

# A file names the same few bodies over and over.
body_key = lru_cache(maxsize=10_000)(org_key)


def digest_cells(salt: bytes, cells: Sequence[object]) -> bytes:
    """Return a digest of a row's cells as the file gives them.

    salt: digest of what else decides how the row is understood.
    """
    texts = [cell if isinstance(cell, str) else f"\0{cell!r}" for cell in cells]
    # The lengths tell where each cell ends.
    lengths = ",".join(str(len(text)) for text in texts)
    content = f"{lengths}\n{''.join(texts)}".encode("utf-8", "surrogatepass")
    return blake2b(content, digest_size=DIGEST_BYTES, key=salt).digest()


def digest_content(
    values: Mapping[str, Any], owners: Iterable[str], extra: Mapping[str, str]
) -> bytes:
    """Return a digest of what a row says of its record, however it was written."""
    digest = blake2b(digest_size=DIGEST_BYTES)
    for part in (values, extra):
        for name, value in sorted(part.items()):
            said = value if isinstance(value, str) else repr(value)
            # No text of a row holds the character of code 0.
            digest.update(f"{name}={said}\0".encode())
    digest.update("\0".join(map(body_key, owners)).encode())
    return digest.digest()


@cache
def reading_digest() -> bytes:
    """Return a digest of the code and data that read rows: other rules, other digest."""
    digest = blake2b(digest_size=DIGEST_BYTES)
    for package in READING_PACKAGES:
        for name, content in _contents(files(package)):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.digest()


def _contents(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of code and data, in the order of their names."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _contents(item)
        elif item.name.endswith((".py", ".csv")):
            yield item.name, item.read_bytes()

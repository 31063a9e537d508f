"""Whether what is read is what was written: a cheap sum tells damage, not intent."""

import json
import zlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path
from typing import Any

THREADS = 2
READ_BYTES = 1 << 20


def sum_files(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the CRC-32 of every file, empty for one that is not there."""
    wanted = list(paths)
    with ThreadPoolExecutor(THREADS) as pool:
        return dict(zip(wanted, pool.map(_sum, wanted), strict=True))


def facts_digest(facts: Mapping[str, Any]) -> str:
    """Return the digest of everything else beside the digest itself."""
    rest = {key: value for key, value in facts.items() if key != "digest"}
    return blake2b(json.dumps(rest).encode(), digest_size=16).hexdigest()


def _sum(path: Path) -> str:
    total = 0
    try:
        with path.open("rb", buffering=0) as file:
            while chunk := file.read(READ_BYTES):
                total = zlib.crc32(chunk, total)
    except FileNotFoundError:
        return ""
    return f"{total:08x}"

"""A workbook opened once by a process that may fail.

calamine makes room for the whole box round the filled cells, and where there is not so much the
process ends: an .xls file of 3 KB can name two cells with 4,000,000,000 between them, an .ods file
a row that is repeated a million times. For .xlsx the box is measured beforehand (see extent). The
other two formats are rare and can hardly be measured, so a process of its own reads them first,
whose memory and time are bounded.
"""

import subprocess
import sys
from pathlib import Path

from ingest.errors import SourceError
from ingest.types import MIB

MOST_MEMORY = 2048 * MIB
MOST_SECONDS = 60
# Told by the process for a workbook that it cannot read, which the reader then tells in full.
UNREADABLE = 3
_PROGRAM = f"""
import os, sys
try:
    import resource
    own = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = {MOST_MEMORY} if own < 0 else min({MOST_MEMORY}, own)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
from python_calamine import CalamineWorkbook
try:
    workbook = CalamineWorkbook.from_path(sys.argv[1])
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name)
except MemoryError:
    raise
except BaseException:
    os._exit({UNREADABLE})
"""


def try_reading(path: Path) -> None:
    """Raise SourceError where a process of its own cannot read all sheets of a workbook.

    One that is merely damaged is none of its business.
    """
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", _PROGRAM, str(path.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_large(path) from error
    if done.returncode not in {0, UNREADABLE}:
        raise _too_large(path)


def _too_large(path: Path) -> SourceError:
    return SourceError(
        path.name,
        "工作簿展开后过大，可能有单元格离表格太远，或行列被重复了很多次",
        "请把表格部分复制到新的工作簿，另存为 .xlsx 后再导入",
    )

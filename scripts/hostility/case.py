"""What a hostile file is, and how it has to end."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.values.patent_number import check_digit

HEADERS = ("申请号", "专利名称", "申请人")


@dataclass(frozen=True)
class Case:
    """A file under the name that its sender gives it.

    make: writes it to a path; refused: what the refusal has to say, empty for a file that is
    lawful; rows: how many patents are loaded of it, rejected: how many rows are given back.
    """

    slug: str
    name: str
    make: Callable[[Path], object]
    refused: str = ""
    rows: int = 1
    rejected: int = 0


def patent(serial: int, title: str = "") -> tuple[str, str, str]:
    """Return the cells of a patent below HEADERS; the number is well formed."""
    digits = f"20171{serial:07d}"
    return digits + check_digit(digits), title or f"一种第{serial}号装置", "武汉大学"

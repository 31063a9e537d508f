"""All targets by name: what is run, its share of the time, and how its inputs are mutated."""

from collections.abc import Callable
from dataclasses import dataclass

from scripts.fuzzing import cases, files, values


@dataclass(frozen=True)
class Target:
    """A function of bytes that raises where an invariant does not hold.

    share: of the whole time; longest: input in bytes; choices: how many bytes stand before the
    text; grammar: what the rest is, by which it is mutated.
    """

    run: Callable[[bytes], None]
    share: float
    longest: int
    grammar: str
    choices: int = 0


TARGETS = {
    "text_tables": Target(files.text_tables, 0.17, 2_000, "table", cases.CHOICES),
    "package_tables": Target(files.package_tables, 0.18, 2_000, "table", cases.CHOICES),
    "text_bytes": Target(files.text_bytes, 0.13, 2_000, "text", 1),
    "xlsx_parts": Target(files.xlsx_parts, 0.14, 4_000, "markup", 1),
    "docx_parts": Target(files.docx_parts, 0.10, 4_000, "markup", 1),
    "zip_bytes": Target(files.zip_bytes, 0.04, 8_000, "bytes", 1),
    "texts": Target(values.texts, 0.05, 200, "text"),
    "codes": Target(values.codes, 0.05, 120, "text"),
    "amounts": Target(values.amounts, 0.05, 120, "text"),
    "words": Target(values.words, 0.05, 200, "text"),
    "long_cells": Target(values.long_cells, 0.04, 60, "text"),
}

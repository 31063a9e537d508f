"""Word segmentation: jieba's dictionary and algorithm in two implementations."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import rjieba

from matchmaker.errors import BadConfiguration

Segment = Callable[[str], list[str]]


@dataclass(frozen=True)
class Segmenter:
    """search: words and the shorter words inside them; plain: words that follow one another."""

    search: Segment
    plain: Segment


@cache
def get_segmenter(name: str) -> Segmenter:
    """Return the segmenter of that name: ``rjieba`` (Rust, fast) or ``jieba`` (reference).

    An index names its segmenter, and its queries use the same one.
    Raises BadConfiguration for any other name.
    """
    if name == "rjieba":
        # The dictionary that comes with the module: another one takes 24 MB of memory.
        return Segmenter(rjieba.cut_for_search, rjieba.cut)
    if name == "jieba":
        # Only whoever asks for it waits for it.
        jieba = import_module("jieba")
        jieba.setLogLevel(logging.WARNING)
        reference = jieba.Tokenizer()
        reference.initialize()
        return Segmenter(reference.lcut_for_search, reference.lcut)
    raise BadConfiguration(f"没有名为“{name}”的分词器，可选 rjieba 或 jieba")

"""Word segmentation: jieba's dictionary and algorithm in two implementations."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import jieba
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
        fast = rjieba.Jieba()
        return Segmenter(fast.cut_for_search, fast.cut)
    if name == "jieba":
        jieba.setLogLevel(logging.WARNING)
        reference = jieba.Tokenizer()
        reference.initialize()
        return Segmenter(reference.lcut_for_search, reference.lcut)
    raise BadConfiguration(f"没有名为“{name}”的分词器，可选 rjieba 或 jieba")

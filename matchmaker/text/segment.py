"""Word segmentation: jieba's dictionary and algorithm in two implementations."""

import logging
from collections.abc import Callable
from functools import cache

import jieba
import rjieba

from matchmaker.errors import BadConfiguration

Segment = Callable[[str], list[str]]


@cache
def get_segmenter(name: str) -> Segment:
    """Return the search-mode segmenter of that name: ``rjieba`` (Rust, fast) or ``jieba``.

    An index names its segmenter, and its queries use the same one.
    Raises BadConfiguration for any other name.
    """
    if name == "rjieba":
        fast: Segment = rjieba.Jieba().cut_for_search
        return fast
    if name == "jieba":
        tokenizer = jieba.Tokenizer()
        jieba.setLogLevel(logging.WARNING)
        tokenizer.initialize()
        reference: Segment = tokenizer.lcut_for_search
        return reference
    raise BadConfiguration(f"没有名为“{name}”的分词器，可选 rjieba 或 jieba")

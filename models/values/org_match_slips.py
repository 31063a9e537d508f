"""One wrong, lacking or exchanged character in a long name, told from a name of its own."""

from itertools import pairwise

from rapidfuzz.distance import OSA

from models.values.org_match_name import Kind, ParsedName
from models.values.org_match_sounds import are_alike
from models.values.org_match_words import CONTRASTS

# One character may be a slip only in names this long; in shorter ones it is the name.
_LONG_NAME = 6
_VERY_LONG_NAME = 9
_LONG_BRAND = 3
_LONG_CORE = 7
_LONG_TRADES = 4


def slip(first: ParsedName, second: ParsedName) -> str:
    """One character differs in a long name, and not as one known word from another."""
    if first.place != second.place or OSA.distance(first.plain, second.plain) != 1:
        return ""
    if min(_length(first), _length(second)) < _LONG_NAME or _is_contrast(first.stem, second.stem):
        return ""
    found = any(
        sign(first, second) for sign in (_doubles, _in_the_end, _breaks_a_word, _in_the_core)
    )
    return "长名称中只有一字之差" if found else ""


def mistyped(first: ParsedName, second: ParsedName) -> str:
    """One character stands for another that sounds or looks like it: 三侠大学, 高得红外.

    What else the name says has to tell the body: of firms the trade.
    """
    if first.place != second.place or len(first.stem) != len(second.stem):
        return ""
    pairs = [(a, b) for a, b in zip(first.stem, second.stem, strict=True) if a != b]
    if len(pairs) != 1 or not are_alike(*pairs[0]) or _is_contrast(first.stem, second.stem):
        return ""
    if Kind.UNKNOWN in {first.kind, second.kind}:
        # 中南医完: what kind of body it is has been lost.
        told = first.kind is not second.kind and len(first.stem) >= _LONG_NAME
    elif not first.kind is second.kind is Kind.FIRM:
        # 水务 and 税务 are two words.
        told = first.kind is second.kind and first.brand != second.brand
    elif len(first.brand) != len(second.brand):
        # 生物枝术: a word has been lost.
        told = len(first.stem) >= _LONG_NAME
    else:
        alike = (first.trades, first.weak, first.end) == (second.trades, second.weak, second.end)
        told = alike and _says_much(first)
    return (slip(first, second) or "只有一字之差，且音同或形近") if told else ""


def _says_much(parsed: ParsedName) -> bool:
    """Whether a firm is told by more than its 字号; there are few 股份有限公司 of one trade.

    宏源机械有限公司 and 鸿源机械有限公司 are usually two.
    """
    listed = bool(parsed.trades) and (parsed.end == "股份有限公司" or parsed.is_group)
    return listed or sum(map(len, parsed.trades)) >= _LONG_TRADES


def _doubles(first: ParsedName, second: ParsedName) -> bool:
    """Whether one name is the other with a character written twice: 纺织织."""
    short, long = sorted((first.stem, second.stem), key=len)
    return len(short) < len(long) and any(
        a == b and long[:n] + long[n + 1 :] == short for n, (a, b) in enumerate(pairwise(long))
    )


def _in_the_end(first: ParsedName, second: ParsedName) -> bool:
    """Whether the difference lies behind the whole core of one name: 股份有公司, 股份限有公司."""
    if min(_length(first), _length(second)) < _VERY_LONG_NAME or first.end == second.end:
        return False
    shared = _shared(first.stem, second.stem)
    return any(parsed.end and shared >= len(parsed.core) for parsed in (first, second))


def _breaks_a_word(first: ParsedName, second: ParsedName) -> bool:
    """Whether one name has a piece that is no word in place of a known one: 船泊 for 船舶."""
    if len(first.brand) == len(second.brand):
        return False
    if len(first.stem) == len(second.stem):
        return True
    # 永安 and 永安康 are two names; 精测电集团 has lost a word, not won a character.
    ours, theirs = (
        (parsed.trades, parsed.weak, parsed.end, parsed.is_group) for parsed in (first, second)
    )
    return ours != theirs


def _in_the_core(first: ParsedName, second: ParsedName) -> bool:
    # Of one brand, both are read as words throughout: 湖北工业大学, 湖北工程大学.
    if first.brand == second.brand or first.end != second.end:
        return False
    if max(len(first.core), len(second.core)) >= _LONG_CORE:
        return True
    if first.kind is Kind.FIRM:
        return min(len(first.brand), len(second.brand)) >= _LONG_BRAND
    return len(first.stem) == len(second.stem)


def _is_contrast(first: str, second: str) -> bool:
    """Whether the one difference is of two characters that are set against each other."""
    if len(first) != len(second):
        return False
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    if len(pairs) != 1:
        return False
    one, other = pairs[0]
    if one.isascii() and other.isascii():
        # ABB and ABC; in a longer word of Latin letters it may be a slip.
        return not (one.isalpha() and other.isalpha() and first.isascii())
    return any(one in contrast and other in contrast for contrast in CONTRASTS)


def _shared(first: str, second: str) -> int:
    """Return how many characters the two begin with in common."""
    pairs = zip(first, second, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def _length(parsed: ParsedName) -> int:
    """Return the length of a name with its place in short."""
    return len(parsed.stem) + (2 if parsed.place else 0)

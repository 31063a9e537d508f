"""Words of a search for policies, and how well a policy fits them.

What is typed is cut by jieba's dictionary into terms; a passage between quotation marks is looked
for as it stands; and what is typed as a whole may be a document number. Comparison is on keys:
without blanks, width and case, and with one kind of bracket, since 〔2024〕, [2024] and （2024）
are written for each other.
"""

import math
import re
from collections.abc import Mapping, Sequence

from matchmaker.text.normalise import is_han, normalise, script_runs
from matchmaker.text.segment import get_segmenter
from matchmaker.text.stopwords import stop_words
from models.values.policy_query import PolicyHit, PolicyQuery

_QUOTED = re.compile('[“"「『《]([^”"」』》]+)[”"」』》]')
_BLANKS = re.compile(r"\s+")
_OPENING, _CLOSING = "〔［【（{[", "〕］】）}]"
_BRACKETS = str.maketrans(_OPENING + _CLOSING, "(" * len(_OPENING) + ")" * len(_CLOSING))
# How much more a word tells in a title than in a text.
IN_HEAD, IN_TEXT = 4.0, 1.0
# What is typed stands there in one piece: as much again as all of its words.
WHOLE = 1.0
# A number is nobody's chance.
BY_NUMBER = 100.0
MOST_TERMS = 12
# The shortest part of a number that is looked for: a year alone is none.
SHORTEST_NUMBER = 5


def search_key(text: str) -> str:
    """Return a text as searches compare it."""
    return _BLANKS.sub("", normalise(text.translate(_BRACKETS)))


def read_query(typed: str, segmenter: str) -> PolicyQuery:
    """Return what somebody looks for; segmenter: by name."""
    phrases = tuple(
        dict.fromkeys(key for one in _QUOTED.findall(typed) if (key := search_key(one)))
    )
    whole = search_key(re.sub('[“”"「」『』《》]', "", typed))
    cut = get_segmenter(segmenter).plain
    words: dict[str, None] = {}
    for run in script_runs(normalise(_QUOTED.sub(" ", typed))):
        words.update(dict.fromkeys(cut(run) if is_han(run) else [run]))
    telling = [word for word in words if len(word) > 1 and word not in stop_words()]
    terms = tuple(telling or words)[:MOST_TERMS]
    has_digit = any(sign.isdigit() for sign in whole)
    number = whole if has_digit and len(whole) >= SHORTEST_NUMBER else ""
    return PolicyQuery(terms, phrases, whole, number)


def rank_hits(query: PolicyQuery, hits: Sequence[PolicyHit]) -> list[int]:
    """Return the ids of policies, the best first; ties by id, the newest entry first.

    A rare word tells more than a common one, and a policy with all words more than one with some.
    """
    weights = _weights(query, hits)
    scores: Mapping[int, float] = {hit.policy_id: _score(hit, weights) for hit in hits}
    return sorted(scores, key=lambda one: (-scores[one], -one))


def _weights(query: PolicyQuery, hits: Sequence[PolicyHit]) -> list[float]:
    found = [
        sum(hit.in_head[place] or hit.in_text[place] for hit in hits)
        for place in range(len(query.terms))
    ]
    return [math.log(1 + (len(hits) + 1) / (count + 1)) for count in found]


def _score(hit: PolicyHit, weights: Sequence[float]) -> float:
    total = sum(weights)
    told = sum(
        weight * (IN_HEAD * head + IN_TEXT * text)
        for weight, head, text in zip(weights, hit.in_head, hit.in_text, strict=True)
    )
    covered = sum(
        weight
        for weight, head, text in zip(weights, hit.in_head, hit.in_text, strict=True)
        if head or text
    )
    share = covered / total if total else 1.0
    whole = WHOLE * max(total, 1.0) * (IN_HEAD * hit.whole_in_head + IN_TEXT * hit.whole_in_text)
    return told * share + whole + BY_NUMBER * hit.by_number

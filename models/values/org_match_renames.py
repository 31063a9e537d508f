"""Whether one credit code under two names tells of a new name, or of a code that was copied."""

from models.values.org_match_name import Kind, ParsedName
from models.values.org_match_places import agree
from models.values.org_match_words import FORMER_FORMS

_SHORTEST_BRAND = 2


def is_plausible_rename(first: ParsedName, second: ParsedName) -> bool:
    """Whether a body may have borne both names: one 字号, and trades that do not contradict.

    A sheet with one code copied down says of unlike firms that they are one; a firm that takes
    an altogether new name is rarer, and a person knows it.
    """
    shared = _longest_shared(first.brand, second.brand)
    if len(shared) < _SHORTEST_BRAND or _cannot_be_one(first, second):
        return False
    ours, theirs = (_activity(parsed, shared) for parsed in (first, second))
    if first.is_group != second.is_group:
        # A group and its member differ in what they do; a firm that became a group does not.
        return ours == theirs
    # A long 字号 is seldom shared, and a state firm that took a new form often took new trades.
    new_form = (first.end in FORMER_FORMS) != (second.end in FORMER_FORMS)
    if len(shared) > _SHORTEST_BRAND or new_form:
        return True
    return not ours or not theirs or bool(set(ours) & set(theirs))


def _cannot_be_one(first: ParsedName, second: ParsedName) -> bool:
    if first.numbers != second.numbers or not agree(first.place, second.place):
        return True
    if Kind.FIRM not in {first.kind, second.kind}:
        return True
    # Departments often give the code of their university.
    return bool(first.heads or second.heads)


def _activity(parsed: ParsedName, shared: str) -> str:
    """Return what a name says of its trade, beyond the 字号 that both names share."""
    return "".join(parsed.trades) + parsed.brand.replace(shared, "", 1)


def _longest_shared(first: str, second: str) -> str:
    """Return the longest text that stands in both."""
    found = ""
    for start in range(len(first)):
        while first[start : start + len(found) + 1] in second and start + len(found) < len(first):
            found = first[start : start + len(found) + 1]
    return found

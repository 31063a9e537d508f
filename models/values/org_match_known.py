"""Bodies that are widely known, with the names that they bore or are called by.

The list is general knowledge put down by hand; each name in it is of one body only.
"""

from functools import cache

from models.values.org_former import other_names, parts_and_wholes
from models.values.org_match_name import ParsedName, parse_name


def body_of(plain: str) -> str:
    """Return a known body by the one spelling of any of its names; other texts as they are."""
    return _bodies().get(plain, plain)


def is_known(plain: str) -> bool:
    """Whether a name in its one spelling is of a known body."""
    return plain in _bodies()


def two_known(first: ParsedName, second: ParsedName) -> bool:
    """Whether the two, or the bodies that they are parts of, are known to be two."""
    known = [is_known(parsed.plain) for parsed in (first, second)]
    if any(known):
        # A known hospital may be written as another part of its university than the list says.
        return all(known) and body_of(first.plain) != body_of(second.plain)
    ours, theirs = _known_wholes(first), _known_wholes(second)
    return bool(ours and theirs) and not ours & theirs


def known_part(part: str, whole: str) -> bool:
    """Whether one body is known to belong to the other; both in their one spelling.

    A hospital of a university, a firm of a group: their names need not say it.
    """
    return body_of(whole) in known_wholes(part)


def known_wholes(part: str) -> frozenset[str]:
    """Return the bodies that a body is known to belong to, all in their one spelling."""
    return frozenset(_wholes().get(body_of(part), ()))


@cache
def _wholes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for part, whole in parts_and_wholes():
        names = (body_of(parse_name(name).plain) for name in (part, whole))
        found.setdefault(next(names), set()).add(next(names))
    return found


def _known_wholes(parsed: ParsedName) -> set[str]:
    return {body_of(head) for head in parsed.heads if is_known(head)}


@cache
def _bodies() -> dict[str, str]:
    """Return every known name in one spelling → the present name of its body."""
    found: dict[str, str] = {}
    for present, other, _ in other_names():
        body = parse_name(present).plain
        for name in filter(None, (present, other)):
            found.setdefault(parse_name(name).plain, body)
    return found

"""What each operation is asked with, and who may do it: the table that the service must keep.

It is written down by hand, not read from the service: a route that has no row here fails.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.matchmaker.web.matrix.world import World

ADMIN, PROVINCE, CITY, AUDITOR = (
    "provincial_admin",
    "provincial_organiser",
    "city_organiser",
    "auditor",
)
MEMBER, DEPARTMENT, UNIVERSITY = (
    "institution_member",
    "department_reviewer",
    "university_reviewer",
)
FIRM, PROGRAM, GUEST = "enterprise_member", "program", "guest"
PEOPLE = frozenset({ADMIN, PROVINCE, CITY, AUDITOR, MEMBER, DEPARTMENT, UNIVERSITY, FIRM})
KNOWN = PEOPLE | {PROGRAM}
EVERYBODY = KNOWN | {GUEST}
OFFICE = frozenset({ADMIN, PROVINCE, CITY, AUDITOR})
INSTITUTION = frozenset({MEMBER, DEPARTMENT, UNIVERSITY})

# What concerns all of an event: who reads it, who changes it, and who sees only their part of it.
READ_OURS, READ_THEIRS = OFFICE, frozenset({ADMIN, PROVINCE, AUDITOR})
WRITE_OURS, WRITE_THEIRS = frozenset({PROVINCE, CITY}), frozenset({PROVINCE})
MEMBERS = INSTITUTION | {FIRM}

Who = frozenset[str] | set[str]


@dataclass(frozen=True)
class Call:
    """A request that is right in all but, maybe, who makes it."""

    method: str
    path: str
    json: Any = None
    form: Mapping[str, str] | None = None
    files: Mapping[str, Any] | None = None
    params: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Rule:
    """An operation: how it is asked for on a side (ours, theirs …), and who may on each side.

    unseen: sides of which those who may not are told that there is nothing (404), not that they
    may not. answer: the status of those who may, 200 to 399 if None.
    """

    call: Callable[[World, str], Call]
    who: Mapping[str, Who]
    unseen: frozenset[str] = field(default_factory=frozenset)
    answer: int | None = None


def anyone(call: Callable[[World, str], Call], who: Who, answer: int | None = None) -> Rule:
    """Return the rule of an operation that is about nobody's record in particular."""
    return Rule(call, {"": who}, answer=answer)


def on_sides(
    call: Callable[[World, str], Call], ours: Who, theirs: Who, answer: int | None = None
) -> Rule:
    """Return the rule of an operation on a record that is ours or theirs."""
    return Rule(call, {"ours": ours, "theirs": theirs}, answer=answer)


def for_readers(call: Callable[[World, str], Call]) -> Rule:
    """Return the rule of an operation that reads all of what is an event's."""
    return on_sides(call, ours=READ_OURS, theirs=READ_THEIRS)


def for_writers(call: Callable[[World, str], Call], answer: int | None = None) -> Rule:
    """Return the rule of an operation by which an event is organised."""
    return on_sides(call, ours=WRITE_OURS, theirs=WRITE_THEIRS, answer=answer)


def for_partakers(call: Callable[[World, str], Call]) -> Rule:
    """Return the rule of an operation that shows members of organisations what is theirs."""
    return on_sides(call, ours=READ_OURS | MEMBERS, theirs=READ_THEIRS | MEMBERS)

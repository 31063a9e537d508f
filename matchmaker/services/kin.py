"""Which records of organisations count as one body for what its people may see.

A record that is merged into another stands for the same body, and a whole reaches what is its
parts'. What is meant for a whole is meant for its parts, too: a college reads what is addressed to
its university.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from models.queries import organisations as organisation_queries


@dataclass(frozen=True)
class Kin:
    """survivors: merged record → the one that stands for it; wholes: part → what it is a part of.

    merged, parts: the same the other way round.
    """

    survivors: Mapping[int, int]
    wholes: Mapping[int, int]
    merged: Mapping[int, tuple[int, ...]]
    parts: Mapping[int, tuple[int, ...]]

    def same(self, ids: Iterable[int]) -> frozenset[int]:
        """Return all records of the bodies that the given records stand for."""
        bodies = {self._body(known) for known in ids}
        return frozenset(bodies | {old for body in bodies for old in self.merged.get(body, ())})

    def down(self, ids: Iterable[int]) -> frozenset[int]:
        """Return all records of the bodies and of their parts at any depth."""
        found: set[int] = set()
        waiting = {self._body(known) for known in ids}
        while waiting:
            body = waiting.pop()
            if body not in found:
                found.add(body)
                waiting.update(self.parts.get(body, ()))
        return self.same(found)

    def up(self, ids: Iterable[int]) -> frozenset[int]:
        """Return all records of the bodies and of what they are parts of at any depth."""
        found: set[int] = set()
        for known in ids:
            body: int | None = self._body(known)
            while body is not None and body not in found:
                found.add(body)
                body = self.wholes.get(body)
        return self.same(found)

    def _body(self, known: int) -> int:
        return self.survivors.get(known, known)


def load_kin(session: Session) -> Kin:
    """Return how the records of organisations hang together."""
    into = organisation_queries.merged_by_id(session)
    survivors = {known: _last(into, known) for known in into}
    wholes = {
        part: survivors.get(whole, whole)
        for part, whole in organisation_queries.parents_by_id(session).items()
        if part not in survivors
    }
    return Kin(survivors, wholes, _turned(survivors), _turned(wholes))


def _last(into: Mapping[int, int], known: int) -> int:
    while known in into:
        known = into[known]
    return known


def _turned(one_of: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = defaultdict(list)
    for member, of in sorted(one_of.items()):
        found[of].append(member)
    return {of: tuple(members) for of, members in found.items()}

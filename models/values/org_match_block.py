"""Which organisations are worth comparing with a name, found without comparing it with all."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from models.values.org_match import OrgIdentity, is_part, valid_uscc
from models.values.org_match_name import Kind, ParsedName, parse_name

# What a shared key says; a 字号 alone is shared by many firms.
_STRONG, _MIDDLING, _FAINT = 100, 10, 1
_MOST_CANDIDATES = 12
_SHORTEST_BRAND = 2


class CandidateIndex:
    """Organisations by the keys of their names: equal, one character apart, of one 字号."""

    def __init__(self) -> None:
        self._identities: dict[int, OrgIdentity] = {}
        self._blocks: dict[str, list[int]] = defaultdict(list)
        self._wholes: dict[str, int] = {}
        self._parts: dict[str, list[int]] = defaultdict(list)

    def add(self, reference: int, identity: OrgIdentity) -> None:
        """Enter an organisation under every name that it has."""
        self._identities[reference] = identity
        for name in dict.fromkeys((identity.name, *identity.aliases)):
            self._enter_name(reference, name)
        for key in _code_keys(identity):
            self._blocks[key].append(reference)
        for head in parse_name(identity.name).heads:
            self._parts[head].append(reference)

    def add_name(self, reference: int, name: str) -> None:
        """Enter another name of an organisation that is here."""
        known = self._identities[reference]
        self._identities[reference] = replace(known, aliases=(*known.aliases, name))
        self._enter_name(reference, name)

    def learn(self, reference: int, uscc: str | None, city_code: str | None) -> None:
        """Take up facts of an organisation; one that is not here is passed over."""
        known = self._identities.get(reference)
        if known is None:
            return
        self._identities[reference] = replace(
            known, uscc=known.uscc or uscc, city_code=known.city_code or city_code
        )
        if not valid_uscc(known.uscc):
            for key in _code_keys(self._identities[reference]):
                self._blocks[key].append(reference)

    def get(self, reference: int) -> OrgIdentity:
        """Return what was entered."""
        return self._identities[reference]

    def find_candidates(self, identity: OrgIdentity) -> list[int]:
        """Return the organisations that may be the one given, the likeliest first."""
        votes: dict[int, int] = defaultdict(int)
        keys = [*_code_keys(identity)]
        for name in (identity.name, *identity.aliases):
            keys.extend(_name_keys(parse_name(name)))
        for key in dict.fromkeys(keys):
            weight = _WEIGHTS[key[0]]
            for reference in dict.fromkeys(self._blocks.get(key, ())):
                votes[reference] += weight
        ranked = sorted(votes, key=lambda reference: (-votes[reference], reference))
        return ranked[:_MOST_CANDIDATES]

    def find_whole(self, identity: OrgIdentity) -> int | None:
        """Return the nearest organisation that the given one is a part of."""
        for head in parse_name(identity.name).heads:
            reference = self._wholes.get(head)
            if reference is not None and is_part(identity, self._identities[reference]):
                return reference
        return None

    def list_parts(self, identity: OrgIdentity) -> list[int]:
        """Return the organisations whose nearest whole here is the given one."""
        found = self._parts.get(parse_name(identity.name).plain, ())
        return [part for part in found if is_part(self._identities[part], identity)]

    def _enter_name(self, reference: int, name: str) -> None:
        parsed = parse_name(name)
        for key in _name_keys(parsed):
            self._blocks[key].append(reference)
        self._wholes.setdefault(parsed.plain, reference)


_WEIGHTS = {"u": _STRONG, "n": _STRONG, "c": _MIDDLING, "s": _MIDDLING, "d": _MIDDLING, "b": _FAINT}


def _code_keys(identity: OrgIdentity) -> Iterator[str]:
    code = valid_uscc(identity.uscc)
    if code:
        yield f"u{code}"


def _name_keys(parsed: ParsedName) -> Iterator[str]:
    yield f"n{parsed.plain}"
    if parsed.other:
        yield f"n{parse_name(parsed.other).plain}"
    # 某研究院 and 某研究院有限公司.
    yield f"s{parsed.core if parsed.kind is Kind.FIRM else parsed.stem}"
    if len(parsed.core) >= _SHORTEST_BRAND:
        yield f"c{parsed.core}"
    if len(parsed.brand) >= _SHORTEST_BRAND:
        yield f"b{parsed.brand}"
    # Names that are one character apart become equal when each loses that character.
    place, stem = parsed.place, parsed.stem
    yield f"d{place}#{stem}"
    for position in range(len(stem)):
        yield f"d{place}#{stem[:position]}{stem[position + 1 :]}"

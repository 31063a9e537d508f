"""Which organisations are worth comparing with a name, found without comparing it with all."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from models.values.org_match import OrgIdentity, is_part, valid_uscc
from models.values.org_match_doubts import (
    FORM,
    LATIN_MARK,
    LONGEST_SHORT,
    group_initials,
    institute_base,
    numbered,
    placeless,
    unit_name,
)
from models.values.org_match_known import body_of, known_wholes
from models.values.org_match_name import Kind, ParsedName, parse_name
from models.values.org_match_places import is_district, spoken_names
from models.values.org_match_words import FORMER_FORMS
from models.values.org_name import OrgType

# What a shared key says; a 字号 alone is shared by many firms.
_STRONG, _MIDDLING, _FAINT = 100, 10, 1
_MOST_CANDIDATES = 12
_SHORTEST_BRAND = 2
# How many of the first characters may be a place.
_SLIPS = 3


class CandidateIndex:
    """Organisations by the keys of their names: equal, one character apart, shortened alike."""

    def __init__(self) -> None:
        self._identities: dict[int, OrgIdentity] = {}
        self._blocks: dict[str, list[int]] = defaultdict(list)
        self._wholes: dict[str, int] = {}
        self._short_wholes: dict[tuple[str, str], int] = {}
        self._parts: dict[str, list[int]] = defaultdict(list)

    def add(self, reference: int, identity: OrgIdentity) -> None:
        """Enter an organisation under every name that it has."""
        self._identities[reference] = identity
        for name in dict.fromkeys((identity.name, *identity.aliases)):
            self._enter_name(reference, name)
        for key in _code_keys(identity):
            self._blocks[key].append(reference)
        own = parse_name(identity.name)
        for head in (*own.heads, *sorted(known_wholes(own.plain))):
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
        own = parse_name(identity.name)
        for head in (*own.heads, *sorted(known_wholes(own.plain))):
            reference = self._wholes.get(head, self._wholes.get(body_of(head)))
            if reference is not None and is_part(identity, self._identities[reference]):
                return reference
        return self._find_by_short_name(identity)

    def _find_by_short_name(self, identity: OrgIdentity) -> int | None:
        """Return the university whose short name a part's begins with: 武大中南医院."""
        own = parse_name(identity.name)
        for length in range(LONGEST_SHORT, _SHORTEST_BRAND - 1, -1):
            reference = self._short_wholes.get((own.place, own.stem[:length]))
            if reference is not None and is_part(identity, self._identities[reference]):
                return reference
        return None

    def list_parts(self, identity: OrgIdentity) -> list[int]:
        """Return the organisations whose nearest whole here is the given one."""
        plain = parse_name(identity.name).plain
        named, known = (self._parts.get(key, ()) for key in (plain, body_of(plain)))
        found = dict.fromkeys((*named, *known))
        return [part for part in found if is_part(self._identities[part], identity)]

    def _enter_name(self, reference: int, name: str) -> None:
        parsed = parse_name(name)
        for key in _name_keys(parsed):
            self._blocks[key].append(reference)
        self._wholes.setdefault(parsed.plain, reference)
        self._wholes.setdefault(body_of(parsed.plain), reference)
        if self._identities[reference].org_type is OrgType.UNIVERSITY:
            self._short_wholes.setdefault((parsed.place, parsed.stem), reference)


_WEIGHTS = {
    **dict.fromkeys("un", _STRONG),
    **dict.fromkeys("cdsopritw", _MIDDLING),
    **dict.fromkeys("bgak", _FAINT),
}


def _code_keys(identity: OrgIdentity) -> Iterator[str]:
    code = valid_uscc(identity.uscc)
    if code:
        yield f"u{code}"


def _name_keys(parsed: ParsedName) -> Iterator[str]:
    for plain in (parsed.plain, *((parse_name(parsed.other).plain,) if parsed.other else ())):
        yield f"n{plain}"
        yield f"n{body_of(plain)}"
    # 某研究院 and 某研究院有限公司.
    own = parsed.core if parsed.kind is Kind.FIRM else parsed.stem
    yield f"s{own}"
    yield f"s{LATIN_MARK.sub('', own)}"
    for core in dict.fromkeys((parsed.core, placeless(parsed), institute_base(parsed))):
        if len(core) >= _SHORTEST_BRAND:
            yield f"c{core}"
    if len(parsed.brand) >= _SHORTEST_BRAND:
        yield f"b{parsed.brand}"
    yield from _slip_keys(parsed)
    yield from _short_keys(parsed)


def _slip_keys(parsed: ParsedName) -> Iterator[str]:
    """Names that are one character apart become equal when each loses that character."""
    place, stem = parsed.place, parsed.stem
    yield f"d{place}#{stem}"
    for position in range(len(stem)):
        yield f"d{place}#{stem[:position]}{stem[position + 1 :]}"
    # A slip in the place itself leaves a name without a place.
    spoken = tuple(name + stem for name in spoken_names(place)) if place else (stem,)
    if not place or is_district(place):
        yield from (f"r{name}" for name in spoken)
    for name in spoken:
        yield f"p{name}"
        yield from (f"p{name[:n]}{name[n + 1 :]}" for n in range(min(_SLIPS, len(name))))


def _short_keys(parsed: ParsedName) -> Iterator[str]:
    """A name and its short form meet where both are cut alike."""
    number = numbered(parsed)[1]
    if number:
        yield f"i{number}"
    if parsed.heads:
        yield from _part_keys(parsed)
    elif parsed.kind is not Kind.FIRM or parsed.end in FORMER_FORMS:
        # Where its whole ends is not known of a short name.
        yield from (f"t{parsed.stem[n:]}" for n in range(_SHORTEST_BRAND, LONGEST_SHORT + 1))
    if not parsed.heads and parsed.kind in {Kind.AGENCY, Kind.INSTITUTE} and parsed.place:
        yield f"a{parsed.place}{parsed.stem[0]}{parsed.stem[-1]}"
    if parsed.is_group:
        yield f"g{(group_initials(parsed) if parsed.place else parsed.core)[:2]}"
    if parsed.kind is Kind.FIRM:
        for cut in {parsed.initials, parsed.core}:
            if _SHORTEST_BRAND <= len(cut) <= LONGEST_SHORT:
                yield f"k{parsed.place}{cut}"
    if len(parsed.trades) + len(parsed.weak) > 1:
        yield f"w{parsed.place}{parsed.brand}{sorted(parsed.trades + parsed.weak)}"


def _part_keys(parsed: ParsedName) -> Iterator[str]:
    own = unit_name(parsed)
    yield f"n{parse_name(own).plain}"
    yield f"s{parse_name(own).stem}"
    yield f"s{parse_name(own).core}"
    yield f"t{parsed.tail}"
    for head in parsed.heads:
        yield f"o{head}{own}"
    yield f"o{FORM.sub('', parsed.heads[0])}{own}"
    if own:
        yield f"a{parsed.heads[0]}{own[0]}{own[-1]}"
